import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  GetRoleCommand,
  PutRolePermissionsBoundaryCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from "@aws-sdk/client-iam";
import type { Aws } from "../aws/clients.ts";
import { printStored } from "../aws/documents.ts";
import { changeTags, tagList, tagMap } from "../aws/tags.ts";
import { patiently } from "../aws/waits.ts";
import { isMissing, isRefusal } from "../error.ts";
import { type Change, COMPUTED, DOCUMENT, FIXED_NAME, FIXED_PATH, NAME_PREFIX, type ResourceType, TAGS, within } from "../schema.ts";
import { optionalText, present, tagsOf, text } from "../value.ts";
import { detachPolicies, removeFromInstanceProfiles } from "./role-leftovers.ts";

/**
 * An IAM role. Boundary and tags are part of its creation, so that it never exists without its end.
 * `inlinePolicies` and `managedPolicyArns` are left out although the official plugin reads them into its outputs: they would make
 * whatever somebody else attached part of our state.
 */
export const role: ResourceType = {
  token: "aws:iam/role:Role",
  noun: "role",
  properties: {
    assumeRolePolicy: DOCUMENT,
    description: { type: "string", input: "optional" },
    forceDetachPolicies: { type: "boolean", input: "optional", default: false, kept: true },
    maxSessionDuration: { type: "number", input: "optional", default: 3_600, problem: within(3_600, 43_200) },
    name: FIXED_NAME,
    path: FIXED_PATH,
    permissionsBoundary: { type: "string", input: "optional" },
    ...TAGS,
    arn: COMPUTED,
    createDate: COMPUTED,
    namePrefix: NAME_PREFIX,
    uniqueId: COMPUTED,
  },
  deleteBeforeReplace: true,

  async create(inputs, aws) {
    const RoleName = text(inputs, "name");
    const request = {
      RoleName,
      Path: text(inputs, "path"),
      AssumeRolePolicyDocument: text(inputs, "assumeRolePolicy"),
      Description: optionalText(inputs, "description"),
      MaxSessionDuration: Number(inputs.maxSessionDuration),
      PermissionsBoundary: optionalText(inputs, "permissionsBoundary"),
      Tags: tagList(tagsOf(inputs)),
    };
    await patiently(aws, () => aws.iam.send(new CreateRoleCommand(request)), namesSomethingNew);
    return { id: RoleName };
  },

  async read(id, _recorded, aws) {
    try {
      const { Role } = await aws.iam.send(new GetRoleCommand({ RoleName: id }));
      const outputs = {
        assumeRolePolicy: printStored(Role!.AssumeRolePolicyDocument),
        description: Role!.Description,
        maxSessionDuration: Role!.MaxSessionDuration,
        name: Role!.RoleName,
        path: Role!.Path,
        permissionsBoundary: Role!.PermissionsBoundary?.PermissionsBoundaryArn,
        tags: tagMap(Role!.Tags),
        arn: Role!.Arn,
        createDate: Role!.CreateDate?.toISOString().replace(/\.\d+Z$/, "Z"),
        namePrefix: "",
        uniqueId: Role!.RoleId,
      };
      return { outputs: present(outputs) };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },

  async update(change, aws) {
    const { id: RoleName, olds, news, changed } = change;
    if (changed("assumeRolePolicy")) {
      const request = { RoleName, PolicyDocument: text(news, "assumeRolePolicy") };
      await patiently(aws, () => aws.iam.send(new UpdateAssumeRolePolicyCommand(request)), namesSomethingNew);
    }
    if (changed("description")) {
      const request = { RoleName, Description: optionalText(news, "description") ?? "" };
      await patiently(aws, () => aws.iam.send(new UpdateRoleDescriptionCommand(request)));
    }
    if (changed("maxSessionDuration")) {
      const request = { RoleName, MaxSessionDuration: Number(news.maxSessionDuration) };
      await patiently(aws, () => aws.iam.send(new UpdateRoleCommand(request)));
    }
    await updateBoundary(change, aws);
    await changeTags(tagsOf(olds), tagsOf(news), {
      remove: (TagKeys) => patiently(aws, () => aws.iam.send(new UntagRoleCommand({ RoleName, TagKeys }))),
      add: (Tags) => patiently(aws, () => aws.iam.send(new TagRoleCommand({ RoleName, Tags }))),
    });
  },

  async delete(id, recorded, aws) {
    try {
      await removeFromInstanceProfiles(id, aws);
      if (recorded.forceDetachPolicies === true) await detachPolicies(id, aws);
      // What our own deletions have just detached may still be counted.
      const isAttached = (error: unknown) => isRefusal(error, "DeleteConflict");
      await patiently(aws, () => aws.iam.send(new DeleteRoleCommand({ RoleName: id })), isAttached, aws.limits.conflictMs);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  },
};

async function updateBoundary({ id: RoleName, news, changed }: Change, aws: Aws): Promise<void> {
  if (!changed("permissionsBoundary")) return;
  const PermissionsBoundary = optionalText(news, "permissionsBoundary");
  await patiently(
    aws,
    async () => {
      if (PermissionsBoundary === undefined) await aws.iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
      else await aws.iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }));
    },
    isMissing,
  );
}

/** A boundary or a trusted principal that IAM does not know yet. */
function namesSomethingNew(error: unknown): boolean {
  return (
    isMissing(error) || (isRefusal(error, "MalformedPolicyDocument") && (error as Error).message.includes("Invalid principal in policy"))
  );
}
