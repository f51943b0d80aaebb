import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openEngine } from "../../scripts/command/engines.ts";
import { judgePlan, judgeStacks, routingOf, writeRoots } from "../../scripts/command/judge.ts";
import { sidesOf } from "../../scripts/command/sides.ts";
import type { Engine } from "../../scripts/engine/port.ts";
import type { Verdict } from "../../scripts/gate/verdict.ts";
import type { DiffCase } from "../support/diff-parts.ts";
import { DIFFS } from "../support/diff-table.ts";
import { quietLog } from "../support/fake-engine.ts";
import { planInProcess } from "../support/in-process-plan.ts";
import { AS_OF, smallTree } from "../support/small-organisation.ts";

const sidesOfCase = ({ from = {}, to, code = false }: DiffCase) => sidesOf(smallTree(from), smallTree({ ...from, ...to }), code);

/** What matters of a verdict. */
function outcome({ verdict, violations, risk, approvals }: Verdict) {
  const rules = [...new Set(violations.filter(({ level }) => level === "mandatory").map(({ rule }) => rule))].sort();
  return { verdict, rules, risk, needs: approvals.required };
}
const expected = ({ rules = [], risk, needs }: DiffCase) => ({
  verdict: rules.length > 0 ? "blocked" : "pass",
  rules: [...rules],
  risk,
  needs,
});

describe("test/scenarios/diffs", () => {
  let folder: string;
  let engine: Engine;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tenure-diffs-"));
    engine = await openEngine("embedded", "embedded", process.env, quietLog().log);
  });
  afterAll(async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
  });

  it("are at least 60, each with a name of its own", () => {
    expect(DIFFS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(DIFFS.map(({ name }) => name)).size).toBe(DIFFS.length);
  });

  it.each(DIFFS)("$name", (diff) => {
    const sides = sidesOfCase(diff);
    const holding = writeRoots(mkdtempSync(join(folder, "case-")), sides, ["prod"], AS_OF).holding;
    const plan = planInProcess(sides.base!.declared, sides.head.declared, "prod", AS_OF);
    expect(outcome(judgePlan(plan, sides, routingOf(sides, undefined, AS_OF), holding, AS_OF))).toEqual(expected(diff));
  });

  const withEngine = DIFFS.filter((diff) => diff.engine);
  const judged = async (diff: DiffCase) => {
    const sides = sidesOfCase(diff);
    const routing = routingOf(sides, undefined, AS_OF);
    const scratch = mkdtempSync(join(folder, "case-"));
    const judging = { sides, routing, approvers: new Map(), engine, scratch, asOf: AS_OF, log: quietLog().log };
    return outcome((await judgeStacks(["prod"], judging))[0]!);
  };

  it.each(withEngine)("by the engine, with program and pack as processes: $name", async (diff) => {
    expect(await judged(diff)).toEqual(expected(diff));
  });
});
