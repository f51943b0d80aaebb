import { CreatePolicyVersionCommand, GetPolicyCommand, ListPolicyVersionsCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { allowing, providerSetting } from "../provider.ts";

const POLICY = "aws:iam/policy:Policy";

describe("scripts/engine/provider/resources/policy", () => {
  const setting = providerSetting();

  async function versions(arn: string): Promise<string[]> {
    const { Versions } = await setting.iam.send(new ListPolicyVersionsCommand({ PolicyArn: arn }));
    return Versions!.map(({ VersionId, IsDefaultVersion }) => `${VersionId}${IsDefaultVersion ? " default" : ""}`).sort();
  }

  it("creates a policy whose id is its ARN", async () => {
    const { id, outputs } = await setting.engine.make(POLICY, {
      name: "read",
      path: "/tenure/",
      policy: allowing("s3:Get*"),
      tags: { owner: "x" },
    });
    const { Policy } = await setting.iam.send(new GetPolicyCommand({ PolicyArn: id }));
    expect(id).toBe(`arn:aws:iam::${setting.account.id}:policy/tenure/read`);
    expect(outputs).toEqual({
      arn: id,
      attachmentCount: 0,
      id,
      name: "read",
      namePrefix: "",
      path: "/tenure/",
      policy: allowing("s3:Get*"),
      policyId: Policy!.PolicyId,
      tags: { owner: "x" },
      tagsAll: { owner: "x" },
    });
  });

  it("makes a changed document the default version, and removes the oldest of five before", async () => {
    let made = await setting.engine.make(POLICY, { name: "versions", policy: allowing("s3:0") });
    for (const number of [1, 2, 3, 4])
      made = await setting.engine.change(POLICY, made, { name: "versions", policy: allowing(`s3:${number}`) });
    expect(await versions(made.id)).toEqual(["v1", "v2", "v3", "v4", "v5 default"]);
    made = await setting.engine.change(POLICY, made, { name: "versions", policy: allowing("s3:5") });
    expect(await versions(made.id)).toEqual(["v2", "v3", "v4", "v5", "v6 default"]);
    expect((await setting.engine.read(POLICY, made.id, made))?.outputs.policy).toBe(allowing("s3:5"));
  });

  it("changes tags without a new version", async () => {
    const made = await setting.engine.make(POLICY, { name: "tagged", policy: allowing("s3:Get*"), tags: { a: "1" } });
    const changed = await setting.engine.change(POLICY, made, { name: "tagged", policy: allowing("s3:Get*"), tags: { a: "2" } });
    expect(await versions(made.id)).toEqual(["v1 default"]);
    expect((await setting.engine.read(POLICY, made.id, changed))?.outputs.tags).toEqual({ a: "2" });
  });

  it("shows a document that was changed by hand", async () => {
    const made = await setting.engine.make(POLICY, { name: "drifted", policy: allowing("s3:Get*") });
    await setting.iam.send(new CreatePolicyVersionCommand({ PolicyArn: made.id, PolicyDocument: allowing("*"), SetAsDefault: true }));
    const refreshed = (await setting.engine.read(POLICY, made.id, made))!;
    expect(refreshed.inputs.policy).toBe(allowing("*"));
    expect((await setting.engine.diff(POLICY, refreshed.outputs, made.inputs)).detailed).toEqual({ policy: "UPDATE" });
  });

  it("needs another policy for another description, as AWS has no call for it", async () => {
    const made = await setting.engine.make(POLICY, { name: "described", policy: allowing("s3:Get*") });
    const { inputs } = await setting.engine.check(POLICY, { name: "described", policy: allowing("s3:Get*"), description: "New" });
    expect(await setting.engine.diff(POLICY, made.outputs, inputs)).toMatchObject({
      detailed: { description: "ADD_REPLACE" },
      deleteBeforeReplace: true,
    });
  });

  it("imports by ARN, and deletes every version before the policy", async () => {
    const made = await setting.engine.make(POLICY, { name: "old", policy: allowing("s3:Get*") });
    await setting.engine.change(POLICY, made, { name: "old", policy: allowing("s3:Put*") });
    const imported = (await setting.engine.read(POLICY, made.id))!;
    expect(imported.inputs).toEqual({ __defaults: [], name: "old", policy: allowing("s3:Put*") });
    await setting.engine.remove(POLICY, imported);
    expect(await setting.engine.read(POLICY, made.id, made)).toBeUndefined();
    await setting.engine.remove(POLICY, imported);
  });
});
