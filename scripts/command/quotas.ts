import type { Account } from "../../stacks/model/declared.ts";
import { ProjectError } from "../../stacks/model/errors.ts";
import type { Plan } from "../engine/port.ts";
import { countsAgainstQuotas, exceededQuotas } from "../engine/quotas.ts";
import { openClients } from "../observe/aws-iam/clients.ts";
import { readSummary } from "../observe/aws-iam/summary.ts";
import { recorderOf } from "../observe/part.ts";

/**
 * Makes sure, before anything is made, that the account has room for what a plan makes: a deployment that stops half-way for want of a boundary policy
 * leaves identities without theirs. Asks AWS only when the plan makes something that is counted. @throws ProjectError naming every quota that is too small.
 */
export async function checkQuotas(account: Account, { operations }: Pick<Plan, "operations">): Promise<void> {
  if (!countsAgainstQuotas(operations)) return;
  const clients = await openClients(account);
  const summary = await readSummary(clients.iam, recorderOf("aws-iam")).finally(() => clients.close());
  const exceeded = exceededQuotas(operations, summary);
  if (exceeded.length === 0) return;
  const lines = exceeded.map(
    ({ quota, used, created, allowed }) =>
      `${quota}: ${used} of ${allowed} are used, and ${created} to create would make ${used + created}`,
  );
  throw new ProjectError(
    "QUOTA_EXCEEDED",
    `nothing was deployed: account ${account.name} (${account.accountId}) has no room in IAM for this plan\n  ${lines.join("\n  ")}\nAsk AWS for a higher quota (Service Quotas, IAM), or deploy removals first`,
  );
}
