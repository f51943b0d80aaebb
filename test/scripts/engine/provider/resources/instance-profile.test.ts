import { CreateRoleCommand, GetInstanceProfileCommand } from "@aws-sdk/client-iam";
import { beforeAll, describe, expect, it } from "vitest";
import { providerSetting, trustOf } from "../provider.ts";

const PROFILE = "aws:iam/instanceProfile:InstanceProfile";

describe("scripts/engine/provider/resources/instance-profile", () => {
  const setting = providerSetting();
  beforeAll(async () => {
    for (const RoleName of ["web", "batch"])
      await setting.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trustOf("ec2.amazonaws.com") }));
  });

  async function rolesIn(InstanceProfileName: string): Promise<readonly (string | undefined)[]> {
    const { InstanceProfile } = await setting.iam.send(new GetInstanceProfileCommand({ InstanceProfileName }));
    return InstanceProfile!.Roles!.map(({ RoleName }) => RoleName);
  }

  it("creates, refreshes and deletes a profile with its role", async () => {
    const made = await setting.engine.make(PROFILE, { name: "web", role: "web", tags: { owner: "x" } });
    expect(made.id).toBe("web");
    expect(made.outputs).toMatchObject({
      arn: `arn:aws:iam::${setting.account.id}:instance-profile/web`,
      name: "web",
      path: "/",
      role: "web",
    });
    expect(await setting.engine.read(PROFILE, made.id, made)).toEqual(made);
    await setting.engine.remove(PROFILE, made);
    expect(await setting.engine.read(PROFILE, made.id, made)).toBeUndefined();
    await setting.engine.remove(PROFILE, made);
  });

  it("puts another role into it, or none, in place", async () => {
    let made = await setting.engine.make(PROFILE, { name: "moving", role: "web", tags: { a: "1" } });
    made = await setting.engine.change(PROFILE, made, { name: "moving", role: "batch", tags: { b: "2" } });
    expect(await rolesIn("moving")).toEqual(["batch"]);
    expect((await setting.engine.read(PROFILE, made.id, made))?.outputs.tags).toEqual({ b: "2" });
    await setting.engine.change(PROFILE, made, { name: "moving", tags: { b: "2" } });
    expect(await rolesIn("moving")).toEqual([]);
  });
});
