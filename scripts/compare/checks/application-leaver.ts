import type { Claim } from "../../../stacks/model/elsewhere.ts";
import { elsewhere } from "../../../stacks/model/ref.ts";
import { type Check, check } from "../check.ts";
import { ACCOUNT_SOURCES, activeAccounts, nameOf } from "../elsewhere.ts";

/** Accounts of applications that work on, although the person has left, or the record that names them is disabled, over or gone. */
export const applicationLeaver: readonly Check[] = ACCOUNT_SOURCES.map(({ needs, lists }) =>
  check({
    name: "application-leaver",
    needs,
    detect: (scope, parts, asOf) =>
      activeAccounts(scope, lists(parts), asOf).flatMap((held) => {
        const { application, account, claims } = held;
        // Somebody else may have taken it over: then it is theirs.
        if (claims.length === 0 || claims.some(({ over }) => over === undefined)) return [];
        const claim = claims.find(({ left }) => left) ?? claims[0]!;
        return [
          {
            check: "application-leaver",
            subject: elsewhere(application, account.id),
            record: recordIn(claim, scope.account.name),
            severity: claim.left ? ("critical" as const) : ("high" as const),
            message: `${nameOf(held)} is active and belongs to ${claim.who} by ${claim.says}, and ${claim.over}`,
          },
        ];
      }),
  }),
);

function recordIn({ record }: Claim, account: string) {
  return record?.account === account ? record.ref : null;
}
