import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import type { Account } from "../../../stacks/model/declared.ts";

/** Where the events of IAM are, whose Region is the partition's own (CloudTrail User Guide, "Global service events"). */
const HOME_REGIONS: Readonly<Record<string, string>> = { aws: "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1" };

/** A client for the trail of an account's IAM; credentials and endpoint come from where the SDK always takes them. */
export function openTrail({ partition, region }: Pick<Account, "partition" | "region">): CloudTrailClient {
  return new CloudTrailClient({
    region: HOME_REGIONS[partition] ?? region,
    retryMode: "adaptive",
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
  });
}
