import type { Severity } from "../../../policies/rule.ts";
import { type Instant, plus } from "../../../stacks/model/instant.ts";
import { elsewhere } from "../../../stacks/model/ref.ts";
import { type Check, check, type Scope } from "../check.ts";
import { ACCOUNT_SOURCES, activeAccounts, type HeldElsewhere, nameOf } from "../elsewhere.ts";
import type { Draft } from "../finding.ts";

/**
 * Active accounts of applications that nobody declares. Each administrator is a finding; all others of an application are counted in one,
 * since an application that is looked at for the first time has hundreds of them.
 */
export const applicationUnmanaged: readonly Check[] = ACCOUNT_SOURCES.map(({ needs, lists }) =>
  check({
    name: "application-unmanaged",
    needs,
    detect(scope, parts, asOf) {
      const unclaimed = activeAccounts(scope, lists(parts), asOf).filter(({ claims }) => claims.length === 0);
      const admins = unclaimed.filter(({ account }) => account.admin === true);
      const others = Map.groupBy(
        unclaimed.filter(({ account }) => account.admin !== true),
        ({ application }) => application,
      );
      return [
        ...admins.map(
          (held): Draft => ({
            ...{ check: "application-unmanaged", record: null, severity: "high" },
            subject: elsewhere(held.application, held.account.id),
            message: `${nameOf(held)} is active and nobody declares whose it is`,
          }),
        ),
        ...[...others].map(([application, accounts]) => counted(application, accounts, scope, asOf)),
      ];
    },
  }),
);

/** Accounts that somebody uses, or of which the application does not tell, are worse than those that lie there. */
function counted(application: string, accounts: readonly HeldElsewhere[], { declared }: Scope, asOf: Instant): Draft {
  const since = plus(asOf, -declared.settings.stale.identities);
  const unused = accounts.filter(({ account: { lastUsedAt } }) => lastUsedAt !== null && lastUsedAt < since).length;
  const names = accounts.map(({ account: { id, handle } }) => handle ?? id).sort();
  const named = names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");
  const severity: Severity = unused === accounts.length ? "low" : "medium";
  const message = `${application} has ${accounts.length} active accounts that nobody declares, ${unused} of them not used since ${since}: ${named}`;
  return { check: "application-unmanaged", subject: elsewhere(application), record: null, severity, message };
}
