import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  DeleteUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  GetUserCommand,
  TagUserCommand,
  UntagUserCommand,
} from "@aws-sdk/client-iam";
import { beforeAll, describe, expect, it } from "vitest";
import { allowing, providerSetting } from "../provider.ts";

const USER = "aws:iam/user:User";

describe("scripts/engine/provider/resources/user", () => {
  const setting = providerSetting();
  const boundaries: string[] = [];

  beforeAll(async () => {
    for (const name of ["until-1", "until-2"]) {
      const request = { PolicyName: name, Path: "/tenure/", PolicyDocument: allowing("s3:*") };
      boundaries.push((await setting.iam.send(new CreatePolicyCommand(request))).Policy!.Arn!);
    }
  });

  it("creates a user together with its boundary and tags, and answers with what AWS made of it", async () => {
    const { id, outputs } = await setting.engine.make(USER, {
      name: "created",
      path: "/apps/",
      permissionsBoundary: boundaries[0],
      tags: { owner: "team/web" },
    });
    const { User } = await setting.iam.send(new GetUserCommand({ UserName: "created" }));
    expect(User?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(boundaries[0]);
    expect(User?.Tags).toEqual([{ Key: "owner", Value: "team/web" }]);
    expect(id).toBe("created");
    expect(outputs).toEqual({
      arn: `arn:aws:iam::${setting.account.id}:user/apps/created`,
      forceDestroy: false,
      id: "created",
      name: "created",
      path: "/apps/",
      permissionsBoundary: boundaries[0],
      tags: { owner: "team/web" },
      tagsAll: { owner: "team/web" },
      uniqueId: User?.UserId,
    });
  });

  it("leaves computed outputs out of a preview", async () => {
    const { id, outputs } = await setting.engine.preview(USER, { name: "planned", tags: { a: "b" } });
    expect(id).toBe("");
    expect(outputs).toEqual({ forceDestroy: false, name: "planned", path: "/", tags: { a: "b" }, tagsAll: { a: "b" } });
    await expect(setting.iam.send(new GetUserCommand({ UserName: "planned" }))).rejects.toThrow("planned");
  });

  it("swaps the boundary and makes tags what the program says, foreign ones included", async () => {
    const made = await setting.engine.make(USER, { name: "changed", permissionsBoundary: boundaries[0], tags: { a: "1", b: "2" } });
    await setting.iam.send(new TagUserCommand({ UserName: "changed", Tags: [{ Key: "foreign", Value: "x" }] }));
    const refreshed = (await setting.engine.read(USER, made.id, made))!;
    const { outputs } = await setting.engine.change(USER, refreshed, {
      name: "changed",
      permissionsBoundary: boundaries[1],
      tags: { a: "1", b: "3", c: "4" },
    });
    const { User } = await setting.iam.send(new GetUserCommand({ UserName: "changed" }));
    expect(User?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(boundaries[1]);
    expect(Object.fromEntries(User!.Tags!.map(({ Key, Value }) => [Key, Value]))).toEqual({ a: "1", b: "3", c: "4" });
    expect(outputs).toMatchObject({
      permissionsBoundary: boundaries[1],
      tags: { a: "1", b: "3", c: "4" },
      tagsAll: { a: "1", b: "3", c: "4" },
    });
  });

  it("takes the boundary away when the program states none", async () => {
    const made = await setting.engine.make(USER, { name: "unbound", permissionsBoundary: boundaries[0] });
    const { outputs } = await setting.engine.change(USER, made, { name: "unbound" });
    const { User } = await setting.iam.send(new GetUserCommand({ UserName: "unbound" }));
    expect(User?.PermissionsBoundary).toBeUndefined();
    expect(outputs.permissionsBoundary).toBeUndefined();
  });

  it("shows what was changed by hand in inputs and outputs of a refresh", async () => {
    const made = await setting.engine.make(USER, { name: "drifted", permissionsBoundary: boundaries[0], tags: { owner: "team/web" } });
    await setting.iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName: "drifted" }));
    await setting.iam.send(new UntagUserCommand({ UserName: "drifted", TagKeys: ["owner"] }));
    const refreshed = (await setting.engine.read(USER, made.id, made))!;
    expect(refreshed.inputs).toEqual({ __defaults: ["path"], name: "drifted", path: "/", tags: {} });
    const { detailed, replaces } = await setting.engine.diff(USER, refreshed.outputs, made.inputs);
    expect(detailed).toEqual({ permissionsBoundary: "ADD", "tags.owner": "ADD" });
    expect(replaces).toEqual([]);
  });

  it("finds no difference in what nobody changed", async () => {
    const made = await setting.engine.make(USER, { name: "calm", permissionsBoundary: boundaries[0], tags: { owner: "team/web" } });
    const refreshed = (await setting.engine.read(USER, made.id, made))!;
    expect(refreshed).toEqual(made);
    expect((await setting.engine.diff(USER, refreshed.outputs, made.inputs)).changes).toBe("none");
  });

  it("imports a user by its name with every input that is set", async () => {
    await setting.iam.send(new CreateUserCommand({ UserName: "old", Path: "/apps/", Tags: [{ Key: "Team", Value: "x" }] }));
    const imported = (await setting.engine.read(USER, "old"))!;
    expect(imported.inputs).toEqual({ __defaults: [], name: "old", path: "/apps/", tags: { Team: "x" } });
    expect(imported.outputs).toMatchObject({ name: "old", forceDestroy: false, tagsAll: { Team: "x" } });
  });

  it("answers that a user is gone only when AWS says so", async () => {
    const made = await setting.engine.make(USER, { name: "gone" });
    await setting.iam.send(new DeleteUserCommand({ UserName: "gone" }));
    expect(await setting.engine.read(USER, made.id, made)).toBeUndefined();
    expect(await setting.engine.read(USER, "never-there")).toBeUndefined();
  });

  it("takes a user out of its groups before deleting it, and is content when it is gone already", async () => {
    const made = await setting.engine.make(USER, { name: "leaver" });
    await setting.iam.send(new CreateGroupCommand({ GroupName: "leavers" }));
    await setting.iam.send(new AddUserToGroupCommand({ GroupName: "leavers", UserName: "leaver" }));
    await setting.engine.remove(USER, made);
    await expect(setting.iam.send(new GetUserCommand({ UserName: "leaver" }))).rejects.toThrow("leaver");
    await setting.engine.remove(USER, made);
  });

  it("does not delete credentials that somebody else made unless forceDestroy says so", async () => {
    const made = await setting.engine.make(USER, { name: "keyed" });
    await setting.iam.send(new CreateAccessKeyCommand({ UserName: "keyed" }));
    await expect(setting.engine.remove(USER, made)).rejects.toThrow("deleting user keyed: DeleteUser was refused by AWS: DeleteConflict");
  });

  it("says what was attempted when the name is taken", async () => {
    await setting.engine.make(USER, { name: "taken" });
    await expect(setting.engine.make(USER, { name: "taken" })).rejects.toThrow(
      "creating user taken: CreateUser was refused by AWS: EntityAlreadyExists",
    );
  });
});
