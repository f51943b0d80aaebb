import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ruleOf } from "../../../policies/catalogue.ts";
import { judgePlan, judgeStacks, routingOf, writeRoots } from "../../../scripts/command/judge.ts";
import { sidesOf } from "../../../scripts/command/sides.ts";
import { readJudged } from "../../../stacks/files/judged.ts";
import { readDeclared } from "../../../stacks/files/read.ts";
import { folder as folderTree } from "../../../stacks/files/tree.ts";
import { type Answers, fakeEngine, quietLog } from "../../support/fake-engine.ts";
import { exceptionText } from "../../support/findings.ts";
import { operation, planOf, report } from "../../support/plans.ts";
import { AS_OF, BASE, edit, SMALL, smallTree } from "../../support/small-organisation.ts";

const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const TWO = {
  [EXPORTER]: SMALL[EXPORTER]!.replace(
    "primary: { expires: 2027-01-31 }",
    "primary: { expires: 2027-01-31 }\n  spare: { expires: 2027-01-31 }",
  ),
};
const RENEWED = edit("accounts/prod/people/w1.yaml", "2027-03-31", "2027-04-30");
const EXCEPTION = { "accounts/prod/exceptions/x.yaml": exceptionText("key-limit-active", "service-accounts/exporter") };
const RULE = ruleOf("key-limit-active")!;
const MESSAGE = `service-accounts/exporter: has 2 active access keys (primary, spare). ${RULE.remediation.replace("{file}", EXPORTER)}`;
const BROKEN = report("key-limit-active", `${RULE.description}\n${MESSAGE}`);

