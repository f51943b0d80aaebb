import { describe, expect, it } from "vitest";
import { EXAMPLE_DECLARED } from "../../../../policies/example.ts";
import { keyLimitLifetime as rule } from "../../../../policies/rules/key/limit-lifetime.ts";
import type { Key } from "../../../../stacks/iam/entity.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { accountOf, declaredOf, recordOf, settingsOf } from "../../../support/builders.ts";
import { ACCESS_KEY, facetOwner, says, saysOf, saysOfKeys, UNKNOWN, UnknownValueError } from "../../judging.ts";

const RECORD = "prod/service-accounts/exporter";
const keys = (...list: readonly Key[]) => ({ ...facetOwner("user", "exporter", RECORD), facet: "key" as const, keys: list });
const until = (expires: string, more: Partial<Key> = {}): Key => ({ slot: "primary", status: "Active", expires, ...more });
const resource = (slot: string, props: Record<string, unknown> = {}) => ({
  name: `service-accounts/exporter#key/${slot}`,
  props: { user: "exporter", ...props },
});

/** An organisation in which the user ends on 15 January and its key when stated. */
const withUser = (expires: string, key = "2027-01-31") => {
  const record = recordOf("service-accounts", "exporter", { expires, keys: { primary: { expires: key } } });
  return { declared: declaredOf({ accounts: [accountOf("prod", [record])] }) };
};

describe("policies/rules/key/limit-lifetime", () => {
  describe("compliant", () => {
    it("has nothing to say about an end exactly as far away as keys may last", () => {
      expect(says(rule, keys(until("2027-02-21T00:00:00Z")))).toEqual([]);
    });

    it("has nothing to say about a key that ends together with its user", () => {
      expect(says(rule, keys(until("2027-01-15T00:00:00Z")), withUser("2027-01-15"))).toEqual([]);
    });

    it("has nothing to say about an end that has passed: that is a finding, and its repair must get through", () => {
      expect(says(rule, keys(until("2026-01-01T00:00:00Z")))).toEqual([]);
    });

    it("has nothing to say about a key that is Inactive", () => {
      expect(says(rule, keys(until("2029-01-01T00:00:00Z", { status: "Inactive" })))).toEqual([]);
    });

    it("knows the end of a key from the slot of its record", () => {
      expect(saysOfKeys(rule, [resource("primary")], withUser("2027-03-31"))).toEqual([]);
    });
  });

  describe("violating", () => {
    it("refuses one second more", () => {
      expect(says(rule, keys(until("2027-02-21T00:00:01Z")))).toEqual([
        "key primary works until 21 Feb 2027 00:00:00 UTC (in 90 days): 91 days, where keys may last 90 days",
      ]);
    });

    it("counts from the moment of judging and by the organisation's own limit", () => {
      const declared = { ...EXAMPLE_DECLARED, settings: settingsOf({ lifetimes: { keys: "30d" } }) };
      const asOf = "2026-12-01T12:00:00Z" as Instant;
      expect(says(rule, keys(until("2026-12-31T12:00:00Z")), { declared, asOf })).toEqual([]);
      expect(says(rule, keys(until("2026-12-31T12:00:01Z")), { declared, asOf })).toEqual([
        "key primary works until 31 Dec 2026 12:00:00 UTC (in 30 days): 31 days, where keys may last 30 days",
      ]);
    });

    it("refuses a key that ends a second after its user", () => {
      expect(says(rule, keys(until("2027-01-15T00:00:01Z")), withUser("2027-01-15"))).toEqual([
        "key primary would end after its user, which works until 14 Jan 2027 23:59:59 UTC (in 53 days)",
      ]);
    });

    it("refuses a key that goes on after its user has ended", () => {
      expect(says(rule, keys(until("2026-12-15T00:00:00Z")), withUser("2026-11-20"))).toEqual([
        "key primary would end after its user, which ended 20 Nov 2026 00:00:00 UTC (3 days ago)",
      ]);
    });

    it("judges each key by itself and names its slot", () => {
      const judged = keys(
        until("2028-01-01T00:00:00Z", { slot: "next" }),
        until("2027-01-01T00:00:00Z"),
        until("2027-02-21T06:00:00Z", { slot: "old" }),
      );
      expect(says(rule, judged)).toEqual([
        "key next works until 31 Dec 2027 23:59:59 UTC (in 404 days): 404 days, where keys may last 90 days",
        "key old works until 21 Feb 2027 05:59:59 UTC (in 90 days): 91 days, where keys may last 90 days",
      ]);
    });

    it("refuses it in the resources too", () => {
      expect(saysOfKeys(rule, [resource("primary")], withUser("2027-09-30", "2027-06-30"))).toEqual([
        "key primary works until 29 Jun 2027 23:59:59 UTC (in 219 days): 219 days, where keys may last 90 days",
      ]);
    });

    it("refuses a key whose end nobody has stated: it would last for ever", () => {
      expect(says(rule, keys({ slot: "spare", status: "Active" }))).toEqual(["key spare has no end"]);
      expect(saysOfKeys(rule, [resource("primary"), resource("spare")], withUser("2027-03-31"))).toEqual(["key spare has no end"]);
      expect(saysOfKeys(rule, [{ name: "loose-key", props: { user: "exporter" } }])).toEqual(["key loose-key has no end"]);
    });
  });

  describe("not applicable", () => {
    it("has nothing to say without keys, and is never asked about one resource", () => {
      expect(says(rule, keys())).toEqual([]);
      expect(saysOf(rule, ACCESS_KEY, resource("primary").props)).toEqual([]);
    });

    it("does not compare with a user whose record it cannot find", () => {
      expect(says(rule, { ...keys(until("2027-02-01T00:00:00Z")), record: undefined }, withUser("2027-01-15"))).toEqual([]);
      expect(
        says(rule, { ...keys(until("2027-02-01T00:00:00Z")), record: "dev/service-accounts/exporter" }, withUser("2027-01-15")),
      ).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it.each([{ user: UNKNOWN.text }, { status: UNKNOWN.text }])("lets what is not known surface: %o", (unknown) => {
      expect(() => saysOfKeys(rule, [resource("primary", unknown)], withUser("2027-03-31"))).toThrow(UnknownValueError);
    });
  });
});
