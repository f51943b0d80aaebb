import { type IAMClient, paginateListRoles } from "@aws-sdk/client-iam";
import { PartError, type Recorder } from "../part.ts";

const OPERATION = "ListRoles";

/** How long sessions of each role may last, in seconds by role ARN; the authorization details leave it out. */
export async function readSessions(iam: IAMClient, recorder: Recorder): Promise<Readonly<Record<string, number>>> {
  const sessions: Record<string, number> = {};
  for await (const page of paginateListRoles({ client: iam, pageSize: 1_000 }, {})) {
    recorder.page(OPERATION, page.Roles?.length ?? 0);
    for (const role of page.Roles ?? []) {
      if (role.Arn === undefined || role.MaxSessionDuration === undefined)
        throw new PartError(OPERATION, `no MaxSessionDuration of ${role.Arn}`);
      sessions[role.Arn] = role.MaxSessionDuration;
    }
  }
  return sessions;
}
