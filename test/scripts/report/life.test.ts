import { describe, expect, it } from "vitest";
import { type Entry, type EntryType, type Facts, nextEntry } from "../../../scripts/ledger/entry.ts";
import { type LifeSources, lifeOf, type RecordVersion } from "../../../scripts/report/life.ts";
import { livesJson, livesText } from "../../../scripts/report/life-text.ts";
import type { Commit } from "../../../stacks/model/declared.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { changeFacts, deployedFacts, driftFacts, proposedFacts, requestFacts, stoppedFacts } from "../../support/entries.ts";

const RECORD = "prod/service-accounts/x";
const PATH = "stacks/accounts/prod/service-accounts/x.yaml";
const commits = Array.from({ length: 6 }, (_, index) => String(index).repeat(40) as Commit);
const ORDER = new Map<string, number>(commits.map((commit, index) => [commit, index]));
const day = (at: number) => `2026-11-0${at + 1}T06:00:00Z` as Instant;
const FIELDS = { owner: "team/a", expires: "2027-01-31" };

function version(at: number, fields: RecordVersion["fields"] | null, retired = false): RecordVersion {
  const path = retired ? PATH.replace("service", "retired/service") : PATH;
  return { commit: commits[at]!, at: day(at), path, retired, gone: fields === null, fields: fields ?? undefined };
}

type Ledger = Pick<LifeSources, "deployed" | "drift" | "proposed" | "request" | "stopped">;

/** Entries of one ledger, in order. */
function ledger(...entries: readonly (readonly [EntryType, number, object])[]): Ledger {
  let last: Entry | undefined;
  const all = entries.map(([type, at, facts]) => {
    last = nextEntry(last, type, day(at).replace("T06", "T07") as Instant, facts as Facts<typeof type>);
    return last;
  });
  const of = <T extends EntryType>(type: T) => all.filter((entry): entry is Entry<T> => entry.type === type);
  return { deployed: of("deployed"), drift: of("drift"), proposed: of("proposed"), request: of("request"), stopped: of("stopped") };
}

const touched = (operations: Facts<"deployed">["operations"], observed = "c".repeat(64)) => [{ record: RECORD, operations, observed }];
const change = (at: number, pull: number) => changeFacts({ commit: commits[at]!, pull, records: [RECORD] });
const deployed = (at: number, more: Partial<Facts<"deployed">>) =>
  ["deployed", at, deployedFacts({ commit: commits[at]!, touched: [], ...more })] as const;
const life = (versions: readonly RecordVersion[], entries: Ledger, more: Partial<LifeSources> = {}) =>
  lifeOf({ record: RECORD, account: "prod", subject: undefined, versions, order: ORDER, ...entries, ...more });
const steps = (one: ReturnType<typeof life>) => one.steps.map(({ step, pull, entry }) => [step, pull, entry]);

const WHOLE = [
  version(0, FIELDS),
  version(1, { ...FIELDS, expires: "2027-03-31" }),
  version(2, { ...FIELDS, state: "disabled", disabled: { ref: "#9" } }),
  version(3, FIELDS),
  version(4, null),
  version(4, { ...FIELDS, retired: { ref: "#12" } }, true),
];
const LEDGER = ledger(
  deployed(0, { baseline: true, touched: touched({ create: 3 }) }),
  deployed(2, { approvals: "verified", changes: [change(1, 7), change(2, 9)], touched: touched({ update: 2 }) }),
  [
    "drift",
    2,
    driftFacts({ findings: [{ id: "0123456789abcdef", check: "expired", record: RECORD, subject: "b".repeat(64), severity: "high" }] }),
  ],
  ["proposed", 3, proposedFacts({ number: 12, record: RECORD })],
  deployed(4, { approvals: "verified", changes: [change(3, 11), change(4, 12)], touched: touched({ delete: 3 }, "absent") }),
  ["drift", 5, driftFacts({ findings: [], unknown: ["expired"] })],
  ["drift", 5, driftFacts({ findings: [] })],
);

