import type { Aws } from "../aws/clients.ts";
import { patiently } from "../aws/waits.ts";
import { isMissing, ProviderError } from "../error.ts";
import type { ResourceType } from "../schema.ts";
import { optionalText, type Properties } from "../value.ts";

/** The three kinds of holders differ in their calls only. `list` gives the ARNs of everything attached, or throws. */
export type AttachmentCalls = {
  attach(holder: string, policyArn: string, aws: Aws): Promise<unknown>;
  detach(holder: string, policyArn: string, aws: Aws): Promise<unknown>;
  list(holder: string, aws: Aws): Promise<readonly string[]>;
};

/**
 * One managed policy on one holder, and nothing else that the holder has.
 * Id and import id are `<holder>/<policy arn>` (terraform-provider-aws 6, `@IdAttrFormat`); ids from before that are not read at all,
 * since the recorded properties say it as well.
 */
export function attachmentType(token: string, holder: "user" | "role" | "group", calls: AttachmentCalls): ResourceType {
  const partsOf = (id: string, recorded: Properties) => {
    const [name, policyArn] = [optionalText(recorded, holder), optionalText(recorded, "policyArn")];
    return name !== undefined && policyArn !== undefined ? { name, policyArn } : parseId(id, holder);
  };
  return {
    token,
    noun: `policy attachment of a ${holder}`,
    properties: {
      [holder]: { type: "string", input: "required", forceNew: true },
      policyArn: { type: "string", input: "required", forceNew: true },
    },
    deleteBeforeReplace: true,

    async create(inputs, aws) {
      const { name, policyArn } = partsOf("", inputs);
      await patiently(aws, () => calls.attach(name, policyArn, aws), isMissing);
      return { id: `${name}/${policyArn}` };
    },

    async read(id, recorded, aws) {
      const { name, policyArn } = partsOf(id, recorded);
      try {
        const attached = await calls.list(name, aws);
        return attached.includes(policyArn) ? { outputs: { [holder]: name, policyArn } } : undefined;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },

    async delete(id, recorded, aws) {
      const { name, policyArn } = partsOf(id, recorded);
      try {
        await patiently(aws, () => calls.detach(name, policyArn, aws));
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
  };
}

function parseId(id: string, holder: string): { name: string; policyArn: string } {
  const match = /^([^/]+)\/(arn:.+)$/.exec(id);
  if (!match) throw new ProviderError("ID_INVALID", `expected an id of the form <${holder} name>/<policy arn>, got "${id}"`);
  return { name: match[1]!, policyArn: match[2]! };
}
