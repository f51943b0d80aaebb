import { describe, expect, it } from "vitest";
import { keyLimitActive as rule } from "../../../../policies/rules/key/limit-active.ts";
import type { Key } from "../../../../stacks/iam/entity.ts";
import { ACCESS_KEY, facetOwner, says, saysOf, saysOfKeys, UNKNOWN, UnknownValueError } from "../../judging.ts";

const keys = (...list: readonly Key[]) => ({
  ...facetOwner("user", "exporter", "prod/service-accounts/exporter"),
  facet: "key" as const,
  keys: list,
});
const active = (slot: string): Key => ({ slot, status: "Active" });
const inactive = (slot: string): Key => ({ slot, status: "Inactive" });
const resource = (slot: string, props: Record<string, unknown> = {}) => ({
  name: `service-accounts/exporter#key/${slot}`,
  props: { user: "exporter", ...props },
});

describe("policies/rules/key/limit-active", () => {
  describe("compliant", () => {
    it("has nothing to say about no key, one key, or one that works beside others that do not", () => {
      expect(says(rule, keys())).toEqual([]);
      expect(says(rule, keys(active("anything")))).toEqual([]);
      expect(says(rule, keys(active("primary"), inactive("old"), inactive("older")))).toEqual([]);
    });

    it("lets the slots primary and next work together, in either order", () => {
      expect(says(rule, keys(active("primary"), active("next")))).toEqual([]);
      expect(says(rule, keys(active("next"), active("primary"), inactive("old")))).toEqual([]);
    });

    it("reads the slots from the names of the resources", () => {
      expect(saysOfKeys(rule, [resource("next"), resource("primary", { status: "Active" })])).toEqual([]);
      expect(saysOfKeys(rule, [resource("old", { status: "Inactive" }), resource("primary")])).toEqual([]);
    });

    it("counts the keys of each user by itself", () => {
      const other = { name: "service-accounts/mailer#key/primary", props: { user: "mailer" } };
      expect(saysOfKeys(rule, [resource("primary"), other])).toEqual([]);
    });
  });

  describe("violating", () => {
    it("refuses two active keys that are no rotation", () => {
      expect(says(rule, keys(active("primary"), active("spare")))).toEqual(["has 2 active access keys (primary, spare)"]);
      expect(says(rule, keys(active("adopted-1"), active("adopted-2")))).toEqual(["has 2 active access keys (adopted-1, adopted-2)"]);
      expect(says(rule, keys(active("primary"), active("Next")))).toEqual(["has 2 active access keys (Next, primary)"]);
    });

    it("refuses a third key beside a rotation", () => {
      expect(says(rule, keys(active("next"), active("primary"), active("spare")))).toEqual([
        "has 3 active access keys (next, primary, spare)",
      ]);
    });

    it("names a key without a slot by its id, and never by a secret", () => {
      const observed: Key = { id: "AKIAEXAMPLE", status: "Active" };
      expect(says(rule, keys(observed, active("primary")))).toEqual(["has 2 active access keys (AKIAEXAMPLE, primary)"]);
    });

    it("says the same whatever the order of the resources, or what stands on base would not be known again", () => {
      const expected = ["has 2 active access keys (primary, spare)"];
      expect(saysOfKeys(rule, [resource("primary"), resource("spare")])).toEqual(expected);
      expect(saysOfKeys(rule, [resource("spare"), resource("primary")])).toEqual(expected);
    });

    it("takes a key for active unless it says Inactive to the letter, as AWS does", () => {
      expect(saysOfKeys(rule, [resource("primary"), resource("spare", { status: "inactive" })])).toEqual([
        "has 2 active access keys (primary, spare)",
      ]);
    });

    it("counts keys of one user that several records declare", () => {
      const foreign = { name: "loose-key", props: { user: "exporter" } };
      expect(saysOfKeys(rule, [resource("primary"), foreign])).toEqual(["has 2 active access keys (loose-key, primary)"]);
    });
  });

  describe("not applicable", () => {
    it("is asked about all keys of a stack together, never about one resource", () => {
      expect(saysOf(rule, ACCESS_KEY, resource("primary").props)).toEqual([]);
      expect(saysOfKeys(rule, [])).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it.each([{ user: UNKNOWN.text }, { status: UNKNOWN.text }])("lets what is not known surface: %o", (unknown) => {
      expect(() => saysOfKeys(rule, [resource("primary", unknown)])).toThrow(UnknownValueError);
    });
  });
});
