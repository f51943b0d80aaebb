import { describe, expect, it } from "vitest";
import { compare } from "../../../../scripts/compare/compare.ts";
import type { GlassUse, Incident } from "../../../../scripts/observe/glass-parts.ts";
import type { Observation, Part } from "../../../../scripts/observe/observation.ts";
import { type Instant, parseDuration, plus } from "../../../../stacks/model/instant.ts";
import { observationOf } from "../../../support/observations.ts";
import { AS_OF, small } from "../../../support/small-organisation.ts";

const GLASS = {
  "accounts/prod/break-glass/glass-1.yaml":
    "owner: team/security\npurpose: Administration when everything else is down\nexpires: 2027-10-31\ncustodians: [person/w3, person/w4]\nrole: { permissions: [ledger-write] }\ndrill: { lastAt: 2026-10-12, every: 365d }\n",
};
const DECLARED = small(GLASS);
const ROLE = "arn:aws:iam::000000000000:role/tenure/break-glass/glass-1";
const at = (text: string) => plus(AS_OF, parseDuration(text)! * -1);
const part = <T>(value: T): Part<T> => ({ complete: true, value, observedAt: AS_OF });
const use = (when: Instant, session = "INC-1"): GlassUse => ({ role: ROLE, session, at: when, by: "arn:x" });
const incident = (more: Partial<Incident> = {}): Incident => ({
  ...{
    record: "prod/break-glass/glass-1",
    incident: "INC-1",
    opened: [at("2h")],
    reviewed: null,
    reviewer: null,
    reviewBy: plus(AS_OF, 1_000),
  },
  ...more,
});
function find(glass: readonly GlassUse[], incidents: readonly Incident[], more: Partial<Observation["parts"]> = {}) {
  const observation = observationOf(DECLARED, "prod");
  const parts = { ...observation.parts, glass: part(glass), incidents: part(incidents), ...more };
  const { findings, unknown } = compare(DECLARED, { ...observation, parts }, AS_OF);
  return [
    ...findings.map(({ check, severity, message }) => `${severity} ${check}: ${message}`),
    ...unknown.map(({ check }) => `unknown ${check}`),
  ];
}

describe("scripts/compare/checks/break-glass-used", () => {
  it("says nothing of a use that was opened, within the life of its session, while there is time to review it", () => {
    expect(find([], [])).toEqual([]);
    expect(find([use(at("2h")), use(at("1h"))], [incident()])).toEqual([]);
  });

  it("finds a use that nobody opened, under another name, or long after", () => {
    const never = `critical break-glass-used: break-glass/glass-1 was used as "INC-1" by arn:x at ${at("2h")}`;
    expect(find([use(at("2h")), use(at("1h"))], [])).toEqual([`${never}, and 1 times since, and nobody opened it for that`]);
    expect(find([use(at("2h"), "INC-2")], [incident()])).toEqual([`${never.replace("INC-1", "INC-2")}, and nobody opened it for that`]);
    expect(find([use(at("30m"))], [incident({ opened: [at("3h")] })])).toHaveLength(1);
    expect(find([use(at("2h"))], [incident({ record: "dev/break-glass/glass-1" })])).toHaveLength(1);
  });

  it("is settled by a review that came after it, and by none that came before", () => {
    expect(find([use(at("2h"))], [incident({ opened: [], reviewed: at("1h") })])).toEqual([]);
    expect(find([use(at("1h"))], [incident({ opened: [], reviewed: at("2h") })])).toHaveLength(1);
  });

  it("finds what has not been reviewed in time, opened again after a review too", () => {
    const late = { reviewBy: AS_OF, reviewer: "person/w4" };
    const message = `critical break-glass-used: break-glass/glass-1 was opened for INC-1 at ${at("2h")} and has not been reviewed: person/w4 was to review it, and the time for it ended 24 Nov 2026 00:00:00 UTC (0 seconds ago)`;
    expect(find([], [incident(late)])).toEqual([message]);
    expect(find([], [incident({ ...late, reviewed: at("3h") })])).toEqual([message]);
    expect(find([], [incident({ ...late, reviewed: at("1h") })])).toEqual([]);
    expect(find([], [incident({ reviewBy: AS_OF })])[0]).toContain("nobody was named to review it");
  });

  it("is unknown where the trail or the ledger could not be read", () => {
    const gap = { source: "ledger", operation: "read", reason: "no", retry: true };
    expect(find([], [], { incidents: { complete: false, gap } })).toEqual(["unknown break-glass-used"]);
    expect(find([], [], { glass: { complete: false, gap } })).toEqual(["unknown break-glass-used"]);
  });
});
