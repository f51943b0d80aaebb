import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  DeleteInstanceProfileCommand,
  GetInstanceProfileCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagInstanceProfileCommand,
  UntagInstanceProfileCommand,
} from "@aws-sdk/client-iam";
import type { Aws } from "../aws/clients.ts";
import { changeTags, tagList, tagMap } from "../aws/tags.ts";
import { patiently } from "../aws/waits.ts";
import { isMissing } from "../error.ts";
import { COMPUTED, FIXED_NAME, FIXED_PATH, NAME_PREFIX, type ResourceType, TAGS } from "../schema.ts";
import { optionalText, present, tagsOf, text } from "../value.ts";

/** What puts a role into the hands of EC2 instances: it holds at most one role. The id is the name. */
export const instanceProfile: ResourceType = {
  token: "aws:iam/instanceProfile:InstanceProfile",
  noun: "instance profile",
  properties: {
    name: FIXED_NAME,
    path: FIXED_PATH,
    role: { type: "string", input: "optional" },
    ...TAGS,
    arn: COMPUTED,
    createDate: COMPUTED,
    namePrefix: NAME_PREFIX,
    uniqueId: COMPUTED,
  },
  deleteBeforeReplace: true,

  async create(inputs, aws) {
    const InstanceProfileName = text(inputs, "name");
    const request = { InstanceProfileName, Path: text(inputs, "path"), Tags: tagList(tagsOf(inputs)) };
    await patiently(aws, () => aws.iam.send(new CreateInstanceProfileCommand(request)));
    const role = optionalText(inputs, "role");
    return { id: InstanceProfileName, finish: async () => (role === undefined ? undefined : fill(InstanceProfileName, role, aws)) };
  },

  async read(id, _recorded, aws) {
    try {
      const { InstanceProfile: found } = await aws.iam.send(new GetInstanceProfileCommand({ InstanceProfileName: id }));
      const outputs = {
        name: found!.InstanceProfileName,
        path: found!.Path,
        role: found!.Roles?.[0]?.RoleName,
        tags: tagMap(found!.Tags),
        arn: found!.Arn,
        createDate: found!.CreateDate?.toISOString(),
        namePrefix: "",
        uniqueId: found!.InstanceProfileId,
      };
      return { outputs: present(outputs) };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },

  async update({ id, olds, news, changed }, aws) {
    if (changed("role")) {
      const [before, after] = [optionalText(olds, "role"), optionalText(news, "role")];
      if (before !== undefined) await empty(id, before, aws);
      if (after !== undefined) await fill(id, after, aws);
    }
    await changeTags(tagsOf(olds), tagsOf(news), {
      remove: (TagKeys) => patiently(aws, () => aws.iam.send(new UntagInstanceProfileCommand({ InstanceProfileName: id, TagKeys }))),
      add: (Tags) => patiently(aws, () => aws.iam.send(new TagInstanceProfileCommand({ InstanceProfileName: id, Tags }))),
    });
  },

  async delete(id, recorded, aws) {
    const role = optionalText(recorded, "role");
    if (role !== undefined) await empty(id, role, aws);
    try {
      await patiently(aws, () => aws.iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName: id })));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  },
};

/** A role that has just been made may not be known everywhere yet. */
async function fill(InstanceProfileName: string, RoleName: string, aws: Aws): Promise<void> {
  await patiently(aws, () => aws.iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName })), isMissing);
}

async function empty(InstanceProfileName: string, RoleName: string, aws: Aws): Promise<void> {
  try {
    await patiently(aws, () => aws.iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName })));
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
