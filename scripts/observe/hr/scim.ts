import { z } from "zod";
import type { Instant } from "../../../stacks/model/instant.ts";
import { conform } from "../conform.ts";
import { PartError } from "../part.ts";
import { ENTERPRISE, type ScimUser } from "../scim/users.ts";
import { type HrFeed, statedPerson } from "./record.ts";

/**
 * SCIM 2.0 users as a feed. SCIM has no days and no leave: `active: false` is stated as `inactive`, which holds a person
 * until the settings say what it means here. @throws PartError naming the user and the field that is otherwise.
 */
export function hrFromScim(users: readonly ScimUser[], asOf: Instant): HrFeed {
  const people = users.map((user, index) => {
    const more = user[ENTERPRISE];
    return {
      id: more?.employeeNumber ?? user.externalId,
      type: user.userType ?? null,
      status: user.active === false ? "inactive" : "active",
      department: more?.department ?? null,
      position: user.title ?? null,
      manager: more?.manager?.value === undefined ? null : managerOf(users, more.manager.value, index),
      timeZone: user.timezone ?? null,
    };
  });
  const tenants = [...new Set(users.map((user) => user[ENTERPRISE]?.organization ?? null))];
  if (tenants.length > 1)
    throw new PartError("Users", `organization: expected the same of each user, got ${tenants.slice(0, 3).join(", ")}`);
  const checked = conform("Users", z.strictObject({ Resources: z.array(statedPerson) }), { Resources: people }).Resources;
  return {
    schema: "tenure/hr/1",
    source: "scim",
    tenant: tenants[0] ?? null,
    asOf,
    complete: true,
    count: checked.length,
    people: checked,
  };
}

/** A manager is named by the service's own id of them. */
function managerOf(users: readonly ScimUser[], value: string | null, index: number): string | null {
  if (value === null) return null;
  const manager = users.find(({ id }) => id === value);
  const id = manager?.[ENTERPRISE]?.employeeNumber ?? manager?.externalId;
  if (typeof id !== "string")
    throw new PartError("Users", `malformed: Resources.${index}.${ENTERPRISE}.manager.value: there is no user "${value}"`);
  return id;
}
