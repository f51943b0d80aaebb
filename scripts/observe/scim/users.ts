import { z } from "zod";
import { conform } from "../conform.ts";
import { PartError, type Recorder } from "../part.ts";
import type { Rest } from "../services/rest.ts";

/** The enterprise extension of RFC 7643. */
export const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

const text = z.string().nullish();
const scimUser = z.looseObject({
  id: z.string().min(1),
  externalId: text,
  userName: z.string().min(1),
  active: z.boolean().nullish(),
  userType: text,
  title: text,
  timezone: text,
  [ENTERPRISE]: z
    .looseObject({
      employeeNumber: text,
      organization: text,
      department: text,
      manager: z.looseObject({ value: text }).nullish(),
    })
    .nullish(),
});

const page = z.looseObject({
  totalResults: z.int().min(0),
  startIndex: z.int().min(1).nullish(),
  Resources: z.array(scimUser).nullish(),
});

/** A user of a SCIM 2.0 service, as far as it matters here. */
export type ScimUser = z.output<typeof scimUser>;

const PAGE = 100;
/** Only these are asked for: what is not needed is not sent. */
const ATTRIBUTES = ["id", "externalId", "userName", "active", "userType", "title", "timezone", ENTERPRISE];

/**
 * All users of a SCIM 2.0 service, page by page (RFC 7644, 3.4.2.4). `more` are attributes that are asked for besides the usual ones.
 * @throws PartError when it gives fewer than it counts, or the same one twice: users moved between pages while they were read.
 */
export async function readScimUsers(rest: Rest, recorder: Recorder, more: readonly string[] = []): Promise<readonly ScimUser[]> {
  const users: ScimUser[] = [];
  for (;;) {
    const query = `startIndex=${users.length + 1}&count=${PAGE}&attributes=${encodeURIComponent([...ATTRIBUTES, ...more].join(","))}`;
    const { totalResults, Resources } = conform("Users", page, (await rest.get("Users", `/Users?${query}`)).json);
    const found = Resources ?? [];
    recorder.page("Users", found.length);
    users.push(...found);
    if (users.length >= totalResults || found.length === 0) return whole(users, totalResults);
  }
}

function whole(users: readonly ScimUser[], total: number): readonly ScimUser[] {
  const distinct = new Set(users.map(({ id }) => id)).size;
  if (users.length !== total || distinct !== users.length)
    throw new PartError("Users", `the service counts ${total} users and gave ${users.length}, ${distinct} of them different`, {
      retry: true,
    });
  return users;
}
