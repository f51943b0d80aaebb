import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../../../scripts/engine/port.ts";
import { startScenario, urn } from "../../../../support/scenario.ts";

const USER = "aws:iam/user:User";
const POLICY = "aws:iam/policy:Policy";
const KEY = "aws:iam/accessKey:AccessKey";

describe("scripts/engine/embedded/deployment/register", () => {
  it("creates what is new, and finds nothing to do the next time", async () => {
    const { up, plan, cloud } = await startScenario();
    const first = await up((declare) => declare(USER, "people/ada", { name: "ada" }));
    expect(first.result).toBe("succeeded");
    expect(first.operations).toEqual([
      {
        op: "create",
        urn: urn(USER, "people/ada"),
        type: USER,
        name: "people/ada",
        before: undefined,
        after: { name: "ada", path: "/" },
        changed: [],
        replaces: [],
      },
    ]);
    expect([...cloud.cloud.keys()]).toEqual([`${USER}|ada`]);
    const second = await plan((declare) => declare(USER, "people/ada", { name: "ada" }));
    expect(second.operations.map(({ op }) => op)).toEqual(["same"]);
  });

  it("plans without doing anything and leaves computed values unknown", async () => {
    const { plan, cloud } = await startScenario();
    let boundary: unknown;
    const result = await plan(async (declare) => {
      const policy = await declare(POLICY, "tenure/until", { name: "until", policy: "{}" });
      boundary = policy.outputs.arn;
      await declare(USER, "people/ada", { name: "ada", permissionsBoundary: UNKNOWN });
    });
    expect(boundary).toBeUndefined();
    expect(result.operations.map(({ op, after }) => [op, after])).toEqual([
      ["create", { name: "until", path: "/", policy: "{}" }],
      ["create", { name: "ada", path: "/", permissionsBoundary: UNKNOWN }],
    ]);
    expect(cloud.cloud.size).toBe(0);
    expect(cloud.calls.filter(({ method }) => method === "create").every(({ preview }) => preview)).toBe(true);
  });

  it("updates what differs and names the properties", async () => {
    const { up, cloud } = await startScenario();
    await up((declare) => declare(USER, "people/ada", { name: "ada", tags: { owner: "x" } }));
    const result = await up((declare) => declare(USER, "people/ada", { name: "ada", tags: { owner: "y" } }));
    expect(result.operations).toMatchObject([
      { op: "update", changed: ["tags"], replaces: [], before: { tags: { owner: "x" } }, after: { tags: { owner: "y" } } },
    ]);
    expect(cloud.cloud.get(`${USER}|ada`)?.inputs.tags).toEqual({ owner: "y" });
  });

  it("leaves ignored properties as they were", async () => {
    const { up } = await startScenario();
    await up((declare) => declare(USER, "people/ada", { name: "ada", tags: { owner: "x", team: "t" } }));
    const result = await up((declare) =>
      declare(USER, "people/ada", { name: "ada", tags: { owner: "y", team: "t" } }, { ignoreChanges: ["tags.owner"] }),
    );
    expect(result.operations.map(({ op }) => op)).toEqual(["same"]);
  });

  it("takes wishes about the same name for a mistake", async () => {
    const { up } = await startScenario();
    const result = await up(async (declare) => {
      await declare(USER, "people/ada", { name: "ada" });
      await declare(USER, "people/ada", { name: "eve" });
    });
    expect(result.result).toBe("failed");
    expect(result.diagnostics[0]?.message).toBe(`Duplicate resource URN '${urn(USER, "people/ada")}'; try giving it a unique name`);
  });

  it("reports inputs that the provider refuses without their values, and stops", async () => {
    const { up, cloud } = await startScenario();
    const result = await up(async (declare) => {
      await declare(USER, "people/ada", { name: "invalid" });
      await declare(USER, "people/eve", { name: "eve" });
    });
    expect(result.diagnostics.map(({ severity, message }) => [severity, message])).toEqual([
      ["error", "aws:iam/user:User resource 'people/ada': property name has a problem: expected a valid name"],
      ["error", "update failed"],
    ]);
    expect(cloud.cloud.size).toBe(0);
  });

  it("wraps what the program calls secret and what comes from a secret input", async () => {
    const { up, checkpoint } = await startScenario();
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "hidden tag" };
    const result = await up(async (declare) => {
      await declare(KEY, "people/ada#key", { user: "ada" }, { additionalSecretOutputs: ["secret"] });
      await declare(USER, "people/ada", { name: "ada", tags: { plain: "shown", note: secret } });
    });
    expect(result.operations[1]?.after).toEqual({ name: "ada", path: "/", tags: { plain: "shown", note: "[secret]" } });
    const text = JSON.stringify(checkpoint());
    expect(text).not.toContain("hidden tag");
    expect(text).not.toContain("secret-of-");
    expect(JSON.stringify(result)).not.toContain("secret-of-");
  });

  it("keeps a state from which the next run continues when a resource in the middle fails", async () => {
    const { up, cloud, checkpoint } = await startScenario();
    cloud.fault = ({ method, name }) => (method === "create" && name === "b" ? "LimitExceeded: too many users" : undefined);
    const names = ["a", "b", "c"];
    const inOrder = async (declare: Parameters<Parameters<typeof up>[0]>[0]) => {
      for (const name of names) await declare(USER, name, { name });
    };
    const first = await up(inOrder);
    expect(first.result).toBe("failed");
    expect(first.operations.map(({ op, name }) => [op, name])).toEqual([["create", "a"]]);
    expect(first.diagnostics.map(({ message, urn: about }) => [message, about])).toEqual([
      ["LimitExceeded: too many users", urn(USER, "b")],
      ["update failed", undefined],
    ]);
    expect(checkpoint().pending_operations).toBeUndefined();
    cloud.fault = undefined;
    const second = await up(inOrder);
    expect(second.operations.map(({ op, name }) => [op, name])).toEqual([
      ["same", "a"],
      ["create", "b"],
      ["create", "c"],
    ]);
  });

  it("finishes what is under way when it is interrupted, and begins nothing else", async () => {
    const { up, cloud, running, checkpoint } = await startScenario();
    cloud.fault = async ({ method, preview }) => {
      if (method !== "create" || preview) return undefined;
      process.emit("SIGINT");
      await Promise.resolve();
      return undefined;
    };
    const result = await up(async (declare) => {
      await declare(USER, "a", { name: "a" });
      await declare(USER, "b", { name: "b" });
    });
    expect(running().stopped).toEqual({ because: "canceled" });
    expect(result.result).toBe("failed");
    expect(result.operations.map(({ op, name }) => [op, name])).toEqual([["create", "a"]]);
    expect(result.diagnostics.map(({ message }) => message)).toEqual(["update canceled"]);
    expect(checkpoint().resources.map(({ id }) => id)).toContain("a");
  });

  it("refuses an operation that the plan did not show, before it is done", async () => {
    const { up, plan, cloud } = await startScenario();
    const planned = await plan((declare) => declare(USER, "people/ada", { name: "ada" }));
    const other = up((declare) => declare(USER, "people/eve", { name: "eve" }), planned);
    await expect(other).rejects.toMatchObject({ name: "EngineError", code: "UNPLANNED_OPERATION" });
    const changed = up((declare) => declare(USER, "people/ada", { name: "ada", tags: { admin: "yes" } }), planned);
    await expect(changed).rejects.toThrow(/has other values than the plan showed \(tags\)/);
    expect(cloud.cloud.size).toBe(0);
    expect((await up((declare) => declare(USER, "people/ada", { name: "ada" }), planned)).result).toBe("succeeded");
  });
});
