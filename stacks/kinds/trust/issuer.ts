import type { Account } from "../../model/declared.ts";
import { recordRef } from "../../model/ref.ts";
import type { Misfit } from "../kind.ts";
import type { ProviderRecord } from "../providers.ts";

/** Host of GitHub's issuer, as it names the provider in IAM. */
export const GITHUB_ISSUER = "token.actions.githubusercontent.com";

/** The address of the OIDC issuer of a provider's record; `undefined` when there is no such record or it is a SAML provider. */
export function issuerOf(account: Account, name: string): string | undefined {
  return (account.records.get(recordRef("providers", name))?.fields as ProviderRecord | undefined)?.oidc?.url;
}

/** The name of the record of an issuer in an account. */
export function providerOfIssuer(account: Account, url: string): string | undefined {
  return [...account.records.values()].find(({ kind, fields }) => kind === "providers" && (fields as ProviderRecord).oidc?.url === url)
    ?.name;
}

/** Nobody can come in by an issuer that the account does not know. */
export function hasProvider(account: Account, url: string, path: readonly string[]): readonly Misfit[] {
  if (providerOfIssuer(account, url) !== undefined) return [];
  const message = `no record under accounts/${account.name}/providers/ is for ${url}: without the provider nobody gets in`;
  return [{ path, message }];
}
