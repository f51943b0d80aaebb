import { describe, expect, it } from "vitest";
import { hrFromScim } from "../../../../scripts/observe/hr/scim.ts";
import { ENTERPRISE, type ScimUser } from "../../../../scripts/observe/scim/users.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";

const AS_OF = "2026-11-23T12:00:00Z" as Instant;
const ADA: ScimUser = {
  ...{ id: "2819c223", userName: "ada@example.com", active: true, userType: "Employee", title: "SRE", timezone: "Europe/Berlin" },
  [ENTERPRISE]: { employeeNumber: "w1", organization: "acme", department: "payments", manager: { value: "902c246b" } },
};
const BOB: ScimUser = { id: "902c246b", externalId: "w2", userName: "bob", active: false, [ENTERPRISE]: { organization: "acme" } };

describe("scripts/observe/hr/scim", () => {
  it("reads the enterprise extension, and who manages whom by person id", () => {
    expect(hrFromScim([ADA, BOB], AS_OF)).toMatchObject({
      ...{ source: "scim", tenant: "acme", asOf: AS_OF, complete: true, count: 2 },
      people: [
        { id: "w1", type: "Employee", status: "active", department: "payments", position: "SRE", manager: "w2", timeZone: "Europe/Berlin" },
        { id: "w2", type: null, status: "inactive", manager: null },
      ],
    });
  });

  it.each<[string, readonly ScimUser[], string]>([
    ["a user without a person id", [BOB, { ...BOB, externalId: null }], "malformed: Resources.1.id: "],
    ["a mail address as person id", [{ ...BOB, externalId: "bob@example.com" }], "malformed: Resources.0.id: expected an id"],
    ["a manager whom the service does not have", [ADA], `malformed: Resources.0.${ENTERPRISE}.manager.value: there is no user "902c246b"`],
    [
      "users of two organisations",
      [BOB, { ...BOB, [ENTERPRISE]: { organization: "other" } }],
      "expected the same of each user, got acme, other",
    ],
  ])("rejects %s", (_, users, reason) => {
    expect(() => hrFromScim(users, AS_OF)).toThrow(reason);
  });
});
