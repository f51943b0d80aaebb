import { describe, expect, it } from "vitest";
import { sidesOf } from "../../../scripts/command/sides.ts";
import { holdingFor } from "../../../scripts/gate/standing.ts";
import { change, reduces } from "../../support/changes.ts";
import { exceptionText } from "../../support/findings.ts";
import { AS_OF, BASE, edit, personText, SMALL, smallTree } from "../../support/small-organisation.ts";

const P = "accounts/prod";
const EXPORTER = `${P}/service-accounts/exporter.yaml`;
const TWO = SMALL[EXPORTER]!.replace(
  "primary: { expires: 2027-01-31 }",
  "primary: { expires: 2027-01-31 }\n  spare: { expires: 2027-01-31 }",
);
type Files = Record<string, string | null>;

function holding(from: Files, to: Files, asReduction?: boolean) {
  const sides = change(from, to);
  const held = holdingFor(sides.base, sides.head, sides.diff, asReduction ?? reduces(sides), ["prod"], AS_OF);
  return { ...held, standing: held.standing.map(({ rule, subject }) => `${rule} ${subject}`) };
}

describe("scripts/gate/standing", () => {
  it("holds nothing on a base that follows the rules", () => {
    expect(holding({}, edit(EXPORTER, "expires: 2027-03-31", "expires: 2027-04-30"))).toEqual({
      commit: BASE,
      exceptions: [],
      standing: [],
    });
  });

  it("holds what fails on base already", () => {
    expect(holding({ [EXPORTER]: TWO }, edit(`${P}/people/w1.yaml`, "2027-03-31", "2027-04-30")).standing).toEqual([
      "key-limit-active service-accounts/exporter",
    ]);
  });

  it("does not hold what the change brings", () => {
    expect(holding({}, { [EXPORTER]: TWO }).standing).toEqual([]);
  });

  it("holds exceptions of base that are in force, and none that the change brings", () => {
    const text = (expires: string) => ({
      [`${P}/exceptions/x.yaml`]: exceptionText("key-limit-active", "service-accounts/exporter", expires),
    });
    expect(holding(text("2027-01-31"), {}).exceptions.map(({ id, account }) => [id, account])).toEqual([["prod/exceptions/x", "prod"]]);
    expect(holding(text("2026-11-24"), {}).exceptions).toEqual([]);
    expect(holding({}, text("2027-01-31")).exceptions).toEqual([]);
  });

  it("holds no exception whose approver has the access that it excuses", () => {
    const own = exceptionText("changed", "people/w1").replace("person/w3", "person/w1");
    expect(holding({ [`${P}/exceptions/x.yaml`]: own }, {}).exceptions).toEqual([]);
  });

  it("keeps to the stacks that are judged", () => {
    const { base, head, diff } = change({ [EXPORTER]: TWO }, {});
    expect(holdingFor(base, head, diff, false, [], AS_OF)).toEqual({ commit: BASE, exceptions: [], standing: [] });
  });

  it("lifts everything for a change that only takes access away: a lapsed record does not block its own end", () => {
    const late = { [EXPORTER]: SMALL[EXPORTER]!.replace("expires: 2027-03-31", "expires: 2029-03-31") };
    const off = { [EXPORTER]: `${late[EXPORTER]}state: disabled\ndisabled: { since: 2026-11-24, reason: x, ref: x }\n` };
    expect(holding(late, off).standing).toContain("record-limit-lifetime service-accounts/exporter");
    expect(holding({}, {}, true).standing).toEqual([]);
  });

  it("does not lift what an edit brings that takes nothing away: an e-mail in a tag, an owner who has left", () => {
    for (const to of [
      { [EXPORTER]: `${SMALL[EXPORTER]}tags: { Contact: ada@example.com }\n` },
      edit(EXPORTER, "team/payments", "person/w9"),
      edit(`${P}/roles/admin.yaml`, "2027-03-31", "2039-03-31"),
    ])
      expect(holding({}, to).standing).toEqual([]);
  });

  it("lifts what is found in AWS and imported as it is, and nothing beside it", () => {
    const found = `owner: team/security\npurpose: Found in AWS\nexpires: 2026-12-08\nlegacy: { attached: ["arn:aws:iam::aws:policy/AdministratorAccess"] }\n`;
    const ADOPTED = "adopted: { at: 2026-11-24, ref: x }\n";
    const adopted = { [`${P}/service-accounts/found.yaml`]: found + ADOPTED };
    expect(new Set(holding({}, { ...adopted, [EXPORTER]: TWO }).standing)).toEqual(
      new Set(["attachment-no-full-admin service-accounts/found", "attachment-no-user-policies service-accounts/found"]),
    );
    expect(holding({}, { [`${P}/service-accounts/found.yaml`]: found }).standing).toEqual([]);
  });

  it("does not lift a record that says later that it was adopted", () => {
    const to = { [EXPORTER]: `${TWO}adopted: { at: 2026-11-24, ref: x }\n` };
    expect(holding({}, to).standing).toEqual([]);
  });

  describe("what comes over a record that the change does not touch is for drift", () => {
    const owned = edit(EXPORTER, "team/payments", "person/w2");
    const left = { "directory/people/w2.yaml": personText({ login: "bob-k", id: 2, team: "payments", status: "left" }) };

    it("so the directory may say that an owner has left", () => {
      expect(holding(owned, left).standing).toEqual(["record-require-living-owner service-accounts/exporter"]);
    });

    it("but not for a record that is edited at the same time", () => {
      expect(holding(owned, { ...left, [EXPORTER]: owned[EXPORTER]!.replace("Nightly", "Weekly") }).standing).toEqual([]);
    });

    it("nor for what AWS would see: an untouched record is in the plan only when something else changes it", () => {
      const policy = {
        "accounts/prod/permissions/ledger-write.yaml": SMALL["accounts/prod/permissions/ledger-write.yaml"]!.replace(
          "s3:PutObject",
          "*",
        ).replace("arn:aws:s3:::ledger/*", "*"),
      };
      expect(holding({}, policy).standing).toEqual([]);
    });
  });

  it("holds nothing without a base: everything is new", () => {
    const { head, diff } = sidesOf(undefined, smallTree({ [EXPORTER]: TWO }), false);
    expect(holdingFor(undefined, head.declared, diff, false, ["prod"], AS_OF)).toEqual({
      commit: "working tree",
      exceptions: [],
      standing: [],
    });
  });
});
