import { describe, expect, it } from "vitest";
import { type Declare, startScenario, urn } from "../../../../support/scenario.ts";

const USER = "aws:iam/user:User";
const KEY = "aws:iam/accessKey:AccessKey";
const SECRET = "aws:secretsmanager/secret:Secret";

async function chain(declare: Declare): Promise<void> {
  const user = await declare(USER, "user", { name: "ada" });
  const key = await declare(KEY, "key", { user: "ada" }, { dependencies: [user.urn] });
  await declare(SECRET, "secret", { name: "of-key" }, { propertyDependencies: { name: [key.urn] } });
  await declare(USER, "other", { name: "eve" });
}

describe("scripts/engine/embedded/deployment/deletions", () => {
  it("deletes in reverse order of dependencies what the program no longer declares", async () => {
    const { up, plan, cloud } = await startScenario();
    await up(chain);
    cloud.calls.length = 0;
    expect((await plan(async () => undefined)).operations.map(({ op }) => op)).toEqual(["delete", "delete", "delete", "delete"]);
    expect(cloud.calls.filter(({ method }) => method === "delete")).toEqual([]);
    const result = await up(async () => undefined);
    const order = cloud.calls.filter(({ method }) => method === "delete").map(({ name }) => name);
    expect(order.filter((name) => name !== "other")).toEqual(["secret", "key", "user"]);
    expect(result.operations.find(({ name }) => name === "key")).toMatchObject({ op: "delete", before: { user: "ada" }, after: undefined });
    expect(cloud.cloud.size).toBe(0);
  });

  it("leaves what others need when a deletion fails, and tries again the next time", async () => {
    const { up, cloud, checkpoint } = await startScenario();
    await up(chain);
    cloud.fault = ({ method, name }) => (method === "delete" && name === "key" ? "DeleteConflict" : undefined);
    const broken = await up(async () => undefined);
    expect(broken.result).toBe("failed");
    expect(checkpoint().resources.map(({ urn: each }) => each)).toEqual(expect.arrayContaining([urn(USER, "user"), urn(KEY, "key")]));
    cloud.fault = undefined;
    expect((await up(async () => undefined)).result).toBe("succeeded");
    expect(cloud.cloud.size).toBe(0);
  });

  it("keeps a protected resource and all that it needs, and deletes the rest", async () => {
    const { up, cloud } = await startScenario();
    await up(async (declare) => {
      const user = await declare(USER, "user", { name: "ada" });
      await declare(KEY, "key", { user: "ada" }, { dependencies: [user.urn], protect: true });
      await declare(USER, "other", { name: "eve" });
    });
    const result = await up(async () => undefined);
    expect(result.result).toBe("failed");
    expect(result.operations.map(({ op, name }) => [op, name])).toEqual([["delete", "other"]]);
    expect(result.diagnostics[0]).toMatchObject({ severity: "error", urn: urn(KEY, "key") });
    expect([...cloud.cloud.keys()].map((id) => id.split("|")[0])).toEqual([USER, KEY]);
  });

  it("lets go of what is to be retained without deleting it", async () => {
    const { up, cloud, checkpoint } = await startScenario();
    await up((declare) => declare(USER, "user", { name: "ada" }, { retainOnDelete: true }));
    const result = await up(async () => undefined);
    expect(result.operations.map(({ op }) => op)).toEqual(["delete"]);
    expect([...cloud.cloud.keys()]).toEqual([`${USER}|ada`]);
    expect(checkpoint().resources.map(({ urn: each }) => each)).not.toContain(urn(USER, "user"));
  });

  it("deletes nothing after something has failed", async () => {
    const { up, cloud } = await startScenario();
    await up(chain);
    cloud.fault = ({ method, name }) => (method === "create" && name === "new" ? "LimitExceeded" : undefined);
    await up((declare) => declare(USER, "new", { name: "new" }));
    expect(cloud.cloud.size).toBe(4);
  });
});
