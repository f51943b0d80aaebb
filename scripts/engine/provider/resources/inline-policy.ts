import type { Aws } from "../aws/clients.ts";
import { printStored } from "../aws/documents.ts";
import { patiently } from "../aws/waits.ts";
import { isMissing, ProviderError } from "../error.ts";
import { DOCUMENT, FIXED_NAME, NAME_PREFIX, type ResourceType } from "../schema.ts";
import { present, text } from "../value.ts";

/** The three kinds of holders differ in their calls only. */
export type InlinePolicyCalls = {
  put(holder: string, name: string, document: string, aws: Aws): Promise<unknown>;
  get(holder: string, name: string, aws: Aws): Promise<string | undefined>;
  remove(holder: string, name: string, aws: Aws): Promise<unknown>;
};

/** One inline policy of one holder. Id and import id are `<holder>:<policy name>`; neither name can hold a colon. */
export function inlinePolicyType(token: string, holder: "user" | "role" | "group", calls: InlinePolicyCalls): ResourceType {
  return {
    token,
    noun: `inline policy of a ${holder}`,
    properties: {
      [holder]: { type: "string", input: "required", forceNew: true },
      name: FIXED_NAME,
      policy: DOCUMENT,
      namePrefix: NAME_PREFIX,
    },
    deleteBeforeReplace: true,

    async create(inputs, aws) {
      const [owner, name] = [text(inputs, holder), text(inputs, "name")];
      await patiently(aws, () => calls.put(owner, name, text(inputs, "policy"), aws), isMissing);
      return { id: `${owner}:${name}` };
    },

    async read(id, _recorded, aws) {
      const { owner, name } = parseId(id, holder);
      try {
        const outputs = { [holder]: owner, name, policy: printStored(await calls.get(owner, name, aws)), namePrefix: "" };
        return { outputs: present(outputs) };
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },

    async update({ id, news, changed }, aws) {
      const { owner, name } = parseId(id, holder);
      if (changed("policy")) await patiently(aws, () => calls.put(owner, name, text(news, "policy"), aws));
    },

    async delete(id, _recorded, aws) {
      const { owner, name } = parseId(id, holder);
      try {
        await patiently(aws, () => calls.remove(owner, name, aws));
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
  };
}

function parseId(id: string, holder: string): { owner: string; name: string } {
  const match = /^([^:]+):(.+)$/.exec(id);
  if (!match) throw new ProviderError("ID_INVALID", `expected an id of the form <${holder} name>:<policy name>, got "${id}"`);
  return { owner: match[1]!, name: match[2]! };
}