describe("scripts/command/judge", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tenure-judge-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("writes both sides for engine, program and pack: head with what holds, base with nothing", () => {
    const roots = writeRoots(
      folder,
      sidesOf(smallTree({ ...TWO, ...EXCEPTION }), smallTree({ ...TWO, ...EXCEPTION, ...RENEWED }), false),
      ["prod"],
      AS_OF,
    );
    const head = readJudged(roots.head);
    const base = readJudged(roots.base);
    expect(head).toMatchObject({
      asOf: AS_OF,
      base: { commit: BASE, exceptions: [{ id: "prod/exceptions/x" }], standing: [{ rule: "key-limit-active" }] },
    });
    expect(base).toMatchObject({ asOf: AS_OF, base: { exceptions: [], standing: [] } });
    const ends = (root: string) => readDeclared(folderTree(root)).accounts.get("prod")!.records.get("people/w1")!.fields.expires;
    expect([ends(head.root), ends(base.root)]).toEqual(["2027-04-30T00:00:00Z", "2027-03-31T00:00:00Z"]);
  });

  it("writes head with the settings of base", () => {
    const settings = { "settings.yaml": `${SMALL["settings.yaml"]}lifetimes: { people: 9000d }\n` };
    const roots = writeRoots(folder, sidesOf(smallTree(), smallTree(settings), false), ["prod"], AS_OF);
    expect(readFileSync(join(readJudged(roots.head).root, "settings.yaml"), "utf8")).toBe(SMALL["settings.yaml"]);
  });

  it("writes an organisation without records as base where there is none", () => {
    const roots = writeRoots(folder, sidesOf(undefined, smallTree(), false), ["prod"], AS_OF);
    const base = readDeclared(folderTree(readJudged(roots.base).root));
    expect([base.accounts.get("prod")!.records.size, readJudged(roots.head).base.standing]).toEqual([0, []]);
  });

  it("plans each stack against base's records with the built-in engine, and says what is under way", async () => {
    const engine = fakeEngine();
    const { log, said } = quietLog();
    const dev = { "accounts/dev/account.yaml": SMALL["accounts/prod/account.yaml"]!.replace("000000000000", "111111111111") };
    const sides = sidesOf(smallTree(dev), smallTree({ ...dev, ...RENEWED }), false);
    const verdicts = await judgeStacks(["dev", "prod"], {
      sides,
      routing: routingOf(sides, undefined, AS_OF),
      approvers: new Map(),
      engine,
      scratch: folder,
      asOf: AS_OF,
      log,
    });
    expect(verdicts.map(({ stack, verdict }) => [stack, verdict])).toEqual([
      ["dev", "pass"],
      ["prod", "pass"],
    ]);
    expect(engine.asked).toEqual(["plan dev against records", "plan prod against records"]);
    expect(said).toEqual(["… judging dev", "… judging prod"]);
  });

  it("plans against the real state with the CLI", async () => {
    const engine = fakeEngine({ name: "3.248.0" });
    const sides = sidesOf(smallTree(), smallTree(), false);
    await judgeStacks(["prod"], {
      sides,
      routing: routingOf(sides, undefined, AS_OF),
      approvers: new Map(),
      engine,
      scratch: folder,
      asOf: AS_OF,
      log: quietLog().log,
    });
    expect(engine.asked).toEqual(["plan prod against state"]);
  });

  it("judges an account over several stacks as a whole: at once against records, in the real state one after the other", async () => {
    const sliced = smallTree({ "accounts/prod/account.yaml": `${SMALL["accounts/prod/account.yaml"]}slices: 2\n` });
    const judged = async (name: string) => {
      const engine = fakeEngine({ name, plan: (stack) => ({ operations: [operation("same", `people/${stack}`)] }) });
      const sides = sidesOf(sliced, sliced, true);
      const [verdict] = await judgeStacks(["prod"], {
        sides,
        routing: routingOf(sides, undefined, AS_OF),
        approvers: new Map(),
        engine,
        scratch: folder,
        asOf: AS_OF,
        log: quietLog().log,
      });
      return { stack: verdict!.stack, same: verdict!.plan.same, asked: engine.asked };
    };
    expect(await judged("embedded")).toEqual({ stack: "prod", same: 1, asked: ["plan prod against records"] });
    expect(await judged("3.248.0")).toEqual({
      stack: "prod",
      same: 2,
      asked: ["plan prod.0 against state", "plan prod.1 against state"],
    });
  });

  it("plans what a change reaches, and everything when the engine cannot show that this is all", async () => {
    const judged = async (head: Record<string, string>, plan: Answers["plan"] = () => ({}), code = false) => {
      const engine = fakeEngine({ plan: (...asked) => ({ ...plan(...asked), head: asked[1] }) });
      const paths: unknown[] = [];
      const watched = {
        ...engine,
        plan: async (...asked: Parameters<typeof engine.plan>) => {
          paths.push(readJudged(asked[1]).only ?? "everything");
          return engine.plan(...asked);
        },
      };
      const sides = sidesOf(smallTree(), smallTree(head), code);
      const judging = {
        sides,
        routing: routingOf(sides, undefined, AS_OF),
        approvers: new Map(),
        scratch: folder,
        asOf: AS_OF,
        log: quietLog().log,
      };
      await judgeStacks(["prod"], { ...judging, engine: watched });
      return paths;
    };
    const reached = ["people/w1", "tenure/until-2027-04-30"];
    expect(await judged(RENEWED)).toEqual([reached]);
    expect(await judged(RENEWED, () => ({}), true)).toEqual(["everything"]);
    expect(await judged(RENEWED, () => ({ operations: [operation("replace", "people/w1")] }))).toEqual([reached, "everything"]);
    expect(await judged({ "accounts/prod/account.yaml": SMALL["accounts/prod/account.yaml"]!.replace("us-east-1", "eu-west-1") })).toEqual([
      "everything",
    ]);
  });

  it("blocks what the change brings, and lets pass what stands or is excepted on base", () => {
    const judged = (base: Record<string, string>, head: Record<string, string>) => {
      const sides = sidesOf(smallTree(base), smallTree(head), false);
      return judgePlan(
        planOf({ reports: [BROKEN] }),
        sides,
        routingOf(sides, undefined, AS_OF),
        writeRoots(folder, sides, ["prod"], AS_OF).holding,
        AS_OF,
      ).verdict;
    };
    expect(judged({}, TWO)).toBe("blocked");
    expect(judged({}, { ...TWO, ...EXCEPTION })).toBe("blocked");
    expect(judged(EXCEPTION, { ...TWO, ...EXCEPTION })).toBe("pass");
    expect(judged(TWO, { ...TWO, ...RENEWED })).toBe("pass");
  });

  it("carries risk, approvals and what is not stated", () => {
    const sides = sidesOf(smallTree(), smallTree({ [EXPORTER]: null }), false);
    const verdict = judgePlan(
      planOf({ operations: [operation("delete", "service-accounts/exporter")] }),
      sides,
      routingOf(sides, undefined, AS_OF),
      { commit: BASE, exceptions: [], standing: [] },
      AS_OF,
    );
    expect(verdict).toMatchObject({
      verdict: "blocked",
      risk: "high",
      riskBecause: ["it removes records"],
      approvals: { required: ["team/payments | team/security"] },
      violations: [{ rule: "diff-removal-stated" }],
    });
  });

  it("says first that another program of the account was not run, and nothing of those of other accounts", async () => {
    const effectsWith = async (...programs: string[]) => {
      const sides = sidesOf(smallTree(), smallTree(), true, programs);
      const judging = {
        sides,
        routing: routingOf(sides, undefined, AS_OF),
        approvers: new Map(),
        engine: fakeEngine(),
        log: quietLog().log,
      };
      const [verdict] = await judgeStacks(["prod"], { ...judging, scratch: folder, asOf: AS_OF });
      return verdict!.effects;
    };
    expect(await effectsWith("dev", "prod")).toEqual([
      "accounts/prod/extra.ts differs, and was not run: the plan is that of the program beside the gate's own code, on both sides. Security approves the file, and `deploy` plans and judges what it does",
    ]);
    expect(await effectsWith("dev")).toEqual([]);
  });
});
