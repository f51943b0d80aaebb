import { describe, expect, it } from "vitest";
import { CHECK_OF, DIRECTORY, PEOPLE_CHECKS } from "../../../../scripts/compare/people/people-checks.ts";
import { personOf } from "../../../support/builders.ts";

const check = (property: keyof typeof CHECK_OF, before: object, after: object) =>
  CHECK_OF[property](personOf("w1", { ...before }), personOf("w1", { ...after }));

describe("scripts/compare/people/people-checks", () => {
  it.each([
    ["status", { status: "active" }, { status: "left" }, "leaver"],
    ["status", { status: "leave" }, { status: "left" }, "leaver"],
    ["status", { status: "active" }, { status: "leave" }, "on-leave"],
    ["status", { status: "leave" }, { status: "active" }, "returned"],
    ["status", { status: "left" }, { status: "active" }, "rehire"],
    ["ends", { ends: null }, { ends: "2027-01-01" }, "leaving"],
    ["ends", { ends: "2027-02-01" }, { ends: "2027-01-01" }, "leaving"],
    ["ends", { ends: "2027-01-01" }, { ends: "2027-02-01" }, "extension"],
    ["ends", { ends: "2027-01-01" }, { ends: null }, "extension"],
    ["team", {}, { team: "web" }, "mover"],
  ] as const)("%s from %j to %j is %s", (property, before, after, name) => {
    expect(check(property, before, after)).toBe(name);
    expect(PEOPLE_CHECKS[name].length).toBeGreaterThan(5);
  });

  it("belongs to no account: none can be called so", () => {
    expect(DIRECTORY).toMatch(/^_/);
  });
});
