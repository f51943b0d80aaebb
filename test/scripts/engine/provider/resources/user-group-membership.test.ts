import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreateUserCommand,
  ListGroupsForUserCommand,
  RemoveUserFromGroupCommand,
} from "@aws-sdk/client-iam";
import type { ServiceError } from "@grpc/grpc-js";
import { beforeAll, describe, expect, it } from "vitest";
import { unfinished } from "../engine.ts";
import { providerSetting } from "../provider.ts";

const MEMBERSHIP = "aws:iam/userGroupMembership:UserGroupMembership";

describe("scripts/engine/provider/resources/user-group-membership", () => {
  const setting = providerSetting();

  beforeAll(async () => {
    for (const GroupName of ["a", "b", "c", "foreign"]) await setting.iam.send(new CreateGroupCommand({ GroupName }));
    for (const UserName of ["member", "drifted", "old", "half", "order"]) await setting.iam.send(new CreateUserCommand({ UserName }));
  });

  async function groupsOf(UserName: string): Promise<string[]> {
    const { Groups } = await setting.iam.send(new ListGroupsForUserCommand({ UserName }));
    return Groups!.map(({ GroupName }) => GroupName!).sort();
  }

  it("adds and removes its own groups and leaves others alone", async () => {
    await setting.iam.send(new AddUserToGroupCommand({ UserName: "member", GroupName: "foreign" }));
    const made = await setting.engine.make(MEMBERSHIP, { user: "member", groups: ["a", "b"] });
    expect(made.outputs).toEqual({ groups: ["a", "b"], id: made.id, user: "member" });
    expect(await groupsOf("member")).toEqual(["a", "b", "foreign"]);
    const changed = await setting.engine.change(MEMBERSHIP, made, { user: "member", groups: ["b", "c"] });
    expect(await groupsOf("member")).toEqual(["b", "c", "foreign"]);
    expect(await setting.engine.read(MEMBERSHIP, made.id, changed)).toEqual(changed);
    await setting.engine.remove(MEMBERSHIP, changed);
    expect(await groupsOf("member")).toEqual(["foreign"]);
    await setting.engine.remove(MEMBERSHIP, changed);
  });

  it("shows a membership that was taken away by hand", async () => {
    const made = await setting.engine.make(MEMBERSHIP, { user: "drifted", groups: ["a", "b"] });
    await setting.iam.send(new RemoveUserFromGroupCommand({ UserName: "drifted", GroupName: "a" }));
    const refreshed = (await setting.engine.read(MEMBERSHIP, made.id, made))!;
    expect(refreshed.inputs.groups).toEqual(["b"]);
    expect((await setting.engine.diff(MEMBERSHIP, refreshed.outputs, made.inputs)).detailed).toEqual({ groups: "UPDATE" });
  });

  it("does not care for the order of groups", async () => {
    const made = await setting.engine.make(MEMBERSHIP, { user: "order", groups: ["c", "a"] });
    expect(await setting.engine.read(MEMBERSHIP, made.id, made)).toEqual(made);
    expect((await setting.engine.diff(MEMBERSHIP, made.outputs, { user: "order", groups: ["a", "c"] })).changes).toBe("none");
  });

  it("imports the groups that the id names", async () => {
    await setting.iam.send(new AddUserToGroupCommand({ UserName: "old", GroupName: "a" }));
    await setting.iam.send(new AddUserToGroupCommand({ UserName: "old", GroupName: "b" }));
    const imported = (await setting.engine.read(MEMBERSHIP, "old/a"))!;
    expect(imported.inputs).toEqual({ __defaults: [], groups: ["a"], user: "old" });
    await expect(setting.engine.read(MEMBERSHIP, "old")).rejects.toThrow(
      'expected an id of the form <user name>/<group name>/…, got "old"',
    );
  });

  it("is gone with its user", async () => {
    expect(await setting.engine.read(MEMBERSHIP, "nobody/a")).toBeUndefined();
  });

  it("records what was done when a group is missing, so that the next run does the rest", async () => {
    const error = await setting.engine.make(MEMBERSHIP, { user: "half", groups: ["a", "none"] }).catch((cause: ServiceError) => cause);
    const half = unfinished(error as ServiceError)!;
    expect(half.outputs).toEqual({ groups: ["a"], id: half.id, user: "half" });
    expect(half.reasons[0]).toContain("AddUserToGroup was refused by AWS: NoSuchEntity");
    await setting.iam.send(new CreateGroupCommand({ GroupName: "none" }));
    await setting.engine.change(MEMBERSHIP, { ...half, inputs: {} }, { user: "half", groups: ["a", "none"] });
    expect(await groupsOf("half")).toEqual(["a", "none"]);
  });
});
