import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  GetRoleCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { beforeAll, describe, expect, it } from "vitest";
import { allowing, providerSetting, trustOf } from "../provider.ts";

const ROLE = "aws:iam/role:Role";

describe("scripts/engine/provider/resources/role", () => {
  const setting = providerSetting();
  let boundary: string;

  beforeAll(async () => {
    const request = { PolicyName: "until", Path: "/tenure/", PolicyDocument: allowing("s3:*") };
    boundary = (await setting.iam.send(new CreatePolicyCommand(request))).Policy!.Arn!;
  });

  it("creates a role together with its boundary and tags", async () => {
    const { id, outputs } = await setting.engine.make(ROLE, {
      name: "created",
      path: "/software/",
      description: "Does things",
      assumeRolePolicy: trustOf("lambda.amazonaws.com"),
      maxSessionDuration: 7200,
      permissionsBoundary: boundary,
      tags: { owner: "team/web" },
    });
    const { Role } = await setting.iam.send(new GetRoleCommand({ RoleName: "created" }));
    expect(Role?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(boundary);
    expect(id).toBe("created");
    expect(outputs).toEqual({
      arn: `arn:aws:iam::${setting.account.id}:role/software/created`,
      assumeRolePolicy: trustOf("lambda.amazonaws.com"),
      createDate: Role!.CreateDate!.toISOString().replace(".000Z", "Z"),
      description: "Does things",
      forceDetachPolicies: false,
      id: "created",
      maxSessionDuration: 7200,
      name: "created",
      namePrefix: "",
      path: "/software/",
      permissionsBoundary: boundary,
      tags: { owner: "team/web" },
      tagsAll: { owner: "team/web" },
      uniqueId: Role!.RoleId,
    });
  });

  it("changes trust, session, description, boundary and tags in place", async () => {
    const made = await setting.engine.make(ROLE, { name: "changed", assumeRolePolicy: trustOf("lambda.amazonaws.com"), tags: { a: "1" } });
    await setting.engine.change(ROLE, made, {
      name: "changed",
      description: "New",
      assumeRolePolicy: trustOf("ec2.amazonaws.com"),
      maxSessionDuration: 43200,
      permissionsBoundary: boundary,
      tags: { b: "2" },
    });
    const { Role } = await setting.iam.send(new GetRoleCommand({ RoleName: "changed" }));
    expect(decodeURIComponent(Role!.AssumeRolePolicyDocument!)).toBe(trustOf("ec2.amazonaws.com"));
    expect(Role).toMatchObject({ Description: "New", MaxSessionDuration: 43200, Tags: [{ Key: "b", Value: "2" }] });
    expect(Role?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(boundary);
  });

  it("takes the boundary away when the program states none", async () => {
    const inputs = { name: "unbound", assumeRolePolicy: trustOf("lambda.amazonaws.com") };
    const made = await setting.engine.make(ROLE, { ...inputs, permissionsBoundary: boundary });
    await setting.engine.change(ROLE, made, inputs);
    const { Role } = await setting.iam.send(new GetRoleCommand({ RoleName: "unbound" }));
    expect(Role?.PermissionsBoundary).toBeUndefined();
  });

  it("needs another role for another name or path, the old one first", async () => {
    const made = await setting.engine.make(ROLE, { name: "fixed", assumeRolePolicy: trustOf("lambda.amazonaws.com") });
    const { inputs } = await setting.engine.check(ROLE, {
      name: "fixed",
      path: "/moved/",
      assumeRolePolicy: trustOf("lambda.amazonaws.com"),
    });
    expect(await setting.engine.diff(ROLE, made.outputs, inputs)).toEqual({
      changes: "some",
      diffs: ["path"],
      detailed: { path: "UPDATE_REPLACE" },
      replaces: ["path"],
      stables: ["name"],
      deleteBeforeReplace: true,
    });
  });

  it("sees no difference in a trust policy that means the same, and keeps the recorded form", async () => {
    const made = await setting.engine.make(ROLE, { name: "rewritten", assumeRolePolicy: trustOf("lambda.amazonaws.com") });
    const rewritten = {
      Statement: { Sid: "X", Principal: { Service: ["lambda.amazonaws.com"] }, Action: ["STS:AssumeRole"], Effect: "Allow" },
      Version: "2012-10-17",
    };
    await setting.iam.send(
      new UpdateAssumeRolePolicyCommand({ RoleName: "rewritten", PolicyDocument: JSON.stringify(rewritten, null, 2) }),
    );
    const refreshed = (await setting.engine.read(ROLE, made.id, made))!;
    expect(refreshed.outputs.assumeRolePolicy).toBe(trustOf("lambda.amazonaws.com"));
    expect((await setting.engine.diff(ROLE, refreshed.outputs, made.inputs)).changes).toBe("none");
  });

  it("shows a widened trust and a longer session", async () => {
    const made = await setting.engine.make(ROLE, { name: "widened", assumeRolePolicy: trustOf("lambda.amazonaws.com") });
    const wide = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
    });
    await setting.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "widened", PolicyDocument: wide }));
    await setting.iam.send(new UpdateRoleCommand({ RoleName: "widened", MaxSessionDuration: 43200 }));
    const refreshed = (await setting.engine.read(ROLE, made.id, made))!;
    expect(refreshed.inputs).toEqual({
      __defaults: ["path"],
      name: "widened",
      path: "/",
      assumeRolePolicy: wide,
      maxSessionDuration: 43200,
    });
    const { detailed } = await setting.engine.diff(ROLE, refreshed.outputs, made.inputs);
    expect(detailed).toEqual({ assumeRolePolicy: "UPDATE", maxSessionDuration: "UPDATE" });
  });

  it("imports a role by its name", async () => {
    await setting.iam.send(new CreateRoleCommand({ RoleName: "old", AssumeRolePolicyDocument: trustOf("lambda.amazonaws.com") }));
    const imported = (await setting.engine.read(ROLE, "old"))!;
    expect(imported.inputs).toEqual({ __defaults: [], name: "old", assumeRolePolicy: trustOf("lambda.amazonaws.com") });
    expect(await setting.engine.read(ROLE, "never-there")).toBeUndefined();
  });

  it("detaches nothing that it did not attach, and says what is in the way", async () => {
    const made = await setting.engine.make(ROLE, { name: "held", assumeRolePolicy: trustOf("lambda.amazonaws.com") });
    await setting.iam.send(new AttachRolePolicyCommand({ RoleName: "held", PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }));
    await expect(setting.engine.remove(ROLE, made)).rejects.toThrow("deleting role held: DeleteRole was refused by AWS: DeleteConflict");
  });

  it("detaches everything first when the program asks for it", async () => {
    const made = await setting.engine.make(ROLE, {
      name: "forced",
      assumeRolePolicy: trustOf("lambda.amazonaws.com"),
      forceDetachPolicies: true,
    });
    await setting.iam.send(new AttachRolePolicyCommand({ RoleName: "forced", PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }));
    await setting.iam.send(new PutRolePolicyCommand({ RoleName: "forced", PolicyName: "p", PolicyDocument: allowing("s3:*") }));
    await setting.engine.remove(ROLE, made);
    expect(await setting.engine.read(ROLE, "forced", made)).toBeUndefined();
    await setting.engine.remove(ROLE, made);
  });
});
