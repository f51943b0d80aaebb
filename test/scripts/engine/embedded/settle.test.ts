import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { embeddedEngine } from "../../../../scripts/engine/embedded/embedded.ts";
import type { Engine } from "../../../../scripts/engine/port.ts";
import { type EngineProject, makeEngineProject, onFakeCloud } from "../../../support/engine-project.ts";
import { type FakeProvider, startFakeProvider } from "../../../support/fake-provider.ts";

const POLICY = { type: "Policy", name: "tenure/until", args: { name: "until", policy: "{}" } };
const user = (name: string) => ({
  type: "User",
  name: `people/${name}`,
  args: { name, permissionsBoundary: { output: ["tenure/until", "arn"] }, tags: { owner: "team/a" } },
  options: { dependsOn: ["tenure/until"] },
});
const KEY = { type: "AccessKey", name: "people/ada#key", args: { user: { output: ["people/ada", "name"] } } };

/** The home of each resource when there are two slices. */
const home = (name: string) => (name.startsWith("tenure/") ? "prod.0" : "prod.1");

describe("scripts/engine/embedded/settle", () => {
  let cloud: FakeProvider;
  let project: EngineProject;
  let engine: Engine;
  beforeEach(async () => {
    cloud = await startFakeProvider();
    project = makeEngineProject(onFakeCloud(cloud));
    engine = embeddedEngine({ project: project.folder, environment: project.environment });
    const head = project.records("head", { resources: [POLICY, user("ada"), KEY, user("bob")] });
    await engine.up("prod", await engine.plan("prod", head, "state"));
  });
  afterEach(async () => {
    await engine.close();
    await cloud.close();
    project.remove();
  });

  const file = (stack: string) => join(project.folder, "state/.pulumi/stacks/tenure", `${stack}.json`);
  const names = (stack: string) => (project.checkpoint(stack).resources ?? []).map(({ urn }) => String(urn).split("::").at(-1));

  it("moves each resource with its secrets to the state of its stack, and asks nobody outside", async () => {
    const before = project.checkpoint("prod").resources;
    const calls = cloud.calls.length;
    expect(await engine.settle(["prod.0", "prod.1"], home)).toBe(4);
    expect(names("prod")).toEqual([]);
    expect(names("prod.0")).toEqual(["tenure-prod.0", "account", "tenure/until"]);
    expect(names("prod.1").slice(0, 2)).toEqual(["tenure-prod.1", "account"]);
    expect(names("prod.1").slice(2).sort()).toEqual(["people/ada", "people/ada#key", "people/bob"]);
    const ids = (list: Record<string, unknown>[]) => list.flatMap(({ id, custom }) => (custom ? [id] : []));
    const after = [...project.checkpoint("prod.0").resources, ...project.checkpoint("prod.1").resources];
    expect(new Set(ids(after))).toEqual(new Set(ids(before)));
    expect(cloud.calls.length).toBe(calls);
  });

  it("leaves a state with which the program goes on, and finds nothing to do", async () => {
    await engine.settle(["prod.0", "prod.1"], home);
    const first = await engine.plan("prod.0", project.records("first", { resources: [POLICY] }), "state");
    expect(first.operations.map(({ op, name }) => `${op} ${name}`)).toEqual(["same tenure/until"]);
    const back = await engine.settle(["prod"], () => "prod");
    expect(back).toBe(4);
    const head = project.records("head", { resources: [POLICY, user("ada"), KEY, user("bob")] });
    const whole = await engine.plan("prod", head, "state");
    expect(whole.operations.map(({ op }) => op)).toEqual(["same", "same", "same", "same"]);
    expect((await engine.up("prod", whole)).result).toBe("succeeded");
  });

  it("moves nothing when everything is where it belongs", async () => {
    expect(await engine.settle(["prod"], () => "prod")).toBe(0);
    await engine.settle(["prod.0", "prod.1"], home);
    expect(await engine.settle(["prod.0", "prod.1"], home)).toBe(0);
  });

  it("goes on where it was interrupted: what has come already does not come twice", async () => {
    copyFileSync(file("prod"), `${file("prod")}.before`);
    await engine.settle(["prod.0", "prod.1"], home);
    const settled = [readFileSync(file("prod.0"), "utf8"), readFileSync(file("prod.1"), "utf8")].map(namesOf);
    copyFileSync(`${file("prod")}.before`, file("prod")); // as if it had ended before the old stack gave anything up
    expect(await engine.settle(["prod.0", "prod.1"], home)).toBe(4);
    expect(names("prod")).toEqual([]);
    expect([readFileSync(file("prod.0"), "utf8"), readFileSync(file("prod.1"), "utf8")].map(namesOf)).toEqual(settled);
  });

  it("refuses while an interrupted run is unresolved, and touches no state then", async () => {
    const state = JSON.parse(readFileSync(file("prod"), "utf8"));
    state.checkpoint.latest.pending_operations = [{ type: "creating", resource: state.checkpoint.latest.resources.at(-1) }];
    writeFileSync(file("prod"), JSON.stringify(state));
    await expect(engine.settle(["prod.0", "prod.1"], home)).rejects.toThrow(/an earlier run was interrupted while creating .*people\//);
    expect(existsSync(file("prod.0"))).toBe(false);
  });

  it("refuses while somebody has one of the stacks", async () => {
    const stack = join(project.folder, "state/.pulumi/locks/organization/tenure/prod");
    mkdirSync(stack, { recursive: true });
    writeFileSync(
      join(stack, "x.json"),
      JSON.stringify({ pid: 1, username: "ada", hostname: "elsewhere", timestamp: "2026-11-24T00:00:00Z" }),
    );
    await expect(engine.settle(["prod.0", "prod.1"], home)).rejects.toThrow(/locked.*ada@elsewhere/s);
  });
});

function namesOf(text: string): readonly string[] {
  return JSON.parse(text).checkpoint.latest.resources.map(({ urn }: { urn: string }) => urn);
}
