import { CreateGroupCommand, DeleteGroupCommand, GetGroupCommand, UpdateGroupCommand } from "@aws-sdk/client-iam";
import { patiently } from "../aws/waits.ts";
import { isMissing } from "../error.ts";
import { COMPUTED, MOVABLE_PATH, type ResourceType } from "../schema.ts";
import { optionalText, type Properties, present, text } from "../value.ts";

/** An IAM group. Name and path can be changed in place; the recorded name says which group is meant, as for users. */
export const group: ResourceType = {
  token: "aws:iam/group:Group",
  noun: "group",
  properties: {
    name: { type: "string", input: "required" },
    path: MOVABLE_PATH,
    arn: { ...COMPUTED, follows: ["name", "path"] },
    uniqueId: COMPUTED,
  },
  deleteBeforeReplace: true,

  async create(inputs, aws) {
    const GroupName = text(inputs, "name");
    await patiently(aws, () => aws.iam.send(new CreateGroupCommand({ GroupName, Path: text(inputs, "path") })));
    return { id: GroupName };
  },

  async read(id, recorded, aws) {
    try {
      const { Group } = await aws.iam.send(new GetGroupCommand({ GroupName: nameOf(id, recorded), MaxItems: 1 }));
      const outputs = { name: Group!.GroupName, path: Group!.Path, arn: Group!.Arn, uniqueId: Group!.GroupId };
      return { id: Group!.GroupName!, outputs: present(outputs) };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },

  async update({ id, olds, news }, aws) {
    const request = { GroupName: nameOf(id, olds), NewGroupName: text(news, "name"), NewPath: text(news, "path") };
    await patiently(aws, () => aws.iam.send(new UpdateGroupCommand(request)));
  },

  async delete(id, recorded, aws) {
    try {
      await patiently(aws, () => aws.iam.send(new DeleteGroupCommand({ GroupName: nameOf(id, recorded) })));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  },
};

function nameOf(id: string, recorded: Properties): string {
  return optionalText(recorded, "name") ?? id;
}
