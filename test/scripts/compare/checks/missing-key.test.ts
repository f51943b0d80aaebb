import { describe, expect, it } from "vitest";
import type { Observation } from "../../../../scripts/observe/observation.ts";
import { comparison, exceptionText, expectedFinding, withoutLapsed } from "../../../support/findings.ts";
import { keyIdOf, removeEntity, withGap, withPart } from "../../../support/observations.ts";
import { edit, small } from "../../../support/small-organisation.ts";

const USER = "arn:aws:iam::000000000000:user/exporter";
const KEY = keyIdOf({ arn: USER }, { slot: "primary" });
const gone = (observation: Observation) => withPart(observation, "keys", (keys) => keys.filter(({ id }) => id !== KEY));
const MISSING = expectedFinding({
  check: "missing",
  subject: USER,
  record: "service-accounts/exporter",
  facet: "key primary",
  severity: "medium",
  message: "service-accounts/exporter declares the key primary, and AWS does not have it",
});

describe("scripts/compare/checks/missing-key", () => {
  it("finds nothing while each slot has its key (in sync)", () => {
    expect(comparison(small()).findings).toEqual([]);
  });

  it("finds a slot whose key was deleted", () => {
    expect(comparison(small(), gone).findings).toEqual([MISSING]);
  });

  it("finds an adopted key that was deleted", () => {
    const files = edit(
      "accounts/prod/service-accounts/exporter.yaml",
      "primary: { expires: 2027-01-31 }",
      "old: { expires: 2027-01-31, id: AKIAOLDOLDOLD1, secret: external }",
    );
    const { findings } = comparison(small(files), (observation) => withPart(observation, "keys", () => []));
    expect(findings.map(({ facet }) => facet)).toEqual(["key old"]);
  });

  it("gives each slot a finding of its own, with an id of its own", () => {
    const files = edit(
      "accounts/prod/service-accounts/exporter.yaml",
      "primary: { expires: 2027-01-31 }",
      "primary: { expires: 2027-01-31 }\n  next: { expires: 2027-01-31 }",
    );
    const { findings } = comparison(small(files), (observation) => withPart(observation, "keys", () => []));
    expect(findings.map(({ facet }) => facet)).toEqual(["key next", "key primary"]);
    expect(new Set(findings.map(({ id }) => id)).size).toBe(2);
  });

  it("says nothing of the keys of a user who is missing altogether", () => {
    const { findings } = comparison(small(), (observation) => removeEntity(observation, USER));
    expect(findings.map(({ facet }) => facet)).toEqual([null]);
  });

  it("is covered by an exception, and found again when that expired", () => {
    const compared = (expires: string) =>
      comparison(
        small({ "accounts/prod/exceptions/x.yaml": exceptionText("missing", "service-accounts/exporter", expires, "key primary") }),
        gone,
      );
    expect(compared("2027-01-31")).toMatchObject({ findings: [], covered: [{ finding: MISSING, exception: "prod/exceptions/x" }] });
    expect(withoutLapsed(compared("2026-11-24"))).toMatchObject({ findings: [MISSING], covered: [] });
  });

  it.each(["authorization", "keys", "slots"] as const)("is unknown without the part %s", (name) => {
    const { findings, unknown } = comparison(small(), (observation) => withGap(gone(observation), name));
    expect(findings).toEqual([]);
    expect(unknown.map(({ check }) => check)).toContain("missing");
  });
});
