import { accountOfArn } from "./arn.ts";
import type { Condition, Statement } from "./document.ts";

/** The ids of accounts that a statement of a trust policy lets in: named as principals or, behind a principal `*`, by a condition. */
export function trustedAccounts({ effect, principals, conditions }: Statement): readonly string[] {
  if (effect !== "Allow") return [];
  const named = (principals ?? []).filter(({ type }) => type === "AWS").flatMap(({ values }) => values);
  const behind = named.includes("*") ? conditions.filter(namesAccounts).flatMap(({ values }) => values) : [];
  const accounts = [...named, ...behind].flatMap((value) => (/^\d{12}$/.test(value) ? [value] : (accountOfArn(value) ?? [])));
  return [...new Set(accounts)];
}

/** Behind a principal `*` a condition says who may come. */
function namesAccounts({ operator, key }: Condition): boolean {
  return /^(String|Arn)(Equals|Like)$/i.test(operator) && ["aws:principalaccount", "aws:principalarn"].includes(key.toLowerCase());
}