describe("scripts/report/life", () => {
  it("tells a whole life in order: what git says with its pull request and people, what AWS got, what was found", () => {
    const whole = life(WHOLE, LEDGER);
    expect(steps(whole)).toEqual([
      ["declared", null, null],
      ["issued", null, 1],
      ["changed", 7, null],
      ["disabled", 9, null],
      ["updated", null, 2],
      ["found", null, 3],
      ["enabled", 11, null],
      ["proposed", 12, 4],
      ["retired", 12, null],
      ["removed", null, 5],
      ["no longer found", null, 7],
    ]);
    expect(whole.steps[2]).toMatchObject({
      says: "expires from 2027-01-31 to 2027-03-31",
      requestedBy: ["person/w2"],
      approvedBy: ["person/w1"],
    });
    expect(whole.steps[9]!.says).toBe("delete 3; read back as declared, AWS has nothing of it");
    expect(whole.gaps.map(({ says }) => says)).toEqual([
      `declared in ${commits[0]!.slice(0, 10)}: no pull request and no approval is on record, since it is part of the baseline (entry 1)`,
      "whether somebody has certified it again stands in reviews/, which this does not look into",
    ]);
  });

  it("gives no commit the pull request of a later one", () => {
    const entries = ledger(deployed(1, { baseline: true }), deployed(3, { approvals: "verified", changes: [change(3, 7)] }));
    expect(steps(life([version(0, FIELDS)], entries))).toEqual([["declared", null, null]]);
  });

  it("marks what is not on record", () => {
    const gapsOf = (...args: Parameters<typeof life>) => life(...args).gaps.map(({ says }) => says);
    const short = commits[0]!.slice(0, 10);
    expect(gapsOf([version(0, FIELDS)], ledger())).toEqual([
      `declared in ${short}: no deployment of it is on record`,
      "nothing in the ledger says when AWS got it",
      "whether somebody has certified it again stands in reviews/, which this does not look into",
    ]);
    expect(
      gapsOf([version(0, FIELDS), version(1, null)], ledger(deployed(1, { baseline: true, touched: touched({ create: 1 }) }))),
    ).toContain("nothing in the ledger says that AWS has lost it");
    const differs = { ...deployedFacts().readBack, result: "differs" as const };
    expect(gapsOf([version(0, FIELDS)], ledger(deployed(0, { touched: touched({ create: 1 }), readBack: differs })))).toContain(
      'entry 1: after the deployment AWS was read back as "differs"',
    );
    expect(gapsOf([version(0, FIELDS)], ledger(deployed(0, { touched: null })))).toContain(
      "entry 1 is of a version that did not say which records were touched",
    );
    expect(gapsOf([version(0, FIELDS)], ledger(["deployed", 0, deployedFacts({ commit: "f".repeat(40) })]))).toContain(
      "entry 1 deployed the commit ffffffffff, which is not on this branch here",
    );
    expect(gapsOf([], ledger(deployed(0, { touched: touched({ create: 1 }) })))).toEqual(["no file of it was ever on this branch"]);
  });

  it("knows a finding about what no record declares by the hash of its ARN", () => {
    const arn = "arn:aws:iam::000000000000:user/x";
    const entries = ledger(["drift", 0, driftFacts()]);
    const of = (more: object) =>
      life([], entries, { record: arn, subject: "b".repeat(64), ...more }).steps.map(({ step, says }) => [step, says]);
    expect(of({})).toEqual([["found", "unmanaged (0123456789abcdef)"]]);
    expect(of({ account: "dev" })).toEqual([]);
    expect(of({ subject: "f".repeat(64) })).toEqual([]);
  });

  it("tells what was asked for, and what was stopped in AWS before any merge", () => {
    const entries = ledger(
      ["request", 0, requestFacts({ record: "grants/g1", number: 4, issue: 3 })],
      ["request", 1, requestFacts({ record: "grants/g1", number: 5, action: "end" })],
      ["request", 1, requestFacts({ record: "grants/g2" })],
      ["stopped", 2, stoppedFacts({ record: "prod/grants/g1", keys: ["AKIAIOSFODNN7EXAMPLE"] })],
      ["stopped", 3, stoppedFacts({ record: null, subject: "e".repeat(64), by: null, verified: false })],
    );
    const told = life([], entries, { record: "prod/grants/g1", subject: "e".repeat(64) }).steps;
    expect(told.map(({ step, says, pull, requestedBy }) => [step, says, pull, requestedBy])).toEqual([
      ["requested", "roles/admin for person/w5 from 2026-11-24T00:00:00Z to 2026-11-24T04:00:00Z", 4, ["person/w5"]],
      ["requested", "its end, roles/admin for person/w5", 5, ["person/w5"]],
      ["stopped", "at once, in AWS, keys set Inactive: AKIAIOSFODNN7EXAMPLE", null, ["person/w3"]],
      ["stopped", "at once, in AWS; AWS had not taken it when it was read back", null, []],
    ]);
  });

  it("asks of people in the directory for pull requests, and for nothing in AWS", () => {
    const person = { github: { login: "x", id: 1 }, team: "a", type: "employee", status: "active", ends: null };
    const versions = [version(0, person), version(1, { ...person, status: "left" })];
    const entries = ledger(
      deployed(0, { baseline: true }),
      deployed(1, { approvals: "verified", changes: [changeFacts({ commit: commits[1]!, pull: 5, records: [] })] }),
    );
    const one = life(versions, entries, { record: "directory/people/x" });
    expect(one.steps.map(({ step, says, pull }) => [step, says, pull])).toEqual([
      ["declared", "team a, employee, active, last day none", null],
      ["changed", "status from active to left", 5],
    ]);
    expect(one.gaps.map(({ says }) => says)).toEqual([
      `declared in ${commits[0]!.slice(0, 10)}: no pull request and no approval is on record`,
    ]);
  });

  it("is printed with its links, and as JSON", () => {
    const whole = life(WHOLE, LEDGER);
    const text = livesText([whole], (kind, id) => (kind === "pull" ? `https://github.com/acme/identities/pull/${id}` : undefined));
    expect(text.split("\n").slice(0, 4)).toEqual([
      RECORD,
      `  ${day(0)}  declared         owner team/a, ends 2027-01-31; commit ${commits[0]!.slice(0, 10)}`,
      `  2026-11-01T07:00:00Z  issued           create 3; read back as declared, AWS has it as sha256:cccccccccccccccc; commit ${commits[0]!.slice(0, 10)}; entry 1`,
      `  ${day(1)}  changed          expires from 2027-01-31 to 2027-03-31; requested by person/w2; approved by person/w1; https://github.com/acme/identities/pull/7; commit ${commits[1]!.slice(0, 10)}`,
    ]);
    expect(text).toContain("\n  Not on record:\n    gap  declared in");
    expect(livesJson("x", [whole])).toEqual({ schema: "tenure/evidence-show/1", asked: "x", lives: [whole] });
  });
});
