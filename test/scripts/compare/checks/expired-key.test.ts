import { describe, expect, it } from "vitest";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { comparison, exceptionText, expectedFinding, withoutLapsed } from "../../../support/findings.ts";
import { changeKey, keyIdOf, withGap } from "../../../support/observations.ts";
import { edit, small } from "../../../support/small-organisation.ts";

const USER = "arn:aws:iam::000000000000:user/exporter";
const KEY = keyIdOf({ arn: USER }, { slot: "primary" });
const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const ENDED = edit(EXPORTER, "primary: { expires: 2027-01-31 }", "primary: { expires: 2026-11-20 }");
const EXPIRED = expectedFinding({
  check: "expired",
  subject: `${USER}#${KEY}`,
  record: "service-accounts/exporter",
  facet: "key",
  severity: "high",
  message: "key primary of service-accounts/exporter ended 20 Nov 2026 00:00:00 UTC (4 days ago) and is still active",
});

describe("scripts/compare/checks/expired-key", () => {
  it("finds nothing while the slot has time left (in sync)", () => {
    expect(comparison(small()).findings).toEqual([]);
  });

  it("finds the key of a slot whose end has come, and only the key", () => {
    expect(comparison(small(ENDED)).findings).toEqual([EXPIRED]);
  });

  it("finds it at the very second of the end", () => {
    const found = (asOf: string) =>
      comparison(small(ENDED), undefined, asOf as Instant).findings.filter(({ check }) => check === "expired").length;
    expect([found("2026-11-19T23:59:59Z"), found("2026-11-20T00:00:00Z")]).toEqual([0, 1]);
  });

  it("finds an adopted key by the id in its record", () => {
    const adopted = edit(
      EXPORTER,
      "primary: { expires: 2027-01-31 }",
      "old: { expires: 2026-11-20, id: AKIAOLDOLDOLD1, secret: external }",
    );
    expect(comparison(small(adopted)).findings.map(({ subject }) => subject)).toEqual([`${USER}#AKIAOLDOLDOLD1`]);
  });

  it("does not mind a key that is declared disabled, or is Inactive in AWS already", () => {
    const disabled = edit(EXPORTER, "primary: { expires: 2027-01-31 }", "primary: { expires: 2026-11-20, state: disabled }");
    expect(comparison(small(disabled)).findings).toEqual([]);
    const { findings } = comparison(small(ENDED), (observation) => changeKey(observation, KEY, { status: "Inactive" }));
    expect(findings.filter(({ check }) => check === "expired")).toEqual([]);
  });

  it("is covered by an exception", () => {
    const declared = small({ ...ENDED, "accounts/prod/exceptions/late.yaml": exceptionText("expired", "service-accounts/exporter") });
    expect(comparison(declared)).toMatchObject({ findings: [], covered: [{ finding: EXPIRED, exception: "prod/exceptions/late" }] });
  });

  it("is not covered by an exception for another facet", () => {
    const text = exceptionText("expired", "service-accounts/exporter", "2027-01-31", "tags");
    expect(comparison(small({ ...ENDED, "accounts/prod/exceptions/late.yaml": text })).findings).toEqual([EXPIRED]);
  });

  it("is found again when the exception expired", () => {
    const text = exceptionText("expired", "service-accounts/exporter", "2026-11-24");
    expect(withoutLapsed(comparison(small({ ...ENDED, "accounts/prod/exceptions/late.yaml": text }))).findings).toEqual([EXPIRED]);
  });

  it.each(["keys", "slots"] as const)("is unknown without the part %s", (name) => {
    const { findings, unknown } = comparison(small(ENDED), (observation) => withGap(observation, name));
    expect(findings).toEqual([]);
    expect(unknown.map(({ check }) => check)).toContain("expired");
  });
});
