import { describe, expect, it } from "vitest";
import type { Observation } from "../../../../scripts/observe/observation.ts";
import { comparison, exceptionText, expectedFinding, withoutLapsed } from "../../../support/findings.ts";
import { addEntity, addKey, keyIdOf, MADE_AT, strangeUser, withGap, withPart } from "../../../support/observations.ts";
import { edit, PROD, small } from "../../../support/small-organisation.ts";

const USER = "arn:aws:iam::000000000000:user/exporter" as const;
const KEY = "AKIASTRANGE00001";
const strange = (observation: Observation) => addKey(observation, { id: KEY, user: USER });
const FOUND = expectedFinding({
  check: "key-undeclared",
  subject: `${USER}#${KEY}`,
  record: "service-accounts/exporter",
  facet: "key",
  severity: "high",
  message: `service-accounts/exporter has the active access key ${KEY} since ${MADE_AT}, and no slot declares it`,
});

describe("scripts/compare/checks/key-undeclared", () => {
  it("finds nothing while every key is in a slot (in sync)", () => {
    expect(comparison(small()).findings).toEqual([]);
  });

  it("finds a key that somebody made for a declared user, and only that", () => {
    expect(comparison(small(), strange).findings).toEqual([FOUND]);
  });

  it("finds an inactive one with less alarm", () => {
    expect(comparison(small(), (observation) => addKey(observation, { id: KEY, user: USER, status: "Inactive" })).findings).toEqual([
      expectedFinding({
        ...FOUND,
        severity: "low",
        message: `service-accounts/exporter has the inactive access key ${KEY} since ${MADE_AT}, and no slot declares it`,
      }),
    ]);
  });

  it("knows the key of a sealed identity by its secret, and finds any other", () => {
    const glass =
      "owner: team/security\npurpose: Administration when all else is down\nexpires: 2027-10-31\ncustodians: [person/w3, person/w4]\nrole: { permissions: [ledger-write] }\ndrill: { lastAt: 2026-10-12, every: 365d }\n";
    const declared = small({ "accounts/prod/break-glass/glass-1.yaml": glass });
    const user = "arn:aws:iam::000000000000:user/tenure/break-glass/glass-1" as const;
    const sealed = (record: string, slot: string) => (observation: Observation) =>
      withPart(addKey(observation, { id: KEY, user }), "slots", (slots) => [...slots, { keyId: KEY, record, slot }]);
    const checks = (disturb: (observation: Observation) => Observation) => comparison(declared, disturb).findings.map(({ check }) => check);
    expect(checks(sealed("prod/break-glass/glass-1", "sealed"))).toEqual([]);
    for (const other of [
      sealed("prod/break-glass/glass-1", "primary"),
      sealed("dev/break-glass/glass-1", "sealed"),
      (one: Observation) => addKey(one, { id: KEY, user }),
    ])
      expect(checks(other)).toEqual(["key-undeclared"]);
  });

  it("finds a key of a person too", () => {
    const user = "arn:aws:iam::000000000000:user/w1" as const;
    const { findings } = comparison(small(), (observation) => addKey(observation, { id: KEY, user }));
    expect(findings.map(({ check, subject, record }) => [check, subject, record])).toEqual([
      ["key-undeclared", `${user}#${KEY}`, "people/w1"],
    ]);
  });

  it("knows an adopted key by the id in its record", () => {
    const files = edit(
      "accounts/prod/service-accounts/exporter.yaml",
      "primary: { expires: 2027-01-31 }",
      `primary: { expires: 2027-01-31 }\n  adopted-1: { expires: 2027-01-31, id: ${KEY}, secret: external, state: disabled }`,
    );
    expect(comparison(small(files)).findings).toEqual([]);
  });

  it("believes neither of two keys that claim one slot", () => {
    const { findings } = comparison(small(), (observation) =>
      withPart(strange(observation), "slots", (slots) => [
        ...slots,
        { keyId: KEY, record: "prod/service-accounts/exporter", slot: "primary" },
      ]),
    );
    const first = keyIdOf({ arn: USER }, { slot: "primary" });
    expect(findings.map(({ check, subject }) => [check, subject])).toEqual(
      [
        ["key-undeclared", `${USER}#${first}`],
        ["key-undeclared", `${USER}#${KEY}`],
        ["missing", USER],
      ].sort() as never,
    );
  });

  it("does not believe a secret that puts the key of one user into the slot of another", () => {
    const user = "arn:aws:iam::000000000000:user/w1" as const;
    const { findings } = comparison(small(), (observation) =>
      withPart(addKey(observation, { id: KEY, user }), "slots", () => [
        { keyId: KEY, record: "prod/service-accounts/exporter", slot: "primary" },
      ]),
    );
    expect(findings.map(({ check, subject }) => `${check} ${subject}`).sort()).toEqual([
      `key-undeclared ${USER}#${keyIdOf({ arn: USER }, { slot: "primary" })}`,
      `key-undeclared ${user}#${KEY}`,
      `missing ${USER}`,
    ]);
  });

  it("does not speak of keys of undeclared users: those are the check unmanaged", () => {
    const user = strangeUser(PROD, "intruder");
    const { findings } = comparison(small(), (observation) => addKey(addEntity(observation, user), { id: KEY, user: user.arn }));
    expect(findings.map(({ check, subject }) => [check, subject])).toEqual([["unmanaged", user.arn]]);
  });

  it("is covered by an exception, and found again when that expired", () => {
    const compared = (expires: string) =>
      comparison(
        small({ "accounts/prod/exceptions/x.yaml": exceptionText("key-undeclared", "service-accounts/exporter", expires) }),
        strange,
      );
    expect(compared("2027-01-31")).toMatchObject({ findings: [], covered: [{ finding: FOUND, exception: "prod/exceptions/x" }] });
    expect(withoutLapsed(compared("2026-11-24"))).toMatchObject({ findings: [FOUND], covered: [] });
  });

  it.each(["keys", "slots"] as const)("is unknown without the part %s", (name) => {
    const { findings, unknown } = comparison(small(), (observation) => withGap(strange(observation), name));
    expect(findings).toEqual([]);
    expect(unknown.map(({ check }) => check)).toContain("key-undeclared");
  });
});
