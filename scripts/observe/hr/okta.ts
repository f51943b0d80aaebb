import { z } from "zod";
import type { Instant } from "../../../stacks/model/instant.ts";
import { conform } from "../conform.ts";
import type { OktaUser } from "../okta/users.ts";
import { PartError } from "../part.ts";
import { type HrFeed, type HrPerson, statedPerson } from "./record.ts";

/** What Okta's statuses mean (Okta, "User status"): a suspended user is on leave, and only a deprovisioned one has left. */
export const OKTA_STATUSES: Readonly<Record<string, HrPerson["status"]>> = {
  ...{ STAGED: "active", PROVISIONED: "active", ACTIVE: "active", RECOVERY: "active", LOCKED_OUT: "active", PASSWORD_EXPIRED: "active" },
  ...{ SUSPENDED: "leave", DEPROVISIONED: "left" },
};

/** Okta's users as a feed; `person` is the attribute of the profile that holds the person id. @throws PartError naming the user and the field that is otherwise. */
export function hrFromOkta(users: readonly OktaUser[], person: string, asOf: Instant): HrFeed {
  const people = users.map(({ status, profile }) => {
    const of = (name: string) => (Object.hasOwn(profile, name) ? (profile[name] ?? null) : null);
    return {
      ...{ id: of(person), type: of("userType"), status: OKTA_STATUSES[status] ?? status },
      ...{ department: of("department"), position: of("title"), manager: of("managerId"), timeZone: of("timezone") },
    };
  });
  const tenants = [...new Set(users.map(({ profile }) => profile.organization ?? null))];
  if (tenants.length > 1)
    throw new PartError("users", `profile.organization: expected the same of each user, got ${tenants.slice(0, 3).join(", ")}`);
  const checked = conform("users", z.strictObject({ users: z.array(statedPerson) }), { users: people }).users;
  const tenant = conform("users", z.string().nullable(), tenants[0] ?? null);
  return { schema: "tenure/hr/1", source: "okta", tenant, asOf, complete: true, count: checked.length, people: checked };
}
