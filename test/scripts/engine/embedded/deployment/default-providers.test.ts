import { describe, expect, it } from "vitest";
import { defaultProviders } from "../../../../../scripts/engine/embedded/deployment/default-providers.ts";
import { providerReference } from "../../../../../scripts/engine/embedded/resource.ts";
import type { Values } from "../../../../../scripts/engine/embedded/value.ts";
import { type Declare, startScenario, urn } from "../../../../support/scenario.ts";

const USER = "aws:iam/user:User";
const PROVIDER = "pulumi:providers:aws";

/** A user of a provider of its own. */
function userOf(configuration: Values) {
  return async (declare: Declare) => {
    const provider = await declare(PROVIDER, "other", configuration, { provider: "" });
    await declare(USER, "ada", { name: "ada" }, { provider: providerReference(provider), dependencies: [provider.urn] });
  };
}

describe("scripts/engine/embedded/deployment/default-providers", () => {
  it("takes another configuration of a provider without touching its resources, and shows neither", async () => {
    const { up, plan, cloud, checkpoint } = await startScenario();
    await up(userOf({ region: "us-east-1" }));
    const before = checkpoint().resources.find((each) => each.urn === urn(PROVIDER, "other"));
    cloud.calls.length = 0;
    expect((await plan(userOf({ region: "us-east-1", profile: "p" }))).operations.map(({ op, type }) => [op, type])).toEqual([
      ["same", USER],
    ]);
    const result = await up(userOf({ region: "us-east-1", profile: "p" }));
    expect([result.result, result.operations.map(({ op, type }) => [op, type])]).toEqual(["succeeded", [["same", USER]]]);
    expect(cloud.calls.filter(({ method }) => ["create", "update", "delete"].includes(method))).toEqual([]);
    expect(checkpoint().resources.find((each) => each.urn === urn(PROVIDER, "other"))).toMatchObject({
      id: before?.id,
      inputs: { profile: "p" },
    });
  });

  it("replaces the resources of a provider that has to be replaced", async () => {
    const { up, cloud, checkpoint } = await startScenario();
    const program = (region: string) => async (declare: Declare) => {
      const provider = await declare(PROVIDER, "other", { region }, { provider: "", deleteBeforeReplace: true });
      await declare(USER, "ada", { name: "ada" }, { provider: providerReference(provider), deleteBeforeReplace: true });
    };
    await up(program("us-east-1"));
    cloud.calls.length = 0;
    const result = await up(program("eu-central-1"));
    expect([result.result, result.operations.map(({ op, type }) => [op, type])]).toEqual(["succeeded", [["replace", USER]]]);
    expect(cloud.calls.map(({ method }) => method).filter((method) => ["create", "delete"].includes(method))).toEqual(["delete", "create"]);
    const own = checkpoint().resources.filter((each) => each.urn === urn(PROVIDER, "other"));
    expect(own).toMatchObject([{ inputs: { region: "eu-central-1" } }]);
    expect(checkpoint().resources.find((each) => each.urn === urn(USER, "ada"))?.provider).toBe(`${own[0]?.urn}::${own[0]?.id}`);
  });

  it("fails the plan when the provider refuses its configuration", async () => {
    const { plan } = await startScenario();
    const result = await plan(userOf({ profile: "refused" }));
    expect([result.result, result.operations]).toEqual(["failed", []]);
    expect(result.diagnostics[0]?.message).toContain("configuration refused");
  });

  it("makes one provider for all that name none", async () => {
    const { up, running, checkpoint, plan } = await startScenario();
    const program = async (declare: Declare) => {
      const reference = defaultProviders(running());
      const [one, two] = await Promise.all([reference("aws", "7.48.0"), reference("aws", "7.48.0")]);
      expect(one).toBe(two);
      await declare(USER, "ada", { name: "ada" }, { provider: one });
    };
    await up(program);
    const made = checkpoint().resources.filter((each) => each.urn === `urn:pulumi:prod::tenure::${PROVIDER}::default_7_48_0`);
    expect(made).toMatchObject([{ inputs: { version: "7.48.0" } }]);
    expect((await plan(program)).operations.map(({ op }) => op)).toEqual(["same"]);
  });
});
