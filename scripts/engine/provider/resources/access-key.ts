import { createHmac } from "node:crypto";
import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  paginateListAccessKeys,
  type StatusType,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import type { Aws } from "../aws/clients.ts";
import { everyItem } from "../aws/pages.ts";
import { patiently } from "../aws/waits.ts";
import { isMissing, isRefusal } from "../error.ts";
import { COMPUTED, oneOf, type ResourceType } from "../schema.ts";
import { optionalText, type Properties, present, text } from "../value.ts";

/** An access key. AWS tells its secret once, at its creation; from then on only the state has it. */
export const accessKey: ResourceType = {
  token: "aws:iam/accessKey:AccessKey",
  noun: "access key",
  properties: {
    user: { type: "string", input: "required", forceNew: true },
    status: { type: "string", input: "optional", default: "Active", problem: oneOf("Active", "Inactive") },
    createDate: COMPUTED,
    secret: { type: "string", secret: true, kept: true },
    sesSmtpPasswordV4: { type: "string", secret: true, kept: true },
  },
  deleteBeforeReplace: false,

  async create(inputs, aws) {
    const UserName = text(inputs, "user");
    // Sent once: a second try after a lost answer would leave a working key that nobody knows.
    const isSafeToRepeat = (error: unknown) =>
      isMissing(error) || isRefusal(error, "Throttling", "ThrottlingException", "RequestLimitExceeded");
    const { AccessKey } = await patiently(aws, () => aws.iamOnce.send(new CreateAccessKeyCommand({ UserName })), isSafeToRepeat);
    const [AccessKeyId, secret] = [AccessKey!.AccessKeyId!, AccessKey!.SecretAccessKey!];
    return {
      id: AccessKeyId,
      outputs: { secret, sesSmtpPasswordV4: sesPassword(secret, aws.region) },
      finish: async () => {
        if (inputs.status === "Inactive") await setStatus(UserName, AccessKeyId, "Inactive", aws);
      },
    };
  },

  async read(id, recorded, aws) {
    try {
      const UserName = optionalText(recorded, "user") ?? (await ownerOf(id, aws));
      const keys = await everyItem(paginateListAccessKeys({ client: aws.iam }, { UserName }), (page) => page.AccessKeyMetadata);
      const found = keys.find(({ AccessKeyId }) => AccessKeyId === id);
      if (!found) return undefined;
      const createDate = found.CreateDate?.toISOString().replace(/\.\d+Z$/, "Z");
      return { outputs: present({ user: UserName, status: found.Status, createDate }) };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },

  async update({ id, news, changed }, aws) {
    if (changed("status")) await setStatus(text(news, "user"), id, text(news, "status") as StatusType, aws);
  },

  async delete(id, recorded, aws) {
    const request = { UserName: text(recorded, "user"), AccessKeyId: id };
    try {
      await patiently(aws, () => aws.iam.send(new DeleteAccessKeyCommand(request)));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  },
};

async function setStatus(UserName: string, AccessKeyId: string, Status: StatusType, aws: Aws): Promise<void> {
  await patiently(aws, () => aws.iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status })), isMissing);
}

/** A key's id alone does not say whose it is; this is the one call that tells. */
async function ownerOf(AccessKeyId: string, aws: Aws): Promise<string> {
  const { UserName } = await aws.iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
  return text({ user: UserName ?? null } satisfies Properties, "user");
}

/** The password that SES accepts for SMTP (Amazon SES Developer Guide, "Obtaining SES SMTP credentials by converting existing AWS credentials"). */
function sesPassword(secret: string, region: string): string {
  const steps = ["11111111", region, "ses", "aws4_request", "SendRawEmail"];
  const signature = steps.reduce((key, step) => createHmac("sha256", key).update(step).digest(), Buffer.from(`AWS4${secret}`));
  return Buffer.concat([Buffer.from([4]), signature]).toString("base64");
}
