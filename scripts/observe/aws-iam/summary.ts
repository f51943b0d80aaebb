import { GetAccountSummaryCommand, type IAMClient } from "@aws-sdk/client-iam";

/** What an account has of IAM's entities and may have, by AWS's names: `Policies`, `PoliciesQuota`, …. Quotas that AWS raised for it are in it. */
export type AccountSummary = Readonly<Record<string, number>>;

/** Reads the account's summary: one call. */
export async function readSummary(iam: IAMClient): Promise<AccountSummary> {
  const { SummaryMap = {} } = await iam.send(new GetAccountSummaryCommand({}));
  return SummaryMap;
}
