import { describe, expect, it } from "vitest";
import { CHECK_NAMES } from "../../../scripts/compare/checks.ts";
import { compare } from "../../../scripts/compare/compare.ts";
import { type Extra, OF_EXTRA } from "../../../scripts/compare/extra.ts";
import { addEntity, changeUser, observationOf, removeEntity, strangeUser } from "../../support/observations.ts";
import { AS_OF, PROD, small } from "../../support/small-organisation.ts";

const DECLARED = small();
const BOUNDARY = `arn:aws:iam::${PROD}:policy/tenure/until-2027-03-31` as const;

/** A user that a program declares, and AWS as the program says. */
function world(tags: Record<string, string>) {
  const { createdAt: _, ...user } = strangeUser(PROD, "probe", { tags, boundary: BOUNDARY });
  const extra: Extra = {
    complete: true,
    entities: [{ entity: { ...user, keys: [], console: false }, ref: "extra/probe", adopted: false }],
  };
  const observation = addEntity(observationOf(DECLARED, "prod"), strangeUser(PROD, "probe", { tags, boundary: BOUNDARY }));
  return { extra, observation, arn: user.arn };
}

const TAGS = { owner: "team/payments", expires: "2027-03-31T00:00:00Z" };
const foundIn = ({ findings }: ReturnType<typeof compare>) => findings.map(({ check, record, message }) => [check, record, message]);

describe("scripts/compare/extra", () => {
  it("names checks that there are", () => {
    expect(OF_EXTRA.filter((name) => !CHECK_NAMES.includes(name))).toEqual([]);
  });

  it("finds nothing where AWS is as the program says", () => {
    const { extra, observation } = world(TAGS);
    expect(compare(DECLARED, observation, AS_OF, extra)).toEqual({ account: "prod", findings: [], covered: [], unknown: [] });
  });

  it("finds what is gone", () => {
    const { extra, observation, arn } = world(TAGS);
    expect(foundIn(compare(DECLARED, removeEntity(observation, arn), AS_OF, extra))).toEqual([
      ["missing", "extra/probe", "extra/probe declares the user probe, and AWS does not have it"],
    ]);
  });

  it("finds an end that nothing enforces", () => {
    const { extra, observation } = world(TAGS);
    expect(foundIn(compare(DECLARED, changeUser(observation, "probe", { boundary: null }), AS_OF, extra))).toEqual([
      [
        "expiry-not-enforced",
        "extra/probe",
        "extra/probe works until 30 Mar 2027 23:59:59 UTC (in 127 days) by its record; AWS has no boundary on it, so nothing ends it",
      ],
    ]);
  });

  it("finds an end that has come and an owner who has gone, by the tags that the program states", () => {
    const { extra, observation } = world({ owner: "person/w9", expires: "2026-11-01T00:00:00Z" });
    expect(foundIn(compare(DECLARED, observation, AS_OF, extra)).map(([check, record]) => [check, record])).toEqual([
      ["expired", "extra/probe"],
      ["orphaned", "extra/probe"],
    ]);
  });

  it("calls nothing unmanaged where nobody knows what the program declares, and goes on with the records", () => {
    const { observation, arn } = world(TAGS);
    const gap = { source: "accounts/prod/extra.ts", operation: "preview", reason: "it does not run", retry: false };
    const without = removeEntity(observation, `arn:aws:iam::${PROD}:user/exporter`);
    const { findings, unknown } = compare(DECLARED, without, AS_OF, { complete: false, gap });
    expect(findings.map(({ subject }) => subject)).not.toContain(arn);
    expect(findings.map(({ check, record }) => [check, record])).toContainEqual(["missing", "service-accounts/exporter"]);
    expect(unknown).toEqual(OF_EXTRA.map((check) => ({ check, gap })));
  });
});
