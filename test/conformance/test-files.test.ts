import { describe, expect, it } from "vitest";
import { hasRuntime, sourceFiles } from "../support/sources.ts";

/** Source files without a test file of the same path, and where they are tested instead. */
const ELSEWHERE: readonly (readonly [files: RegExp, reason: string])[] = [
  [/^scripts\/[^/]+\.ts$/, "a command puts rooms in order: it is run as a process, by test/conformance/commands and the demo"],
  [/^scripts\/command\/evidence\//, "each verb is run as a process on a real ledger: test/scenarios/evidence and ledger-mutations"],
  [/^scripts\/(command\/)?break-glass\//, "the way in is one way: test/scenarios/break-glass goes it on an AWS that enforces"],
  [/^scripts\/command\/demo\//, "the acts of the demo are tests themselves: npm run demo fails when one of them does not hold"],
  [
    /^scripts\/command\/bench\/(children\/|(compare|deploy|gate|identities|observe|read)\.ts$)/,
    "each bench is run at a small size by test/scripts/command/bench/benches.test.ts",
  ],
  [/^scripts\/command\/(interruption|stand-ins)\.ts$/, "they are what npm run local does: test/scripts/local.test.ts"],
  [/^scripts\/engine\//, "the engine is one machine behind one port: test/scripts/engine/conformance and embedded run it as a whole"],
  [/^scripts\/emulators\//, "a stand-in is what answers at its address: test/scripts/emulators asks it as everybody does"],
  [/^stacks\/(components\/|index\.ts$)/, "the program is run as a program: test/stacks/components"],
  [/^policies\/(controls\/|example\.ts$|rule\.ts$)/, "data and types of the rules: test/policies/catalogue and controls"],
  [/^stacks\/kinds\/trust\//, "one form of a trust each: test/stacks/kinds/trust.test.ts speaks of all of them alike"],
  [/^stacks\/kinds\/kind\.ts$/, "what every kind has: each kind's own test"],
  [
    /^scripts\/(stop\/|command\/stop-|observe\/aws-iam\/boundary\.ts$)/,
    "AWS is what is tested, on the emulator that enforces it: test/scenarios/stop.test.ts; the policy: test/scripts/generate/on-call-policy.test.ts",
  ],
  [
    /^scripts\/(command\/(propose-run|said|undo-pull)|github\/read\/(comments|last-change)|github\/write\/(close|issue|wanted))\.ts$/,
    "one life of pull requests on the stand-in for GitHub: test/scenarios/bot-life.test.ts",
  ],
  [
    /^scripts\/command\/recertify\.ts$/,
    "a campaign on the stand-in for GitHub, from question to revocation: test/scenarios/recertify.test.ts",
  ],
  [
    /^scripts\/(decide\/(adoption\/|recognised\.ts$)|command\/adopt-|report\/adopt-|propose\/adopt-body|observe\/aws-iam\/policy-tags)/,
    "one decision about a whole account: test/scripts/decide/adoption/adoption.test.ts, and on the emulator test/scenarios/adopt.test.ts",
  ],
  [
    /^scripts\/(command\/doctor\/(github-checks|judgement)|github\/read\/set-up|observe\/aws-iam\/standing)\.ts$/,
    "checks are asked with what GitHub and AWS really answer: test/scripts/command/doctor",
  ],
  [/^scripts\/command\/save-observation\.ts$/, "a part of drift, run as a command: test/scripts/command/observe.test.ts"],
];

const FILES = sourceFiles("stacks", "policies", "scripts")
  .filter(hasRuntime)
  .map(({ path }) => path);
const TESTS = new Set(sourceFiles("test").map(({ path }) => path));
const testOf = (path: string) => `test/${path.replace(/\.ts$/, ".test.ts")}`;

describe("test/conformance/test-files", () => {
  it("every source file has a test file of the same path, or a reason for none", () => {
    expect(FILES.filter((path) => !TESTS.has(testOf(path)) && !ELSEWHERE.some(([files]) => files.test(path)))).toEqual([]);
  });

  it.each(ELSEWHERE)("the reason for none is still needed: %s", (files, reason) => {
    expect(FILES.some((path) => files.test(path) && !TESTS.has(testOf(path)))).toBe(true);
    expect(reason.length).toBeGreaterThan(10);
  });

  it("every test file is about a source file, or about the whole", () => {
    const about = new Set(FILES.map(testOf));
    const whole = /^test\/(browser|conformance|support|scenarios|scripts\/engine|scripts\/emulators)\/|^test\/policies\/pack-start/;
    expect([...TESTS].filter((path) => path.endsWith(".test.ts") && !about.has(path) && !whole.test(path))).toEqual([]);
  });
});
