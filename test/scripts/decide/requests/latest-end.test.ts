import { describe, expect, it } from "vitest";
import { type Lasting, latestEnd, wholeDay } from "../../../../scripts/decide/requests/latest-end.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { personText, small } from "../../../support/small-organisation.ts";

const AS_OF = "2026-11-24T10:00:00Z" as Instant;
const DECLARED = small({
  "settings.yaml": "timeZone: Europe/Berlin\nteams: { security: security, platform: platform }\n",
  "directory/people/w4.yaml": personText({ login: "sue-t", id: 4, team: "security", ends: "2027-01-31" }),
});
const latest = (record: Partial<Lasting>) =>
  latestEnd({ kind: "service-accounts", name: "x", account: "prod", fields: { owner: "team/payments" }, ...record }, DECLARED, AS_OF);

describe("scripts/decide/requests/latest-end", () => {
  it("is the last midnight within the lifetime of the kind", () => {
    expect(latest({})).toEqual({ end: "2027-11-24T00:00:00Z", because: "settings.yaml lifetimes.service-accounts" });
    expect(latest({ kind: "people", name: "w1" })!.end).toBe("2027-05-23T00:00:00Z");
    expect(latest({ kind: "accounts" })).toBeUndefined();
    expect(wholeDay("2027-01-01T23:59:59Z" as Instant)).toBe("2027-01-01T00:00:00Z");
  });

  it.each<[string, Partial<Lasting>]>([
    ["whose name it has", { kind: "people", name: "w4" }],
    ["who owns it", { kind: "people", name: "somebody", fields: { owner: "person/w4" } }],
    ["who sponsors it", { kind: "agents", fields: { owner: "team/security", sponsor: "person/w4" } }],
  ])("is the moment after the last day of the person %s", (_, record) => {
    expect(latest(record)).toEqual({ end: "2027-01-31T23:00:00Z", because: "the last day of person/w4 is 2027-01-31" });
  });

  it("is not the end of a person who only answers for it: it can be handed over", () => {
    expect(latest({ fields: { owner: "person/w4" } })!.end).toBe("2027-11-24T00:00:00Z");
  });

  it("is the moment after a contract's last day, as written or as read", () => {
    const because = "its contract ends: 2027-01-31";
    expect(latest({ kind: "vendors", fields: { contract: { ends: "2027-01-31" } } })).toEqual({ end: "2027-01-31T23:00:00Z", because });
    expect(latest({ kind: "vendors", fields: { contract: { ends: "2027-01-31T23:00:00Z" } } })).toEqual({
      end: "2027-01-31T23:00:00Z",
      because,
    });
  });
});
