import { describe, expect, it } from "vitest";
import { hrFromOkta } from "../../../../scripts/observe/hr/okta.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";

const AS_OF = "2026-11-23T12:00:00Z" as Instant;
const userOf = (status: string, profile: Record<string, unknown> = { employeeNumber: "w1" }) => ({ id: "00u1", status, profile });
const read = (users: Parameters<typeof hrFromOkta>[0]) => hrFromOkta(users, "employeeNumber", AS_OF);

describe("scripts/observe/hr/okta", () => {
  it.each([
    ["STAGED", "active"],
    ["PROVISIONED", "active"],
    ["ACTIVE", "active"],
    ["RECOVERY", "active"],
    ["LOCKED_OUT", "active"],
    ["PASSWORD_EXPIRED", "active"],
    ["SUSPENDED", "leave"],
    ["DEPROVISIONED", "left"],
    ["SOMETHING_NEW", "SOMETHING_NEW"],
  ])("takes %s for %s", (status, ours) => {
    expect(read([userOf(status)]).people[0]!.status).toBe(ours);
  });

  it("reads what the profile says and nothing else", () => {
    const profile = {
      employeeNumber: "w1",
      userType: "Contractor",
      department: "web",
      title: "SRE",
      managerId: "w2",
      organization: "acme",
    };
    expect(read([userOf("ACTIVE", { ...profile, email: "ada@example.com" })])).toMatchObject({
      ...{ source: "okta", tenant: "acme", count: 1 },
      people: [{ id: "w1", type: "Contractor", department: "web", position: "SRE", manager: "w2", timeZone: null }],
    });
  });

  it.each([
    ["no person id", { email: "ada@example.com" }, "malformed: users.1.id: "],
    ["a department that is no text", { employeeNumber: "w2", department: 7 }, "malformed: users.1.department: "],
  ])("rejects a user with %s by the field's path", (_, profile, reason) => {
    expect(() => read([userOf("ACTIVE"), userOf("ACTIVE", profile)])).toThrow(reason);
  });
});
