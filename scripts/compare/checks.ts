import type { Check } from "./check.ts";
import { changed } from "./checks/changed.ts";
import { changedKey } from "./checks/changed-key.ts";
import { contractEnded } from "./checks/contract-ended.ts";
import { credentialUndeclared } from "./checks/credential-undeclared.ts";
import { expired } from "./checks/expired.ts";
import { expiredKey } from "./checks/expired-key.ts";
import { expiryNotEnforced } from "./checks/expiry-not-enforced.ts";
import { grantEnded } from "./checks/grant-ended.ts";
import { keyUndeclared } from "./checks/key-undeclared.ts";
import { leaver } from "./checks/leaver.ts";
import { missing } from "./checks/missing.ts";
import { missingKey } from "./checks/missing-key.ts";
import { nonCompliant } from "./checks/non-compliant.ts";
import { orphaned } from "./checks/orphaned.ts";
import { unmanaged } from "./checks/unmanaged.ts";

/** Every check. A new one is its file, its test, a line in `policies/controls/` and one line here. */
export const CHECKS: readonly Check[] = [
  ...changed,
  changedKey,
  contractEnded,
  credentialUndeclared,
  expired,
  expiredKey,
  expiryNotEnforced,
  grantEnded,
  keyUndeclared,
  leaver,
  ...missing,
  missingKey,
  ...nonCompliant,
  orphaned,
  ...unmanaged,
];

/** The names of all checks, each once; exceptions may name them like rules. */
export const CHECK_NAMES: readonly string[] = [...new Set(CHECKS.map(({ name }) => name))].sort();
