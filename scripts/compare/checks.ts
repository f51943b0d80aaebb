import type { Check } from "./check.ts";
import { agentUndeclared } from "./checks/agent-undeclared.ts";
import { applicationLeaver } from "./checks/application-leaver.ts";
import { applicationUnmanaged } from "./checks/application-unmanaged.ts";
import { breakGlassUsed } from "./checks/break-glass-used.ts";
import { changed } from "./checks/changed.ts";
import { changedKey } from "./checks/changed-key.ts";
import { contractEnded } from "./checks/contract-ended.ts";
import { credentialUndeclared } from "./checks/credential-undeclared.ts";
import { drillOverdue } from "./checks/drill-overdue.ts";
import { exceptionLapsed } from "./checks/exception-lapsed.ts";
import { exceptionUnused } from "./checks/exception-unused.ts";
import { expired } from "./checks/expired.ts";
import { expiredKey } from "./checks/expired-key.ts";
import { expiring } from "./checks/expiring.ts";
import { expiryNotEnforced } from "./checks/expiry-not-enforced.ts";
import { githubUndeclared } from "./checks/github-undeclared.ts";
import { grantEnded } from "./checks/grant-ended.ts";
import { keyUndeclared } from "./checks/key-undeclared.ts";
import { leaked } from "./checks/leaked.ts";
import { leaver } from "./checks/leaver.ts";
import { missing } from "./checks/missing.ts";
import { missingKey } from "./checks/missing-key.ts";
import { nonCompliant } from "./checks/non-compliant.ts";
import { orphaned } from "./checks/orphaned.ts";
import { reviewOverdue } from "./checks/review-overdue.ts";
import { reviewRevoked } from "./checks/review-revoked.ts";
import { reviewSilent } from "./checks/review-silent.ts";
import { rotationOverdue } from "./checks/rotation-overdue.ts";
import { stale } from "./checks/stale.ts";
import { staleKey } from "./checks/stale-key.ts";
import { unmanaged } from "./checks/unmanaged.ts";

/** Every check. A new one is its file, its test, a line in `policies/controls/` and one line here. */
export const CHECKS: readonly Check[] = [
  agentUndeclared,
  ...applicationLeaver,
  ...applicationUnmanaged,
  breakGlassUsed,
  ...changed,
  changedKey,
  contractEnded,
  credentialUndeclared,
  drillOverdue,
  exceptionLapsed,
  exceptionUnused,
  expired,
  expiredKey,
  expiring,
  expiryNotEnforced,
  ...githubUndeclared,
  grantEnded,
  keyUndeclared,
  leaked,
  leaver,
  ...missing,
  missingKey,
  ...nonCompliant,
  orphaned,
  reviewOverdue,
  reviewRevoked,
  reviewSilent,
  rotationOverdue,
  ...stale,
  staleKey,
  ...unmanaged,
];

/** The names of all checks, each once; exceptions may name them like rules. */
export const CHECK_NAMES: readonly string[] = [...new Set(CHECKS.map(({ name }) => name))].sort();
