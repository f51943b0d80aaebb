import { z } from "zod";
import { conform } from "../conform.ts";
import type { Recorder } from "../part.ts";
import type { Rest } from "../services/rest.ts";

const oktaUsers = z.array(
  z.looseObject({
    id: z.string().min(1),
    status: z.string().min(1),
    profile: z.record(z.string(), z.unknown()),
  }),
);

/** A user of Okta; what its profile holds is the organisation's choice. */
export type OktaUser = z.output<typeof oktaUsers>[number];

/** All users of an Okta organisation. The plain list leaves out the deprovisioned ones, who matter most here: they are asked for by themselves. */
export async function readOktaUsers(rest: Rest, recorder: Recorder): Promise<readonly OktaUser[]> {
  const users = new Map<string, OktaUser>();
  for (const filter of ["", `&filter=${encodeURIComponent('status eq "DEPROVISIONED"')}`]) {
    for (let at: string | undefined = `/api/v1/users?limit=200${filter}`; at !== undefined; ) {
      const { json, next }: { json: unknown; next: string | undefined } = await rest.get("users", at);
      const found = conform("users", oktaUsers, json);
      recorder.page("users", found.length);
      // Whoever is deprovisioned between the two lists is in both; the later word counts.
      for (const user of found) users.set(user.id, user);
      at = next;
    }
  }
  return [...users.values()];
}
