import { z } from "zod";
import type { ApplicationSource } from "../../../stacks/model/configured.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { conform } from "../conform.ts";
import { ENTERPRISE, type ScimUser } from "../scim/users.ts";
import type { ReadList } from "./rows.ts";

/** Attributes of RFC 7643 (4.1.2) that say what somebody may do. */
export const RIGHTS: readonly string[] = ["roles", "groups"];

const named = z.array(z.looseObject({ value: z.string().nullish(), display: z.string().nullish() })).nullish();
const withRights = z.object({ Resources: z.array(z.object({ roles: named, groups: named, externalId: z.string().nullish() })) });

/**
 * The users of a SCIM 2.0 service as accounts. Who is not said to be inactive is active; SCIM knows no last use.
 * @throws PartError naming the user and the field that is otherwise
 */
export function listOfScim(users: readonly ScimUser[], source: Extract<ApplicationSource, { format: "scim" }>, asOf: Instant): ReadList {
  const { person, administrators } = source;
  const rights = conform("Users", withRights, { Resources: users }).Resources;
  const accounts = users.map((user, index) => {
    const { roles, groups } = rights[index]!;
    const words = [...(roles ?? []), ...(groups ?? [])].flatMap(({ value, display }) => [value, display]);
    return {
      id: user.id,
      active: user.active !== false,
      admin: administrators.length === 0 ? null : administrators.some((word) => words.includes(word)),
      lastUsedAt: null,
      person: (person === null ? null : person === "externalId" ? user.externalId : user[ENTERPRISE]?.employeeNumber) ?? null,
      handle: null,
    };
  });
  return { asOf, accounts, held: [] };
}
