import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cliEngine, findCli } from "../../../scripts/engine/cli/cli.ts";
import { embeddedEngine } from "../../../scripts/engine/embedded/embedded.ts";
import type { Engine, Plan } from "../../../scripts/engine/port.ts";
import { type EngineProject, makeEngineProject, onFakeCloud, type Records } from "../../support/engine-project.ts";
import { type FakeProvider, startFakeProvider } from "../../support/fake-provider.ts";

const USER = { type: "User", name: "people/ada", args: { name: "ada", tags: { owner: "team/a" } } };
const POLICY = { type: "Policy", name: "tenure/until", args: { name: "until", path: "/tenure/", policy: "{}" } };
const BOUND = {
  ...USER,
  args: { ...USER.args, permissionsBoundary: { output: ["tenure/until", "arn"] } },
  options: { dependsOn: ["tenure/until"] },
};
const KEY = { type: "AccessKey", name: "people/ada#key", args: { user: { output: ["people/ada", "name"] }, status: "Active" } };
const SECRET = { type: "Secret", name: "people/ada#secret", args: { name: { join: ["tenure/", { output: ["people/ada#key", "id"] }] } } };
const VALUE = {
  type: "SecretVersion",
  name: "people/ada#value",
  args: { secretId: { output: ["people/ada#secret", "id"] }, secretString: { json: { key: { output: ["people/ada#key", "secret"] } } } },
};
const renamed = (resource: { args: Record<string, unknown> } & typeof USER, name: string) => ({
  ...resource,
  args: { ...resource.args, name },
});

/** Small stacks, one after the other on the same state: what each is and what both engines must make of it. */
const STORY: readonly { it: string; records: Records; operations: readonly string[] }[] = [
  {
    it: "creates a user under a boundary, with a key whose secret is stored",
    records: { resources: [POLICY, BOUND, KEY, SECRET, VALUE] },
    operations: [
      "create people/ada",
      "create people/ada#key",
      "create people/ada#secret",
      "create people/ada#value",
      "create tenure/until",
    ],
  },
  {
    it: "updates tags",
    records: { resources: [POLICY, { ...BOUND, args: { ...BOUND.args, tags: { owner: "team/b", more: "yes" } } }, KEY, SECRET, VALUE] },
    operations: ["same people/ada#key", "same people/ada#secret", "same people/ada#value", "same tenure/until", "update people/ada"],
  },
  {
    it: "replaces a user with everything that hangs on it",
    records: { resources: [POLICY, renamed(BOUND as never, "eve"), KEY, SECRET, VALUE] },
    operations: [
      "replace people/ada",
      "replace people/ada#key",
      "replace people/ada#secret",
      "replace people/ada#value",
      "same tenure/until",
    ],
  },
  {
    it: "imports what exists and updates it",
    records: {
      resources: [
        POLICY,
        renamed(BOUND as never, "eve"),
        { ...USER, name: "people/old", args: { name: "old", tags: { owner: "team/a" } }, options: { import: "old" } },
      ],
    },
    operations: [
      "delete people/ada#key",
      "delete people/ada#secret",
      "delete people/ada#value",
      "import people/old",
      "same people/ada",
      "same tenure/until",
    ],
  },
  {
    it: "deletes everything",
    records: { resources: [] },
    operations: ["delete people/ada", "delete people/old", "delete tenure/until"],
  },
];

const cli = await findCli(process.env);
const WITHOUT_CLI = "pulumi is not on the PATH";

type Side = { name: string; cloud: FakeProvider; project: EngineProject; engine: Engine };

async function open(name: "embedded" | "pulumi"): Promise<Side> {
  const cloud = await startFakeProvider();
  const old = { name: "old", path: "/", tags: { owner: "nobody" } };
  cloud.cloud.set("aws:iam/user:User|old", { type: "aws:iam/user:User", id: "old", inputs: old, outputs: old });
  const project = makeEngineProject(onFakeCloud(cloud));
  const options = { project: project.folder, environment: project.environment };
  return {
    name,
    cloud,
    project,
    engine: name === "pulumi" ? cliEngine({ ...options, executable: cli!.executable }) : embeddedEngine(options),
  };
}

