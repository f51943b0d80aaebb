import { randomUUID } from "node:crypto";
import { AddUserToGroupCommand, paginateListGroupsForUser, RemoveUserFromGroupCommand } from "@aws-sdk/client-iam";
import type { Aws } from "../aws/clients.ts";
import { everyItem } from "../aws/pages.ts";
import { patiently } from "../aws/waits.ts";
import { isMissing, ProviderError } from "../error.ts";
import type { ResourceType } from "../schema.ts";
import { optionalText, type Properties, text, texts } from "../value.ts";

/**
 * The groups of a user that a program states, and no others: memberships that somebody else made are neither seen nor removed.
 * The id means nothing (the official plugin makes one up as well); the import id is `<user>/<group>/<group>…`.
 */
export const userGroupMembership: ResourceType = {
  token: "aws:iam/userGroupMembership:UserGroupMembership",
  noun: "group membership",
  properties: {
    user: { type: "string", input: "required", forceNew: true },
    groups: { type: "strings", input: "required" },
  },
  deleteBeforeReplace: false,

  async create(inputs, aws) {
    const finish = () => addTo(text(inputs, "user"), texts(inputs, "groups"), aws);
    return { id: `${text(inputs, "user")}-${randomUUID()}`, finish };
  },

  async read(id, recorded, aws) {
    const meant = optionalText(recorded, "user") === undefined ? parseImportId(id) : recorded;
    const user = text(meant, "user");
    try {
      const groups = await everyItem(paginateListGroupsForUser({ client: aws.iam }, { UserName: user }), ({ Groups }) => Groups);
      const names = groups.map(({ GroupName }) => GroupName!);
      const outputs = { user, groups: texts(meant, "groups").filter((name) => names.includes(name)) };
      return meant === recorded ? { outputs } : { id: `${user}-${randomUUID()}`, outputs };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },

  async update({ olds, news }, aws) {
    const [before, after] = [texts(olds, "groups"), texts(news, "groups")];
    const removed = before.filter((group) => !after.includes(group));
    await removeFrom(text(news, "user"), removed, aws);
    const added = after.filter((group) => !before.includes(group));
    await addTo(text(news, "user"), added, aws);
  },

  async delete(_id, recorded, aws) {
    await removeFrom(text(recorded, "user"), texts(recorded, "groups"), aws);
  },
};

async function addTo(UserName: string, groups: readonly string[], aws: Aws): Promise<void> {
  for (const GroupName of groups) await patiently(aws, () => aws.iam.send(new AddUserToGroupCommand({ UserName, GroupName })), isMissing);
}

async function removeFrom(UserName: string, groups: readonly string[], aws: Aws): Promise<void> {
  for (const GroupName of groups) {
    try {
      await patiently(aws, () => aws.iam.send(new RemoveUserFromGroupCommand({ UserName, GroupName })));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}

function parseImportId(id: string): Properties {
  const [user, ...groups] = id.split("/");
  if (!user || groups.length === 0 || groups.includes("")) {
    throw new ProviderError("ID_INVALID", `expected an id of the form <user name>/<group name>/…, got "${id}"`);
  }
  return { user, groups };
}
