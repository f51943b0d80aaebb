import { isExtra } from "../../stacks/model/ref.ts";
import type { Finding } from "../compare/finding.ts";
import { adopt } from "./responses/adopt.ts";
import { adoptKey } from "./responses/adopt-key.ts";
import { disable, disableKey } from "./responses/disable.ts";
import { endElsewhere, sayWhose } from "./responses/elsewhere.ts";
import { finishRotation } from "./responses/finish-rotation.ts";
import { handOver } from "./responses/hand-over.ts";
import {
  changeProgram,
  declareAgent,
  endTheException,
  lookInto,
  meetTheRule,
  putBack,
  removeByHand,
  tryOut,
} from "./responses/put-back.ts";
import { confirm, remind } from "./responses/remind.ts";
import { retire } from "./responses/retire.ts";
import { carryOut, endSilent } from "./responses/review.ts";
import { stopLeak } from "./responses/stop-leak.ts";
import type { Response } from "./situation.ts";

/** What is done about the findings of each check. */
export const RESPONSES: Readonly<Record<string, Response>> = {
  "agent-undeclared": declareAgent,
  "application-leaver": endElsewhere,
  "application-unmanaged": sayWhose,
  "break-glass-used": lookInto,
  changed: putBack,
  "contract-ended": disable,
  "credential-undeclared": removeByHand,
  "drill-overdue": tryOut,
  "exception-lapsed": endTheException,
  "exception-unused": endTheException,
  expired: disable,
  expiring: remind,
  "expiry-not-enforced": putBack,
  "github-undeclared": endElsewhere,
  "grant-ended": retire,
  "key-undeclared": adoptKey,
  leaked: stopLeak,
  leaver: disable,
  missing: putBack,
  "non-compliant": meetTheRule,
  orphaned: handOver,
  "review-overdue": confirm,
  "review-revoked": carryOut,
  "review-silent": endSilent,
  "rotation-overdue": finishRotation,
  stale: disable,
  unmanaged: adopt,
};

/** Checks on whole records and on single keys. */
const OF_ONE_KEY: readonly string[] = ["expired", "stale"];

/** The response to a finding; one about a single key is answered for that key alone, never for all keys of its user. */
export function responseTo(finding: Finding): Response {
  if (isExtra(finding.record) && RESPONSES[finding.check] !== putBack) return changeProgram;
  // The key of a sealed identity is in no record: only `break-glass close` makes one.
  if (finding.check === "key-undeclared" && finding.record?.startsWith("break-glass/")) return removeByHand;
  if (OF_ONE_KEY.includes(finding.check) && finding.facet === "key") return disableKey;
  return RESPONSES[finding.check]!;
}
