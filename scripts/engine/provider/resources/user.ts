import {
  CreateUserCommand,
  DeleteUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  GetUserCommand,
  PutUserPermissionsBoundaryCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import { changeTags, tagList, tagMap } from "../aws/tags.ts";
import { patiently } from "../aws/waits.ts";
import { isMissing } from "../error.ts";
import { COMPUTED, MOVABLE_PATH, type ResourceType, TAGS } from "../schema.ts";
import { optionalText, type Properties, present, tagsOf, text } from "../value.ts";
import { removeCredentials, removeMemberships } from "./user-leftovers.ts";

/**
 * An IAM user. Boundary and tags are part of its creation, so that it never exists without its end.
 * Name and path can be changed in place (`UpdateUser`), which keeps keys and memberships; the Pulumi id stays the first name until
 * the next refresh, so the recorded name says which user is meant.
 */
export const user: ResourceType = {
  token: "aws:iam/user:User",
  noun: "user",
  properties: {
    name: { type: "string", input: "required" },
    path: MOVABLE_PATH,
    permissionsBoundary: { type: "string", input: "optional" },
    forceDestroy: { type: "boolean", input: "optional", default: false, kept: true },
    ...TAGS,
    arn: { ...COMPUTED, follows: ["name", "path"] },
    uniqueId: COMPUTED,
  },
  deleteBeforeReplace: true,

  async create(inputs, aws) {
    const UserName = text(inputs, "name");
    const request = {
      UserName,
      Path: text(inputs, "path"),
      PermissionsBoundary: optionalText(inputs, "permissionsBoundary"),
      Tags: tagList(tagsOf(inputs)),
    };
    await patiently(aws, () => aws.iam.send(new CreateUserCommand(request)), isMissing);
    return { id: UserName };
  },

  async read(id, recorded, aws) {
    try {
      const { User } = await aws.iam.send(new GetUserCommand({ UserName: nameOf(id, recorded) }));
      const outputs = {
        name: User!.UserName,
        path: User!.Path,
        permissionsBoundary: User!.PermissionsBoundary?.PermissionsBoundaryArn,
        tags: tagMap(User!.Tags),
        arn: User!.Arn,
        uniqueId: User!.UserId,
      };
      return { id: User!.UserName!, outputs: present(outputs) };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },

  async update({ id, olds, news, changed }, aws) {
    const UserName = text(news, "name");
    if (changed("name") || changed("path")) {
      const request = { UserName: nameOf(id, olds), NewUserName: UserName, NewPath: text(news, "path") };
      await patiently(aws, () => aws.iam.send(new UpdateUserCommand(request)));
    }
    if (changed("permissionsBoundary")) {
      const PermissionsBoundary = optionalText(news, "permissionsBoundary");
      await patiently(
        aws,
        async () => {
          if (PermissionsBoundary === undefined) await aws.iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName }));
          else await aws.iam.send(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary }));
        },
        isMissing,
      );
    }
    await changeTags(tagsOf(olds), tagsOf(news), {
      remove: (TagKeys) => patiently(aws, () => aws.iam.send(new UntagUserCommand({ UserName, TagKeys }))),
      add: (Tags) => patiently(aws, () => aws.iam.send(new TagUserCommand({ UserName, Tags }))),
    });
  },

  async delete(id, recorded, aws) {
    const UserName = nameOf(id, recorded);
    try {
      await removeMemberships(UserName, aws);
      if (recorded.forceDestroy === true) await removeCredentials(UserName, aws);
      await patiently(aws, () => aws.iam.send(new DeleteUserCommand({ UserName })));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  },
};

function nameOf(id: string, recorded: Properties): string {
  return optionalText(recorded, "name") ?? id;
}
