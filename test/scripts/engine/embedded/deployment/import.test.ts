import { describe, expect, it } from "vitest";
import { type Declare, type Scenario, startScenario, urn } from "../../../../support/scenario.ts";

const USER = "aws:iam/user:User";

function exists({ cloud }: Scenario): void {
  const properties = { name: "ada", path: "/", tags: { owner: "nobody" } };
  cloud.cloud.set(`${USER}|ada`, {
    type: USER,
    id: "ada",
    inputs: properties,
    outputs: { ...properties, arn: "arn:aws:iam::123456789012:user/ada" },
  });
}

function adopt(tags: Record<string, string>) {
  return (declare: Declare) => declare(USER, "people/ada", { name: "ada", tags }, { importID: "ada" });
}

describe("scripts/engine/embedded/deployment/steps/import", () => {
  it("takes over what exists and updates what differs in the same run", async () => {
    const scenario = await startScenario();
    exists(scenario);
    const planned = await scenario.plan(adopt({ owner: "team/payments" }));
    expect(planned.operations).toEqual([
      {
        op: "import",
        urn: urn(USER, "people/ada"),
        type: USER,
        name: "people/ada",
        before: { name: "ada", path: "/", tags: { owner: "nobody" } },
        after: { name: "ada", path: "/", tags: { owner: "team/payments" } },
        changed: ["tags"],
        replaces: [],
      },
    ]);
    expect(scenario.cloud.cloud.get(`${USER}|ada`)?.inputs.tags).toEqual({ owner: "nobody" });
    const done = await scenario.up(adopt({ owner: "team/payments" }), planned);
    expect(done.operations).toEqual(planned.operations);
    expect(scenario.cloud.cloud.get(`${USER}|ada`)?.inputs.tags).toEqual({ owner: "team/payments" });
    expect(scenario.checkpoint().resources.at(-1)).toMatchObject({ id: "ada", importID: "ada" });
    expect(scenario.checkpoint().resources.at(-1)).not.toHaveProperty("protect");
  });

  it("imports once", async () => {
    const scenario = await startScenario();
    exists(scenario);
    await scenario.up(adopt({ owner: "nobody" }));
    const again = await scenario.plan(adopt({ owner: "nobody" }));
    expect(again.operations.map(({ op }) => op)).toEqual(["same"]);
  });

  it("fails in the plan already when there is nothing to import", async () => {
    const { plan, cloud } = await startScenario();
    const result = await plan(adopt({}));
    expect(result.result).toBe("failed");
    expect(result.diagnostics[0]).toEqual({ severity: "error", urn: urn(USER, "people/ada"), message: "resource 'ada' does not exist" });
    expect(cloud.cloud.size).toBe(0);
  });

  it("says in its preview that an imported resource may not be replaced, and does not do it", async () => {
    const scenario = await startScenario();
    exists(scenario);
    await scenario.up(adopt({ owner: "nobody" }));
    const renamed = (declare: Declare) => declare(USER, "people/ada", { name: "eve" }, { importID: "ada" });
    const planned = await scenario.plan(renamed);
    expect(planned.diagnostics[0]).toMatchObject({ severity: "warning" });
    const result = await scenario.up(renamed);
    expect(result.result).toBe("failed");
    expect([...scenario.cloud.cloud.keys()]).toEqual([`${USER}|ada`]);
  });
});
