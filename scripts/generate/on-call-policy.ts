import { BREAK_GLASS_PATH, DISABLED_BOUNDARY, TENURE_PATH } from "../../stacks/model/lifecycle.ts";
import { STOP_BOUNDARIES, STOP_KEYS, STOP_READS } from "../stop/permissions.ts";

/**
 * The IAM policy of the on-call role, for `npm run disable -- --now`: it takes access away and cannot give any. It holds in every account and partition.
 * Sealed identities are out of its reach; the pipeline's own are refused by the command (`pipeline` in settings.yaml), and may be denied here as well.
 */
export function onCallPolicy(): string {
  const disabled = `arn:*:iam::*:policy${TENURE_PATH}${DISABLED_BOUNDARY}`;
  const sealed = ["user", "role"].map((type) => `arn:*:iam::*:${type}${BREAK_GLASS_PATH}*`);
  const Statement = [
    { Sid: "Look", Effect: "Allow", Action: [...STOP_READS], Resource: "*" },
    {
      Sid: "OnlyStop",
      Effect: "Allow",
      Action: [...STOP_BOUNDARIES],
      Resource: "*",
      Condition: { ArnLike: { "iam:PermissionsBoundary": disabled } },
    },
    { Sid: "SwitchKeysOff", Effect: "Allow", Action: [...STOP_KEYS], Resource: "*" },
    { Sid: "NotTheSealed", Effect: "Deny", Action: [...STOP_BOUNDARIES, ...STOP_KEYS], Resource: sealed },
  ];
  return `${JSON.stringify({ Version: "2012-10-17", Statement }, null, 2)}\n`;
}
