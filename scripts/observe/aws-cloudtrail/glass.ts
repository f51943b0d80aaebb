import type { Event } from "@aws-sdk/client-cloudtrail";
import type { Arn } from "../../../stacks/iam/arn.ts";
import { instantOf } from "../../../stacks/model/instant.ts";
import type { GlassUse } from "../glass-parts.ts";
import { PartError } from "../part.ts";
import type { LookUp } from "./lookups.ts";

/**
 * Every time that somebody took one of these roles on, as far back as CloudTrail goes (90 days), oldest first; what AWS refused is not among it.
 * @throws PartError when there is more than is looked at: the rest could be the use that matters
 */
export async function readGlass(lookUp: LookUp, roles: readonly Arn[]): Promise<readonly GlassUse[]> {
  const uses: GlassUse[] = [];
  for (const role of roles) {
    const { events, whole } = await lookUp("ResourceName", role);
    if (!whole) throw new PartError("LookupEvents", `CloudTrail has more events about ${role} than are looked at`);
    uses.push(...events.flatMap((event) => useOf(role, event)));
  }
  return uses.sort((a, b) => (a.at < b.at ? -1 : 1));
}

function useOf(role: Arn, { EventName, EventTime, CloudTrailEvent, Username }: Event): readonly GlassUse[] {
  if (EventName !== "AssumeRole" || EventTime === undefined) return [];
  const { errorCode, userIdentity, requestParameters } = JSON.parse(CloudTrailEvent ?? "{}") as {
    errorCode?: string;
    userIdentity?: { arn?: string };
    requestParameters?: { roleSessionName?: string };
  };
  if (errorCode !== undefined) return [];
  return [
    { role, session: requestParameters?.roleSessionName ?? "", at: instantOf(EventTime), by: userIdentity?.arn ?? Username ?? "somebody" },
  ];
}
