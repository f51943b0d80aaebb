import type { Rule } from "./rule.ts";
import { attachmentNoFullAdmin } from "./rules/attachment/no-full-admin.ts";
import { attachmentNoUserPolicies } from "./rules/attachment/no-user-policies.ts";
import { boundaryMatchExpires } from "./rules/boundary/match-expires.ts";
import { consoleNoServiceAccounts } from "./rules/console/no-service-accounts.ts";
import { consoleOnlySecretPassword } from "./rules/console/only-secret-password.ts";
import { documentNoEscalation } from "./rules/document/no-escalation.ts";
import { documentNoFullAdmin } from "./rules/document/no-full-admin.ts";
import { documentNoWholeService } from "./rules/document/no-whole-service.ts";
import { documentOnlyKnownActions } from "./rules/document/only-known-actions.ts";
import { keyLimitActive } from "./rules/key/limit-active.ts";
import { keyLimitLifetime } from "./rules/key/limit-lifetime.ts";
import { recordLimitEnd } from "./rules/record/limit-end.ts";
import { recordLimitLifetime } from "./rules/record/limit-lifetime.ts";
import { recordMatchPrivileged } from "./rules/record/match-privileged.ts";
import { recordNoNeedlessPrivileged } from "./rules/record/no-needless-privileged.ts";
import { recordRequireActiveSponsor } from "./rules/record/require-active-sponsor.ts";
import { recordRequireCustodians } from "./rules/record/require-custodians.ts";
import { recordRequireEligibleHolder } from "./rules/record/require-eligible-holder.ts";
import { recordRequireLivingOwner } from "./rules/record/require-living-owner.ts";
import { sessionLimitDuration } from "./rules/session/limit-duration.ts";
import { tagsNoPersonalData } from "./rules/tags/no-personal-data.ts";
import { tagsOnlyLegal } from "./rules/tags/only-legal.ts";
import { tagsRequireExpires } from "./rules/tags/require-expires.ts";
import { tagsRequireOwner } from "./rules/tags/require-owner.ts";
import { trustLimitTagSession } from "./rules/trust/limit-tag-session.ts";
import { trustNoOtherEnvironment } from "./rules/trust/no-other-environment.ts";
import { trustNoWildcardPrincipal } from "./rules/trust/no-wildcard-principal.ts";
import { trustOnlyExactFederation } from "./rules/trust/only-exact-federation.ts";
import { trustOnlyExactGithub } from "./rules/trust/only-exact-github.ts";
import { trustOnlyOneWorkload } from "./rules/trust/only-one-workload.ts";
import { trustRequireContract } from "./rules/trust/require-contract.ts";
import { trustRequireExternalId } from "./rules/trust/require-external-id.ts";
import { trustRequireSourceAccount } from "./rules/trust/require-source-account.ts";

/** Every rule, in the order of its name. A new rule is its file, its test, a line in `controls/` and one line here. */
export const CATALOGUE: readonly Rule[] = [
  attachmentNoFullAdmin,
  attachmentNoUserPolicies,
  boundaryMatchExpires,
  consoleNoServiceAccounts,
  consoleOnlySecretPassword,
  documentNoEscalation,
  documentNoFullAdmin,
  documentNoWholeService,
  documentOnlyKnownActions,
  keyLimitActive,
  keyLimitLifetime,
  recordLimitEnd,
  recordLimitLifetime,
  recordMatchPrivileged,
  recordNoNeedlessPrivileged,
  recordRequireActiveSponsor,
  recordRequireCustodians,
  recordRequireEligibleHolder,
  recordRequireLivingOwner,
  sessionLimitDuration,
  tagsNoPersonalData,
  tagsOnlyLegal,
  tagsRequireExpires,
  tagsRequireOwner,
  trustLimitTagSession,
  trustNoOtherEnvironment,
  trustNoWildcardPrincipal,
  trustOnlyExactFederation,
  trustOnlyExactGithub,
  trustOnlyOneWorkload,
  trustRequireContract,
  trustRequireExternalId,
  trustRequireSourceAccount,
];

/** The rule of a name. */
export function ruleOf(name: string): Rule | undefined {
  return CATALOGUE.find((rule) => rule.name === name);
}