describe("scripts/engine (conformance)", () => {
  let embedded: Side;
  let pulumi: Side | undefined;
  const seen = new Map<string, unknown>();
  beforeAll(async () => {
    embedded = await open("embedded");
    pulumi = cli && (await open("pulumi"));
  });
  afterAll(async () => {
    for (const side of [embedded, pulumi]) await close(side);
  });

  for (const chapter of STORY) {
    it(`${chapter.it} (embedded)`, async () => {
      seen.set(chapter.it, await play(embedded, chapter));
    });
    it(`${chapter.it} (pulumi, the same plan and the same state)`, { timeout: 120_000 }, async (context) => {
      if (!pulumi) return context.skip(WITHOUT_CLI);
      expect(await play(pulumi, chapter)).toEqual(seen.get(chapter.it));
      const nothing = await pulumi.engine.plan("prod", pulumi.project.records("head", chapter.records), "state");
      expect(nothing.operations.every(({ op }) => op === "same")).toBe(true);
    });
  }

  it("goes on where the other engine stopped, either way", { timeout: 120_000 }, async (context) => {
    if (!pulumi) return context.skip(WITHOUT_CLI);
    for (const [first, second] of [
      [embedded, cliEngine({ project: embedded.project.folder, environment: embedded.project.environment, executable: cli!.executable })],
      [pulumi, embeddedEngine({ project: pulumi.project.folder, environment: pulumi.project.environment })],
    ] as const) {
      const head = first.project.records("head", { resources: [POLICY, BOUND, KEY, SECRET, VALUE] });
      await first.engine.up("prod", await first.engine.plan("prod", head, "state"));
      const same = await second.plan("prod", head, "state");
      expect(operationsOf(same).filter((each) => !each.startsWith("same "))).toEqual([]);
      const changed = first.project.records("changed", { resources: [POLICY, BOUND] });
      expect((await second.up("prod", await second.plan("prod", changed, "state"))).result).toBe("succeeded");
      expect(operationsOf(await first.engine.plan("prod", changed, "state"))).toEqual(["same people/ada", "same tenure/until"]);
    }
  });
});

async function close(side: Side | undefined): Promise<void> {
  await side?.engine.close();
  await side?.cloud.close();
  side?.project.remove();
}

/** One chapter on one side: planned, done, and what there is afterwards. */
async function play({ engine, project, cloud }: Side, { records, operations }: (typeof STORY)[number]): Promise<unknown> {
  const plan = await engine.plan("prod", project.records("head", records), "state");
  const done = await engine.up("prod", plan);
  expect([operationsOf(plan), plan.result]).toEqual([operations, "succeeded"]);
  expect([operationsOf(done), done.result]).toEqual([operations, "succeeded"]);
  return { plan: comparable(plan), done: comparable(done), state: stateOf(project), cloud: cloudOf(cloud) };
}

function operationsOf({ operations }: Plan): readonly string[] {
  return operations.map(({ op, name }) => `${op} ${name}`).sort();
}

/** A plan without its order (what does not depend on each other may come in any) and without ids that a cloud invents. */
function comparable({ operations, reports, diagnostics }: Plan): unknown {
  return normal({ operations: [...operations].sort((a, b) => (a.urn < b.urn ? -1 : 1)), reports, diagnostics });
}

/** A state without times, invented ids, ciphertexts and what only the CLI keeps: where in the program a resource is declared. */
function stateOf(project: EngineProject): unknown {
  const { resources } = project.checkpoint("prod");
  const own = resources.map(
    ({ created: _created, modified: _modified, sourcePosition: _position, stackTrace: _trace, importID: _import, ...resource }) => resource,
  );
  return normal(own.sort((a, b) => (String(a.urn) < String(b.urn) ? -1 : 1)));
}

function cloudOf({ cloud }: FakeProvider): unknown {
  return normal([...cloud.values()].sort((a, b) => (a.type + a.inputs.name < b.type + b.inputs.name ? -1 : 1)));
}

function normal(value: unknown): unknown {
  const text = JSON.stringify(value)
    .replace(/AKIA[0-9A-F]{16}/g, "AKIA…")
    .replace(/(secret:tenure\/AKIA…)-[0-9a-f]{6}(\|[0-9a-f]{8})?/g, "$1…")
    .replace(/"(?:id|versionId)":"[0-9a-f-]{8,36}"/g, '"id":"…"')
    .replace(/::[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,}"/g, '::…"')
    .replace(/"ciphertext":"[^"]+"/g, '"ciphertext":"…"');
  return JSON.parse(text);
}
