import { GetAccountSummaryCommand, type IAMClient } from "@aws-sdk/client-iam";
import { PartError, type Recorder } from "../part.ts";

const OPERATION = "GetAccountSummary";

/** AWS's own figures of an account: how many of each there are, its quotas, and what root has. Numbers by AWS's names, `Users` and `UsersQuota`. */
export async function readSummary(iam: IAMClient, recorder: Recorder): Promise<Readonly<Record<string, number>>> {
  const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}));
  if (SummaryMap?.Users === undefined) throw new PartError(OPERATION, "an empty summary");
  recorder.page(OPERATION, Object.keys(SummaryMap).length);
  return SummaryMap as Record<string, number>;
}
