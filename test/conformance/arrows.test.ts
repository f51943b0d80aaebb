import { describe, expect, it } from "vitest";
import { type Import, type SourceFile, sourceFiles } from "../support/sources.ts";

/** What a room may import: `values` at run time too, `types` only as types. Each entry is a room or a single file of one. */
type Arrows = { values: readonly string[]; types?: readonly string[] };

const STACKS = ["stacks/iam", "stacks/model", "stacks/kinds", "stacks/entities", "stacks/files"];
const POLICIES = ["policies/rule.ts", "policies/catalogue.ts", "policies/judge.ts", "policies/holding.ts", "policies/entities.ts"];

/** The arrows of design section 3, room by room. A room that is not here may not exist. */
const ROOMS: Readonly<Record<string, Arrows>> = {
  "stacks/iam": { values: [] },
  "stacks/model": { values: ["stacks/iam"] },
  "stacks/kinds": { values: ["stacks/iam", "stacks/model"] },
  "stacks/entities": { values: ["stacks/iam", "stacks/model", "stacks/kinds"] },
  "stacks/files": { values: ["stacks/iam", "stacks/model", "stacks/kinds"] },
  "stacks/components": { values: ["stacks/iam", "stacks/model"], types: ["stacks/entities"] },
  "stacks/index": { values: ["stacks/model", "stacks/entities", "stacks/files", "stacks/components"] },
  "policies/rules": {
    values: ["stacks/iam", "stacks/model", "stacks/kinds", "stacks/entities", "policies/rule.ts", "policies/example.ts"],
  },
  "policies/controls": { values: [] },
  policies: { values: [...STACKS, "policies/rules"] },
  "scripts/observe": { values: ["stacks/iam", "stacks/model"] },
  // The one thing that writes to AWS outside a deployment, and it only takes away.
  "scripts/stop": { values: ["stacks/iam", "stacks/model", "scripts/observe"] },
  "scripts/compare": { values: [...STACKS, ...POLICIES], types: ["scripts/observe"] },
  "scripts/decide": { values: [...STACKS, ...POLICIES, "scripts/compare"], types: ["scripts/observe"] },
  "scripts/propose": { values: [...STACKS, ...POLICIES, "scripts/decide"], types: ["scripts/compare"] },
  "scripts/gate": { values: [...STACKS, ...POLICIES], types: ["scripts/engine/port.ts"] },
  // Which part is of which source stands in one table, and results are grouped by it.
  "scripts/report": {
    values: [...STACKS, ...POLICIES, "policies/controls", "scripts/observe/parts.ts"],
    types: [...["observe", "compare", "decide", "gate", "ledger", "stop"].map((room) => `scripts/${room}`), "scripts/engine/port.ts"],
  },
  // The hidden line in a pull request's body is read where pull requests are read; what is written comes as types.
  "scripts/github": {
    values: ["stacks/model", "stacks/files", "scripts/propose/sections/marker.ts"],
    types: ["scripts/observe", "scripts/propose", "scripts/gate"],
  },
  // The evidence branch is one of the two homes of the ledger.
  "scripts/ledger": { values: ["stacks/model", "scripts/github"] },
  "scripts/break-glass": { values: ["stacks/iam", "stacks/model", "stacks/kinds"] },
  "scripts/generate": {
    values: [...STACKS, ...POLICIES, "policies/controls", "scripts/compare", "scripts/observe", "scripts/stop/permissions.ts"],
  },
  "scripts/emulators": { values: ["stacks/iam", "stacks/model"] },
  "scripts/engine": { values: ["stacks/iam", "stacks/model", "stacks/files"] },
  "scripts/command": {
    values: [
      ...STACKS,
      ...POLICIES,
      "policies/controls",
      ...[
        "observe",
        "compare",
        "decide",
        "propose",
        "gate",
        "report",
        "github",
        "ledger",
        "emulators",
        "engine",
        "stop",
        "break-glass",
      ].map((room) => `scripts/${room}`),
    ],
  },
  scripts: {
    values: [
      ...STACKS,
      ...[
        "command",
        "observe",
        "compare",
        "decide",
        "propose",
        "gate",
        "report",
        "github",
        "ledger",
        "generate",
        "emulators",
        "break-glass",
      ].map((room) => `scripts/${room}`),
    ],
    types: ["scripts/engine/port.ts"],
  },
};

/** Packages and Node's modules that a room may use; what is not named may use none but `node:crypto` (hashes), `node:path` and `node:util`. */
const OUTSIDE: Readonly<Record<string, readonly string[]>> = {
  "stacks/model": ["zod"],
  "stacks/kinds": ["zod"],
  "stacks/files": ["zod", "yaml", "node:fs", "node:child_process"],
  "stacks/components": ["@pulumi/aws", "@pulumi/pulumi"],
  "stacks/index": ["@pulumi/pulumi"],
  policies: ["@pulumi/policy"],
  "scripts/observe": [
    "zod",
    "@aws-sdk/client-bedrock-agentcore-control",
    "@aws-sdk/client-cloudtrail",
    "@aws-sdk/client-iam",
    "@aws-sdk/client-secrets-manager",
    "@aws-sdk/client-sts",
    "csv-parse",
    "node:fs/promises",
    "node:timers/promises",
  ],
  "scripts/break-glass": ["@aws-sdk/client-iam", "@aws-sdk/client-secrets-manager", "@aws-sdk/client-sts", "node:fs"],
  "scripts/propose": ["zod"],
  "scripts/stop": ["@aws-sdk/client-iam"],
  "scripts/github": ["@octokit/rest"],
  "scripts/ledger": ["zod", "@aws-sdk/client-s3", "node:fs", "node:timers/promises"],
  "scripts/generate": ["zod"],
  "scripts/report": ["@observablehq/plot", "linkedom"],
};

