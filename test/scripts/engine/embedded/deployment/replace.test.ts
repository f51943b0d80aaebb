import { describe, expect, it } from "vitest";
import { type Declare, startScenario, urn } from "../../../../support/scenario.ts";

const USER = "aws:iam/user:User";
const POLICY = "aws:iam/policy:Policy";
const KEY = "aws:iam/accessKey:AccessKey";
const MEMBERSHIP = "aws:iam/userGroupMembership:UserGroupMembership";

/** Which changes reached the cloud, in order. */
function changes(calls: readonly { method: string; name: string; preview: boolean }[]): readonly string[] {
  return calls
    .filter(({ method, preview }) => ["create", "update", "delete"].includes(method) && !preview)
    .map(({ method, name }) => `${method} ${name}`);
}

/** A user, a key that hangs on the user's name, and a membership that does not. */
function userAndKey(name: string) {
  return async (declare: Declare) => {
    const user = await declare(USER, "ada", { name }, { deleteBeforeReplace: true });
    const needsUser = { dependencies: [user.urn] };
    await declare(
      KEY,
      "key",
      { user: user.outputs.name! },
      { ...needsUser, propertyDependencies: { user: [user.urn] }, deleteBeforeReplace: true },
    );
    await declare(MEMBERSHIP, "groups", { user: "fixed", groups: ["g"] }, needsUser);
  };
}

describe("scripts/engine/embedded/deployment/replace", () => {
  it("deletes first what hangs on the old one, and creates all of it again", async () => {
    const { up, cloud } = await startScenario();
    await up(userAndKey("ada"));
    cloud.calls.length = 0;
    const result = await up(userAndKey("eve"));
    expect(changes(cloud.calls)).toEqual(["delete key", "delete ada", "create ada", "create key"]);
    expect(result.operations.map(({ op, name, changed, replaces }) => [op, name, changed, replaces])).toEqual([
      ["replace", "key", [], ["user"]],
      ["replace", "ada", ["name"], ["name"]],
      ["same", "groups", [], []],
    ]);
  });

  it("plans the same replacements", async () => {
    const { up, plan } = await startScenario();
    await up(userAndKey("ada"));
    const result = await plan(userAndKey("eve"));
    expect(result.operations.map(({ op, name }) => [op, name])).toEqual([
      ["replace", "key"],
      ["replace", "ada"],
      ["same", "groups"],
    ]);
  });

  it("creates the new one first unless told otherwise, and deletes the old one at the end", async () => {
    const { up, cloud, checkpoint } = await startScenario();
    const both = (name: string) => async (declare: Declare) => {
      const policy = await declare(POLICY, "policy", { name, policy: "{}" });
      await declare(
        USER,
        "ada",
        { name: "ada", permissionsBoundary: policy.outputs.arn! },
        { propertyDependencies: { permissionsBoundary: [policy.urn] } },
      );
    };
    await up(both("one"));
    cloud.calls.length = 0;
    const result = await up(both("two"));
    expect(changes(cloud.calls)).toEqual(["create policy", "update ada", "delete policy"]);
    expect(result.operations.map(({ op, name }) => [op, name])).toEqual([
      ["replace", "policy"],
      ["update", "ada"],
    ]);
    expect(checkpoint().resources.filter(({ urn: each }) => each === urn(POLICY, "policy"))).toHaveLength(1);
  });

  it("goes on with a replacement that was interrupted after the deletion", async () => {
    const { up, cloud, checkpoint } = await startScenario();
    await up((declare) => declare(USER, "ada", { name: "ada" }, { deleteBeforeReplace: true }));
    cloud.fault = ({ method, preview }) => (method === "create" && !preview ? "ServiceFailure" : undefined);
    const broken = await up((declare) => declare(USER, "ada", { name: "eve" }, { deleteBeforeReplace: true }));
    expect(broken.operations.map(({ op }) => op)).toEqual(["delete"]);
    expect(checkpoint().resources.at(-1)).toMatchObject({ urn: urn(USER, "ada"), pendingReplacement: true });
    cloud.fault = undefined;
    cloud.calls.length = 0;
    const result = await up((declare) => declare(USER, "ada", { name: "ada" }, { deleteBeforeReplace: true }));
    expect(changes(cloud.calls)).toEqual(["create ada"]);
    expect(result.operations.map(({ op }) => op)).toEqual(["replace"]);
    expect(checkpoint().resources.filter(({ urn: each }) => each === urn(USER, "ada"))).toEqual([
      expect.not.objectContaining({ pendingReplacement: true }),
    ]);
  });

  it("goes on with a replacement whose last deletion failed", async () => {
    const { up, cloud, checkpoint } = await startScenario();
    await up((declare) => declare(POLICY, "policy", { name: "one", policy: "{}" }));
    cloud.fault = ({ method }) => (method === "delete" ? "DeleteConflict" : undefined);
    const broken = await up((declare) => declare(POLICY, "policy", { name: "two", policy: "{}" }));
    expect([broken.result, broken.operations.map(({ op }) => op)]).toEqual(["failed", ["replace"]]);
    expect(checkpoint().resources.filter(({ delete: condemned }) => condemned)).toHaveLength(1);
    cloud.fault = undefined;
    const result = await up((declare) => declare(POLICY, "policy", { name: "two", policy: "{}" }));
    expect([result.result, result.operations.map(({ op }) => op)]).toEqual(["succeeded", ["replace"]]);
    expect([...cloud.cloud.keys()]).toEqual([`${POLICY}|arn:aws:iam::123456789012:policy/two`]);
  });

  it("forgets what was deleted for a replacement and is not wanted any more", async () => {
    const { up, checkpoint, cloud } = await startScenario();
    await up(userAndKey("ada"));
    await up((declare) => declare(USER, "ada", { name: "eve" }, { deleteBeforeReplace: true }));
    expect(checkpoint().resources.map(({ urn: each }) => each)).not.toContain(urn(KEY, "key"));
    expect([...cloud.cloud.keys()]).toEqual([`${USER}|eve`]);
  });

  it("deletes for a replacement only what the plan shows as replaced or deleted", async () => {
    const { up, plan, cloud } = await startScenario();
    await up(userAndKey("ada"));
    const alone = (declare: Declare) => declare(USER, "ada", { name: "eve" }, { deleteBeforeReplace: true });
    const shown = await plan(alone);
    expect(shown.operations.map(({ op, name }) => `${op} ${name}`).sort()).toEqual(["delete groups", "delete key", "replace ada"]);
    cloud.calls.length = 0;
    const withoutKey = { ...shown, operations: shown.operations.filter(({ name }) => name !== "key") };
    expect((await up(alone, withoutKey).catch((error) => error)).code).toBe("UNPLANNED_OPERATION");
    expect(changes(cloud.calls)).toEqual([]);
    expect((await up(alone, shown)).result).toBe("succeeded");
    expect(changes(cloud.calls)).toEqual(["delete key", "delete ada", "create ada", "delete groups"]);
  });

  it("refuses to replace what is protected", async () => {
    const { up, plan, cloud } = await startScenario();
    await up((declare) => declare(USER, "ada", { name: "ada" }, { protect: true }));
    const program = (declare: Declare) => declare(USER, "ada", { name: "eve" }, { protect: true });
    expect((await plan(program)).result).toBe("failed");
    const result = await up(program);
    expect(result.diagnostics[0]?.message).toContain("it is protected");
    expect([...cloud.cloud.keys()]).toEqual([`${USER}|ada`]);
  });
});
