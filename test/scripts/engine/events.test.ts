import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type EngineEvent, engineEvent, isComplete, readPlan } from "../../../scripts/engine/events.ts";
import { type Plan, UNKNOWN } from "../../../scripts/engine/port.ts";

const ORIGIN = { stack: "prod", head: "head.json", against: "state" } as const;
const urn = (type: string, name: string) => `urn:pulumi:prod::tenure::${type}::${name}`;

/**
 * Event logs of CLI 3.248.0 (`--event-log`), recorded with the pretended cloud of `test/support/fake-provider.ts`; most debug messages,
 * `resourcePreEvent` and analysis summaries are left out, and the project's folder is `/project`.
 */
function recorded(name: string): readonly EngineEvent[] {
  const text = readFileSync(join(import.meta.dirname, "../../fixtures/engine", `${name}.jsonl`), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => engineEvent.parse(JSON.parse(line)));
}

function operations({ operations: all }: Plan) {
  return all.map(({ op, name, changed, replaces }) => [op, name, changed, replaces]);
}

describe("scripts/engine/events", () => {
  it("reads what a preview would do and what the pack says, unevaluated rules apart", () => {
    const plan = readPlan(recorded("preview-violations"), ORIGIN);
    expect(plan).toMatchObject({ ...ORIGIN, result: "failed" });
    expect(plan.operations.map(({ op, name, before }) => [op, name, before])).toEqual([
      ["create", "people/ada#key", undefined],
      ["create", "tenure/until", undefined],
      ["create", "people/ada#value", undefined],
      ["create", "people/ada", undefined],
    ]);
    expect(plan.operations[3]?.after).toEqual({ name: "ada", path: "/", permissionsBoundary: UNKNOWN });
    expect(plan.operations[2]?.after).toEqual({ secretId: "of-ada", secretString: "[secret]" });
    const user = urn("aws:iam/user:User", "people/ada");
    const unevaluated =
      "can't run policy 'boundary' from policy pack 'tenure@v0.1.0' during preview: string value at .permissionsBoundary can't be known during preview";
    expect(plan.reports).toEqual([
      {
        policy: "needs-owner",
        urn: user,
        message: "Every user has an owner tag\nno owner tag on people/ada",
        level: "mandatory",
        notEvaluated: false,
      },
      { policy: "boundary", urn: user, message: unevaluated, level: "advisory", notEvaluated: true },
    ]);
    expect(plan.diagnostics).toEqual([{ severity: "error", urn: undefined, message: "preview failed" }]);
  });

  it("tells what was done before something failed, and what failed", () => {
    const plan = readPlan(recorded("up-failed"), ORIGIN);
    expect(plan.result).toBe("failed");
    expect(operations(plan)).toEqual([["create", "tenure/until", [], []]]);
    expect(plan.diagnostics[0]).toEqual({
      severity: "error",
      urn: urn("aws:iam/user:User", "people/eve"),
      message: "EntityAlreadyExists: imported",
    });
  });

  it("takes an import with its update for one operation", () => {
    const plan = readPlan(recorded("up-import"), ORIGIN);
    expect(plan.result).toBe("succeeded");
    expect(plan.operations.find(({ op }) => op === "import")).toEqual({
      op: "import",
      urn: urn("aws:iam/user:User", "imp"),
      type: "aws:iam/user:User",
      name: "imp",
      before: { name: "imported", path: "/", tags: { old: "1" } },
      after: { name: "imported", path: "/", tags: { owner: "i" } },
      changed: ["tags"],
      replaces: [],
    });
  });

  it("folds the steps of a replacement and keeps what forced it", () => {
    const plan = readPlan(recorded("up-replace"), ORIGIN);
    expect(new Set(operations(plan))).toEqual(
      new Set([
        ["replace", "tenure/until", ["name"], ["name"]],
        ["update", "people/ada", ["permissionsBoundary", "tags"], []],
        ["same", "imp", [], []],
        ["delete", "people/ada#value", [], []],
        ["delete", "people/ada#key", [], []],
      ]),
    );
    expect(plan.operations.find(({ op }) => op === "replace")).toMatchObject({ before: { name: "until" }, after: { name: "until-2" } });
    expect(plan.operations.filter(({ op }) => op === "delete").every(({ after }) => after === undefined)).toBe(true);
  });

  it("reads a refresh", () => {
    const plan = readPlan(recorded("refresh"), ORIGIN);
    expect(new Set(operations(plan))).toEqual(
      new Set([
        ["delete", "tenure/until", [], []],
        ["delete", "imp", [], []],
        ["update", "people/ada", ["tags"], []],
      ]),
    );
  });

  it("never shows a secret, though the CLI's debug messages hold some", () => {
    const text = readFileSync(join(import.meta.dirname, "../../fixtures/engine/up-import.jsonl"), "utf8");
    expect(text).toContain("secret-of-AKIA");
    expect(JSON.stringify(readPlan(recorded("up-import"), ORIGIN))).not.toContain("secret-of-AKIA");
  });

  it("calls a run whose events break off failed, and says that they do", () => {
    const events = recorded("up-replace").filter((event) => !event.summaryEvent);
    expect(isComplete(events)).toBe(false);
    expect(isComplete(recorded("up-replace"))).toBe(true);
    expect(readPlan(events, ORIGIN).result).toBe("failed");
  });

  it("passes over kinds of events and fields that it does not know", () => {
    expect(engineEvent.parse({ sequence: 1, aiEvent: { text: "x" }, summaryEvent: { result: "succeeded", mood: "good" } })).toEqual({
      summaryEvent: { result: "succeeded" },
    });
  });

  it("takes a deletion whose successor never came for a deletion", () => {
    const metadata = {
      urn: urn("aws:iam/user:User", "ada"),
      type: "aws:iam/user:User",
      old: { inputs: { name: "ada" } },
      new: null,
      detailedDiff: null,
    };
    const plan = readPlan([{ resOutputsEvent: { metadata: { op: "delete-replaced", ...metadata } } }], ORIGIN);
    expect(plan.operations.map(({ op }) => op)).toEqual(["delete"]);
  });
});
