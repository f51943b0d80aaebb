import { describe, expect, it } from "vitest";
import { latestEnd, wholeDay } from "../../../../scripts/decide/requests/latest-end.ts";
import { latestEndsOf } from "../../../../stacks/kinds/kinds.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { recordOf } from "../../../support/builders.ts";
import { personText, small } from "../../../support/small-organisation.ts";

const AS_OF = "2026-11-24T10:00:00Z" as Instant;
const DECLARED = small({
  "settings.yaml": "timeZone: Europe/Berlin\nteams: { security: security, platform: platform }\n",
  "directory/people/w4.yaml": personText({ login: "sue-t", id: 4, team: "security", ends: "2027-01-31" }),
});
const PROD = DECLARED.accounts.get("prod")!;
const latest = (kind: string, name: string, fields: Readonly<Record<string, unknown>> = {}) =>
  latestEnd(kind, latestEndsOf(recordOf(kind, name, fields), PROD, DECLARED), DECLARED, AS_OF);
const AGENT = {
  owner: "team/security",
  sponsor: "person/w4",
  trust: { service: "bedrock.amazonaws.com" },
  autonomy: { humanInLoop: true, mayDelegate: false },
  kill: { contact: "team/security", procedure: "Set its record to disabled" },
};
const VENDOR = { contract: { company: "Acme", ends: "2027-01-31" }, trust: { account: "999988887777", externalId: "tn-1" } };

describe("scripts/decide/requests/latest-end", () => {
  it("is the last midnight within the lifetime of the kind", () => {
    expect(latest("service-accounts", "x")).toEqual({ end: "2027-11-24T00:00:00Z", because: "settings.yaml lifetimes.service-accounts" });
    expect(latest("people", "w1")!.end).toBe("2027-05-23T00:00:00Z");
    expect(latestEnd("accounts", [], DECLARED, AS_OF)).toBeUndefined();
    expect(wholeDay("2027-01-01T23:59:59Z" as Instant)).toBe("2027-01-01T00:00:00Z");
  });

  it.each<[string, string, string, object]>([
    ["whose name it has", "people", "w4", {}],
    ["who owns it", "people", "somebody", { owner: "person/w4" }],
    ["who sponsors it", "agents", "x", AGENT],
  ])("is the moment after the last day of the person %s", (_, kind, name, fields) => {
    expect(latest(kind, name, { ...fields })).toEqual({ end: "2027-01-31T23:00:00Z", because: "the last day of person/w4 is 2027-01-31" });
  });

  it("is not the end of a person who only answers for it: it can be handed over", () => {
    expect(latest("service-accounts", "x", { owner: "person/w4" })!.end).toBe("2027-11-24T00:00:00Z");
  });

  it("is the moment after a contract's last day", () => {
    expect(latest("vendors", "x", VENDOR)).toEqual({ end: "2027-01-31T23:00:00Z", because: "the last day of the contract is 2027-01-31" });
  });
});
