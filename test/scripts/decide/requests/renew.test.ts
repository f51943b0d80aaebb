import { describe, expect, it } from "vitest";
import { type Renewal, renew } from "../../../../scripts/decide/requests/renew.ts";
import { type Instant, parseDuration } from "../../../../stacks/model/instant.ts";
import type { RecordRef } from "../../../../stacks/model/ref.ts";
import { AS_OF, edit, personText, SMALL, small } from "../../../support/small-organisation.ts";

const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const at = (text: string) => `${text}T00:00:00Z` as Instant;
const days = (text: string) => parseDuration(text)!;
function ask(ref: RecordRef, renewal: Partial<Renewal>, files: Readonly<Record<string, string>> = {}, asOf = AS_OF) {
  const declared = small(files);
  const account = declared.accounts.get("prod")!;
  const { edits, refused } = renew([{ account, record: account.records.get(ref)! }], { slots: [], ...renewal }, declared, asOf);
  return refused[0]?.because ?? edits;
}
const expiring = (change: string, to: string) => [{ change, steps: [{ set: ["expires"], to }] }];

describe("scripts/decide/requests/renew", () => {
  it("goes as far as the kind may last, in whole days, unless told otherwise", () => {
    expect(ask("service-accounts/exporter", {})).toEqual(expiring(EXPORTER, "2027-11-24"));
  });

  it("goes until a moment, or by a length of time from the end that is there", () => {
    expect(ask("service-accounts/exporter", { until: at("2027-09-30") })).toEqual(expiring(EXPORTER, "2027-09-30"));
    expect(ask("service-accounts/exporter", { by: days("90d") })).toEqual(expiring(EXPORTER, "2027-06-29"));
  });

  it("counts from today once the end has come", () => {
    expect(ask("service-accounts/exporter", { by: days("30d") }, {}, "2027-05-01T10:00:00Z" as Instant)).toEqual(
      expiring(EXPORTER, "2027-05-31"),
    );
  });

  it("says what is the latest, and why, instead of doing less than was asked", () => {
    const because = "2028-01-01 is too late: 2027-11-24 is the latest (settings.yaml lifetimes.service-accounts)";
    expect(ask("service-accounts/exporter", { until: at("2028-01-01") })).toBe(because);
    const files = { "directory/people/w1.yaml": personText({ login: "ada-l", id: 1, team: "payments", ends: "2027-04-15" }) };
    expect(ask("people/w1", {}, files)).toEqual(expiring("accounts/prod/people/w1.yaml", "2027-04-16"));
    expect(ask("people/w1", { by: days("30d") }, files)).toBe(
      "2027-04-30 is too late: 2027-04-16 is the latest (the last day of person/w1 is 2027-04-15)",
    );
  });

  it("never shortens", () => {
    expect(ask("service-accounts/exporter", { until: at("2027-03-31") })).toBe(
      "it works until 30 Mar 2027 23:59:59 UTC (in 127 days) already, and 2027-03-31 is no later (settings.yaml lifetimes.service-accounts)",
    );
  });

  it("writes no end that has come already", () => {
    const files = { "directory/people/w1.yaml": personText({ login: "ada-l", id: 1, team: "payments", ends: "2027-04-15" }) };
    expect(ask("people/w1", {}, files, at("2027-04-20"))).toBe("person/w1 has left, so nobody answers for it: `npm run transfer` first");
    expect(ask("service-accounts/exporter", { until: at("2027-04-01") }, {}, at("2027-04-02"))).toBe(
      "it would have ended already: settings.yaml lifetimes.service-accounts",
    );
  });

  it.each<[string, RecordRef, Readonly<Record<string, string>>, string]>([
    [
      "what is disabled",
      "service-accounts/exporter",
      edit(EXPORTER, "expires: 2027-03", 'state: disabled\ndisabled: { since: 2026-11-20, reason: leaked, ref: "#1" }\nexpires: 2027-03'),
      "it is disabled; take `state` and `disabled` out first, which is a grant and needs approval",
    ],
    [
      "what nobody answers for",
      "service-accounts/exporter",
      edit(EXPORTER, "team/payments", "team/ghosts"),
      "team/ghosts has no active member, so nobody answers for it: `npm run transfer` first",
    ],
  ])("refuses %s", (_, ref, files, because) => {
    expect(ask(ref, {}, files)).toBe(because);
  });

  describe("keys", () => {
    const keys = (fields: string) => edit(EXPORTER, "primary: { expires: 2027-01-31 }", fields);

    it("end within the lifetime of keys, the record stays as it is", () => {
      expect(ask("service-accounts/exporter", { slots: ["primary"] })).toEqual([
        { change: EXPORTER, steps: [{ set: ["keys", "primary", "expires"], to: "2027-02-22" }] },
      ]);
    });

    it("end with their user at the latest", () => {
      const files = { [EXPORTER]: SMALL[EXPORTER]!.replace("2027-03-31", "2027-02-10") };
      expect(ask("service-accounts/exporter", { slots: ["primary"] }, files)).toEqual([
        { change: EXPORTER, steps: [{ set: ["keys", "primary", "expires"], to: "2027-02-10" }] },
      ]);
      expect(ask("service-accounts/exporter", { slots: ["primary"], until: at("2027-02-11") }, files)).toBe(
        "key primary: 2027-02-11 is too late: 2027-02-10 is the latest (it ends with its user)",
      );
    });

    it.each([
      ["spare", "primary: { expires: 2027-01-31 }", "it has no key spare; it has primary"],
      ["primary", "primary: { expires: 2027-01-31, state: disabled }", "its key primary is disabled"],
    ])("%s of %s is refused", (slot, fields, because) => {
      expect(ask("service-accounts/exporter", { slots: [slot] }, keys(fields))).toBe(because);
    });
  });
});
