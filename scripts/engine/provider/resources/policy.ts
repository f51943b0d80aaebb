import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  type PolicyVersion,
  paginateListPolicyVersions,
  TagPolicyCommand,
  UntagPolicyCommand,
} from "@aws-sdk/client-iam";
import type { Aws } from "../aws/clients.ts";
import { printStored } from "../aws/documents.ts";
import { everyItem } from "../aws/pages.ts";
import { changeTags, tagList, tagMap } from "../aws/tags.ts";
import { patiently } from "../aws/waits.ts";
import { isMissing, isRefusal } from "../error.ts";
import { COMPUTED, DOCUMENT, FIXED_NAME, FIXED_PATH, NAME_PREFIX, type ResourceType, TAGS } from "../schema.ts";
import { optionalText, present, tagsOf, text } from "../value.ts";

/** A customer-managed policy keeps at most this many versions (IAM User Guide, "Versioning IAM policies"). */
const MAX_VERSIONS = 5;

/** A customer-managed policy, its document being its default version. The id is the ARN. */
export const policy: ResourceType = {
  token: "aws:iam/policy:Policy",
  noun: "policy",
  properties: {
    description: { type: "string", input: "optional", forceNew: true },
    name: FIXED_NAME,
    path: FIXED_PATH,
    policy: DOCUMENT,
    ...TAGS,
    arn: COMPUTED,
    attachmentCount: { type: "number" },
    namePrefix: NAME_PREFIX,
    policyId: COMPUTED,
  },
  deleteBeforeReplace: true,

  async create(inputs, aws) {
    const request = {
      PolicyName: text(inputs, "name"),
      Path: text(inputs, "path"),
      PolicyDocument: text(inputs, "policy"),
      Description: optionalText(inputs, "description"),
      Tags: tagList(tagsOf(inputs)),
    };
    const { Policy } = await patiently(aws, () => aws.iam.send(new CreatePolicyCommand(request)));
    return { id: Policy!.Arn! };
  },

  async read(id, _recorded, aws) {
    try {
      const { Policy } = await aws.iam.send(new GetPolicyCommand({ PolicyArn: id }));
      const { PolicyVersion } = await aws.iam.send(new GetPolicyVersionCommand({ PolicyArn: id, VersionId: Policy!.DefaultVersionId }));
      const outputs = {
        description: Policy!.Description,
        name: Policy!.PolicyName,
        path: Policy!.Path,
        policy: printStored(PolicyVersion!.Document),
        tags: tagMap(Policy!.Tags),
        arn: Policy!.Arn,
        attachmentCount: Policy!.AttachmentCount,
        namePrefix: "",
        policyId: Policy!.PolicyId,
      };
      return { outputs: present(outputs) };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },

  async update({ id: PolicyArn, olds, news, changed }, aws) {
    if (changed("policy")) {
      await pruneVersions(PolicyArn, aws);
      const request = { PolicyArn, PolicyDocument: text(news, "policy"), SetAsDefault: true };
      await patiently(aws, () => aws.iam.send(new CreatePolicyVersionCommand(request)));
    }
    await changeTags(tagsOf(olds), tagsOf(news), {
      remove: (TagKeys) => patiently(aws, () => aws.iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys }))),
      add: (Tags) => patiently(aws, () => aws.iam.send(new TagPolicyCommand({ PolicyArn, Tags }))),
    });
  },

  async delete(id, _recorded, aws) {
    try {
      for (const { VersionId } of await oldVersions(id, aws)) {
        await patiently(aws, () => aws.iam.send(new DeletePolicyVersionCommand({ PolicyArn: id, VersionId })));
      }
      // What our own deletions have just detached may still be counted.
      const isAttached = (error: unknown) => isRefusal(error, "DeleteConflict");
      await patiently(aws, () => aws.iam.send(new DeletePolicyCommand({ PolicyArn: id })), isAttached, aws.limits.conflictMs);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  },
};

/** Makes room for one more version. */
async function pruneVersions(PolicyArn: string, aws: Aws): Promise<void> {
  const old = await oldVersions(PolicyArn, aws);
  if (old.length + 1 < MAX_VERSIONS) return;
  await patiently(aws, () => aws.iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: old[0]!.VersionId })));
}

/** All versions but the default one, oldest first: `v2` was made before `v10`. */
async function oldVersions(PolicyArn: string, aws: Aws): Promise<readonly PolicyVersion[]> {
  const versions = await everyItem(paginateListPolicyVersions({ client: aws.iam }, { PolicyArn }), ({ Versions }) => Versions);
  return versions.filter(({ IsDefaultVersion }) => !IsDefaultVersion).sort((a, b) => numberOf(a) - numberOf(b));
}

function numberOf({ VersionId }: PolicyVersion): number {
  return Number(VersionId?.replace(/^v/, ""));
}
