import { describe, expect, it } from "vitest";
import { type Declare, startScenario, urn } from "../../../../support/scenario.ts";

const USER = "aws:iam/user:User";
const KEY = "aws:iam/accessKey:AccessKey";

async function two(declare: Declare): Promise<void> {
  const user = await declare(USER, "ada", { name: "ada", tags: { owner: "x" } });
  await declare(
    KEY,
    "key",
    { user: "ada" },
    { dependencies: [user.urn], propertyDependencies: { user: [user.urn] }, additionalSecretOutputs: ["secret"] },
  );
}

describe("scripts/engine/embedded/deployment/refresh", () => {
  it("reads the chosen resources into the state, so that the next plan puts them back", async () => {
    const { up, plan, refresh, cloud } = await startScenario();
    await up(two);
    const changed = cloud.cloud.get(`${USER}|ada`)!;
    changed.inputs = { ...changed.inputs, tags: { owner: "x", admin: "yes" } };
    changed.outputs = { ...changed.outputs, tags: { owner: "x", admin: "yes" } };
    expect((await plan(two)).operations.map(({ op }) => op)).toEqual(["same", "same"]);
    const result = await refresh(urn(USER, "ada"));
    expect(result.operations).toMatchObject([
      { op: "update", name: "ada", changed: ["tags"], before: { tags: { owner: "x" } }, after: { tags: { owner: "x", admin: "yes" } } },
    ]);
    expect((await plan(two)).operations.map(({ op, name }) => [op, name])).toEqual([
      ["update", "ada"],
      ["same", "key"],
    ]);
  });

  it("finds nothing when nothing has changed, and keeps secrets secret", async () => {
    const { up, refresh, checkpoint } = await startScenario();
    await up(two);
    const result = await refresh(urn(USER, "ada"), urn(KEY, "key"));
    expect(result.operations.map(({ op }) => op)).toEqual(["same", "same"]);
    expect(JSON.stringify(checkpoint())).not.toContain("secret-of-");
  });

  it("takes out what is gone and every mention of it", async () => {
    const { up, refresh, plan, cloud, checkpoint } = await startScenario();
    await up(two);
    cloud.cloud.delete(`${USER}|ada`);
    const result = await refresh(urn(USER, "ada"));
    expect(result.operations).toMatchObject([{ op: "delete", name: "ada", after: undefined }]);
    expect(checkpoint().resources.at(-1)).toMatchObject({ urn: urn(KEY, "key") });
    expect(JSON.stringify(checkpoint())).not.toContain(urn(USER, "ada"));
    expect((await plan(two)).operations.map(({ op, name }) => [op, name])).toEqual([
      ["create", "ada"],
      ["same", "key"],
    ]);
  });

  it("leaves a resource that cannot be read as it was, reads the others and fails", async () => {
    const { up, refresh, cloud, checkpoint } = await startScenario();
    await up(two);
    cloud.fault = ({ method, name }) => (method === "read" && name === "ada" ? "AccessDenied" : undefined);
    const before = checkpoint().resources.map(({ urn: each }) => each);
    const result = await refresh(urn(USER, "ada"), urn(KEY, "key"));
    expect([result.result, result.operations.map(({ op, name }) => [op, name])]).toEqual(["failed", [["same", "key"]]]);
    expect(checkpoint().resources.map(({ urn: each }) => each)).toEqual(before);
  });

  it("fails for a resource that the stack does not have", async () => {
    const { up, refresh } = await startScenario();
    await up(two);
    const result = await refresh(urn(USER, "nobody"));
    expect(result.diagnostics[0]?.message).toBe(`Targeted resource '${urn(USER, "nobody")}' could not be found in the stack`);
  });
});
