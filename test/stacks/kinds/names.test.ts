import { describe, expect, it } from "vitest";
import { clashOf, likeness, nameKey, namesInUse } from "../../../stacks/kinds/names.ts";
import { accountOf, recordOf, retiredOf } from "../../support/builders.ts";

const ACCOUNT = accountOf("prod", [recordOf("service-accounts", "billing"), recordOf("groups", "readers")], {
  retired: new Map([["people/old-1", retiredOf("people", "old-1")]]),
});

describe("stacks/kinds/names", () => {
  it("lists live names before retired ones, each with its file", () => {
    expect(namesInUse(ACCOUNT)).toEqual([
      {
        kind: "service-accounts",
        name: "billing",
        awsName: "billing",
        file: "accounts/prod/service-accounts/billing.yaml",
        retired: false,
      },
      { kind: "groups", name: "readers", awsName: "readers", file: "accounts/prod/groups/readers.yaml", retired: false },
      { kind: "people", name: "old-1", awsName: "old-1", file: "accounts/prod/retired/people/old-1.yaml", retired: true },
    ]);
  });

  it.each([
    ["billing", "is the same as"],
    ["Billing", "differs only in case from"],
    ["bi11ing", "looks the same to people as"],
  ])("takes %s for the name of another user", (name, how) => {
    expect(nameKey("user", name)).toBe(nameKey("user", "billing"));
    expect(likeness(name, "billing")).toBe(how);
    expect(clashOf(ACCOUNT, "people", name)).toMatchObject({ kind: "service-accounts", name: "billing" });
  });

  it("keeps a retired name in use, whatever kind of user asks for it", () => {
    expect(clashOf(ACCOUNT, "service-accounts", "OLD-l")).toMatchObject({ kind: "people", name: "old-1", retired: true });
  });

  it.each([
    ["another type of entity", "groups", "billing"],
    ["another name", "people", "billing2"],
  ])("lets %s have its name", (_what, kind, name) => {
    expect(clashOf(ACCOUNT, kind, name)).toBeUndefined();
  });
});