/** Rooms that may use whatever they need: the stand-ins, the engine, and what only commands use. */
const FREE = ["scripts/emulators", "scripts/engine", "scripts/command", "scripts"];
const EVERYWHERE = ["node:crypto", "node:path", "node:util"];

const FILES = sourceFiles("stacks", "policies", "scripts");

/** The room of a file: two folders deep in `stacks` and `scripts`; `entities` is what the two files of that name and `expiry` make together. */
function roomOf(path: string): string {
  if (path === "stacks/entities.ts" || path === "stacks/expiry.ts") return "stacks/entities";
  if (path === "stacks/index.ts") return "stacks/index";
  const [top, second, ...rest] = path.split("/");
  if (top === "policies") return second === "rules" || second === "controls" ? `policies/${second}` : "policies";
  return rest.length === 0 ? top! : `${top}/${second}`;
}

function allowed({ values, types = [] }: Arrows, room: string, { to, typeOnly }: Import): boolean {
  const names = [roomOf(to), to];
  return roomOf(to) === room || names.some((name) => values.includes(name) || (typeOnly && types.includes(name)));
}

function wrongImports(wrong: (file: SourceFile, one: Import) => boolean): readonly string[] {
  return FILES.flatMap((file) =>
    file.imports.filter((one) => wrong(file, one)).map(({ to, typeOnly }) => `${file.path} imports ${to}${typeOnly ? " (types)" : ""}`),
  );
}

describe("test/conformance/arrows", () => {
  it("knows every room", () => {
    expect([...new Set(FILES.map(({ path }) => roomOf(path)))].filter((room) => !(room in ROOMS))).toEqual([]);
  });

  it.each(Object.entries(ROOMS))("%s imports only what its arrows allow", (room, arrows) => {
    expect(
      wrongImports((file, one) => roomOf(file.path) === room && /^(stacks|policies|scripts)\//.test(one.to) && !allowed(arrows, room, one)),
    ).toEqual([]);
  });

  it("imports nothing from tests, and no file that is not there", () => {
    const paths = new Set(FILES.map(({ path }) => path));
    expect(wrongImports((_file, { to }) => to.endsWith(".ts") && !paths.has(to))).toEqual([]);
  });

  it("uses packages only where they belong", () => {
    const foreign = (file: SourceFile, { to }: Import) => {
      const room = roomOf(file.path);
      return !/\.(ts|json)$/.test(to) && !FREE.includes(room) && !EVERYWHERE.includes(to) && !(OUTSIDE[room] ?? []).includes(to);
    };
    expect(wrongImports(foreign)).toEqual([]);
  });

  it("lets only commands use what only commands may: command/, writing to GitHub, the engine, the stand-ins, the ledger, what stops somebody", () => {
    const guarded = /^scripts\/(command\/|github\/write\/|engine\/|emulators\/|ledger\/|stop\/stop\.ts)/;
    const own = (file: SourceFile, to: string) => roomOf(file.path) === roomOf(to);
    const isCommand = ({ path }: SourceFile) => /^scripts\/(command\/.+|[^/]+)\.ts$/.test(path);
    const wrong = wrongImports((file, one) => guarded.test(one.to) && !one.typeOnly && !own(file, one.to) && !isCommand(file));
    expect(wrong).toEqual(["scripts/ledger/ledger.ts imports scripts/github/write/appended-file.ts"]);
  });

  it("has no cycle of files, types included", () => {
    expect(
      cycles(new Map(FILES.map(({ path, imports }) => [path, imports.map(({ to }) => to).filter((to) => to.endsWith(".ts"))]))),
    ).toEqual([]);
  });

  it("has no cycle of rooms", () => {
    const rooms = new Map<string, string[]>();
    for (const { path, imports } of FILES) {
      const to = imports.filter((one) => one.to.endsWith(".ts")).map((one) => roomOf(one.to));
      rooms.set(roomOf(path), [...(rooms.get(roomOf(path)) ?? []), ...to.filter((room) => room !== roomOf(path))]);
    }
    // Inside policies the catalogue imports the rules, and a rule imports what a rule is.
    expect(cycles(rooms).filter((cycle) => cycle !== "policies -> policies/rules -> policies")).toEqual([]);
  });
});

/** Every cycle of a graph once, as a text. */
function cycles(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found = new Set<string>();
  const done = new Set<string>();
  const visit = (node: string, way: readonly string[]) => {
    const at = way.indexOf(node);
    if (at >= 0) return void found.add([...way.slice(at), node].join(" -> "));
    if (done.has(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...way, node]);
    done.add(node);
  };
  for (const node of [...graph.keys()].sort()) visit(node, []);
  return [...found];
}
