import { CreateRoleCommand, DeleteRoleCommand } from "@aws-sdk/client-iam";
import { CreateSecretCommand, DeleteSecretCommand, GetResourcePolicyCommand } from "@aws-sdk/client-secrets-manager";
import { describe, expect, it } from "vitest";
import { printDocument } from "../../../../../stacks/iam/document.ts";
import { secretPolicy } from "../../../../../stacks/iam/secret-policy.ts";
import { providerSetting } from "../provider.ts";

const POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy";
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

describe("scripts/engine/provider/resources/secret-policy", () => {
  const setting = providerSetting();
  const arnOf = (name: string) => `arn:aws:iam::${setting.account.id}:role/${name}` as const;
  const textFor = (...names: readonly string[]) => printDocument(secretPolicy(names.map(arnOf)));
  const stored = async (SecretId: string) => (await setting.secrets.send(new GetResourcePolicyCommand({ SecretId }))).ResourcePolicy;
  const makeRole = (RoleName: string) => setting.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));

  async function secretAndRoles(Name: string, ...roles: readonly string[]): Promise<string> {
    for (const role of roles) await makeRole(role);
    return (await setting.secrets.send(new CreateSecretCommand({ Name, SecretString: "never read" }))).ARN!;
  }

  it("gives a secret its policy, changes it in place and takes it away", async () => {
    const secretArn = await secretAndRoles("one", "reader", "other");
    const made = await setting.engine.make(POLICY, { secretArn, policy: textFor("reader"), blockPublicPolicy: true });
    expect(made.outputs).toEqual({ blockPublicPolicy: true, id: secretArn, policy: textFor("reader"), region: "us-east-1", secretArn });
    expect(await stored(secretArn)).toBe(textFor("reader"));
    expect(await setting.engine.read(POLICY, made.id, made)).toEqual(made);

    const changed = await setting.engine.change(POLICY, made, {
      secretArn,
      policy: textFor("other", "reader"),
      blockPublicPolicy: true,
    });
    expect(await stored(secretArn)).toBe(textFor("other", "reader"));

    await setting.engine.remove(POLICY, changed);
    expect(await stored(secretArn)).toBeUndefined();
    expect(await setting.engine.read(POLICY, made.id, made)).toBeUndefined();
    await setting.engine.remove(POLICY, changed);
  });

  it("is another resource on another secret, and the same one in another order of readers", async () => {
    const secretArn = await secretAndRoles("two", "first", "second");
    const made = await setting.engine.make(POLICY, { secretArn, policy: textFor("first", "second") });
    const differs = async (inputs: Record<string, string>) =>
      (await setting.engine.diff(POLICY, made.outputs, { ...made.inputs, ...inputs })).detailed;
    expect(await differs({ policy: textFor("second", "first") })).toEqual({});
    expect(await differs({ policy: textFor("first") })).toEqual({ policy: "UPDATE" });
    expect(await differs({ secretArn: `${secretArn}x` })).toEqual({ secretArn: "UPDATE_REPLACE" });
  });

  it("waits for a role that AWS does not know yet", async () => {
    const secretArn = await secretAndRoles("three");
    const making = setting.engine.make(POLICY, { secretArn, policy: textFor("late") });
    await makeRole("late");
    expect((await making).id).toBe(secretArn);
  });

  it("counts a policy as gone with its secret", async () => {
    const secretArn = await secretAndRoles("four", "leaving");
    const made = await setting.engine.make(POLICY, { secretArn, policy: textFor("leaving") });
    await setting.secrets.send(new DeleteSecretCommand({ SecretId: secretArn, ForceDeleteWithoutRecovery: true }));
    await setting.iam.send(new DeleteRoleCommand({ RoleName: "leaving" }));
    expect(await setting.engine.read(POLICY, made.id, made)).toBeUndefined();
    await setting.engine.remove(POLICY, made);
  });

  it("imports by the secret's ARN", async () => {
    const secretArn = await secretAndRoles("five", "imported");
    await setting.engine.make(POLICY, { secretArn, policy: textFor("imported") });
    expect((await setting.engine.read(POLICY, secretArn))?.inputs).toEqual({ __defaults: [], policy: textFor("imported"), secretArn });
  });
});
