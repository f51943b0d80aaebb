import { describe, expect, it } from "vitest";
import { listOfScim } from "../../../../scripts/observe/applications/scim.ts";
import { ENTERPRISE, type ScimUser } from "../../../../scripts/observe/scim/users.ts";
import { sources } from "../../../../stacks/model/configured.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";

const AS_OF = "2026-11-23T12:00:00Z" as Instant;

function list(users: readonly object[], more: object = {}) {
  const source = sources.parse({ applications: { x: { format: "scim", url: "https://x.example.com", ...more } } }).applications.x!;
  if (source.format !== "scim") throw new Error("expected scim");
  return listOfScim(users as readonly ScimUser[], source, AS_OF).accounts;
}

describe("scripts/observe/applications/scim", () => {
  it("takes users for active unless the service says that they are not", () => {
    const users = [{ id: "a", active: true }, { id: "b", active: false }, { id: "c" }];
    expect(list(users).map(({ id, active, admin }) => [id, active, admin])).toEqual([
      ["a", true, null],
      ["b", false, null],
      ["c", true, null],
    ]);
  });

  it("knows administrators by the declared roles and groups, by value or display name", () => {
    const users = [
      { id: "a", roles: [{ value: "admin" }] },
      { id: "b", groups: [{ value: "9", display: "Site Admins" }] },
      { id: "c", roles: [{ value: "user" }], groups: null },
      { id: "d" },
    ];
    expect(list(users, { administrators: ["admin", "Site Admins"] }).map(({ admin }) => admin)).toEqual([true, true, false, false]);
  });

  it("knows the person by the declared attribute", () => {
    const users = [{ id: "a", externalId: "w1", [ENTERPRISE]: { employeeNumber: "w2" } }];
    expect([null, "externalId", "employeeNumber"].map((person) => list(users, { person })[0]!.person)).toEqual([null, "w1", "w2"]);
  });

  it("rejects malformed rights with the field's path", () => {
    expect(() => list([{ id: "a", roles: "admin" }], { administrators: ["admin"] })).toThrow(/^malformed: Resources\.0\.roles: /);
  });
});
