import { grantCommand } from "../../../stacks/kinds/grants.ts";
import type { Account, Declared } from "../../../stacks/model/declared.ts";
import { between, inZone, printDuration } from "../../../stacks/model/instant.ts";
import { parseOwner } from "../../../stacks/model/ref.ts";
import type { AccessRequest } from "./access.ts";

/** What whoever gets access is told: from when until when, on their clocks too, and the exact command. Nothing about an end. */
export type Usage = { window: string; command: string };

/** How the access is used that a request asks for; `undefined` where it asks for an end. */
export function usageOf(request: AccessRequest, declared: Declared): Usage | undefined {
  if (request.action === "end") return undefined;
  return { window: windowInWords(request, declared), command: commandOf(request, declared.accounts.get(request.stack)!) };
}

/** When it is, on the clocks of whoever has it too. */
export function windowInWords({ who, starts, ends, action }: AccessRequest, { directory }: Declared): string {
  const zone = directory.people.get(parseOwner(who)?.id ?? "")?.timeZone ?? "Etc/UTC";
  if (action === "end") return `ends at ${ends} (${inZone(ends, zone)})`;
  return `from ${starts} to ${ends}, ${printDuration(between(starts, ends))} (${inZone(starts, zone)} to ${inZone(ends, zone)})`;
}

/** The command by which the person of a request uses it. */
export function commandOf({ record, role }: AccessRequest, account: Account): string {
  return grantCommand({ role }, record.split("/")[1]!, account);
}
