import { isDeepStrictEqual } from "node:util";
import { entitiesOf } from "../../stacks/entities.ts";
import { isAdministrator } from "../../stacks/iam/administrator.ts";
import type { Surroundings } from "../../stacks/iam/holder.ts";
import type { AgentRecord } from "../../stacks/kinds/agents.ts";
import { entitiesOfRecord } from "../../stacks/kinds/kinds.ts";
import { permissionArn } from "../../stacks/kinds/translate.ts";
import type { AccountName, Declared, DeclaredRecord } from "../../stacks/model/declared.ts";
import type { Accountable } from "../../stacks/model/lifecycle.ts";
import { type Diff, isSameAccount, type RecordChange, switchesKeyOn } from "./diff.ts";
import { isKeptForAll } from "./reduction.ts";

/** How much can go wrong with a change. */
export type Risk = "standard" | "high";

/** What makes a change one of high risk, in words; the order is that of the reasons shown. */
const REASONS: readonly { because: string; applies(diff: Diff, base: Declared, head: Declared): boolean }[] = [
  { because: "it changes who is in the directory", applies: (diff) => diff.directory },
  { because: "it changes the organisation's rules", applies: (diff) => diff.settings },
  { because: "it adds, removes or changes an account", applies: (_diff, base, head) => changesAccounts(base, head) },
  { because: "it adds or changes an exception", applies: (diff) => diff.exceptions },
  { because: "it removes records", applies: (diff) => diff.records.some(({ how }) => how === "removed" || how === "retired") },
  {
    because: "it takes away a break-glass identity or a protected group",
    applies: (diff) => diff.records.some(isKeptForAll),
  },
  {
    because: "it gives administrative permissions",
    applies: (diff, base, head) => {
      const [before, after] = [administratorsOf(base), administratorsOf(head)];
      return diff.records.some((change) => givesAdministration(change, before, after));
    },
  },
  {
    because: "it opens production to another account or repository",
    applies: (diff, base, head) => diff.records.some((change) => opensProduction(change, base, head)),
  },
  {
    because: "it lets a third party in",
    applies: (diff, base, head) => diff.records.some((change) => letsThirdPartyIn(change, base, head)),
  },
  {
    because: "it adds or changes an identity provider",
    applies: (diff) => diff.records.some(changesProvider),
  },
  { because: "it lets an agent do more by itself", applies: (diff) => diff.records.some(widensAutonomy) },
  {
    because: "it adds or changes break-glass",
    applies: (diff) => diff.records.some((change) => change.after?.kind === "break-glass" && !isKeptForAll(change)),
  },
  {
    because: "it enables what was disabled",
    applies: (diff) => diff.records.some(enables),
  },
];

/** The risk of a change and the reasons for it. */
export function riskOf(diff: Diff, base: Declared, head: Declared): { risk: Risk; because: readonly string[] } {
  const because = REASONS.filter((reason) => reason.applies(diff, base, head)).map((reason) => reason.because);
  return { risk: because.length > 0 ? "high" : "standard", because };
}

/** Says of a record of an account whether it makes an administrator. */
type Administrators = (account: AccountName, record: DeclaredRecord) => boolean;

/** True when a record makes an administrator, or changes what one gets, for how long or by whose word. */
function givesAdministration({ account, before, after }: RecordChange, wasOne: Administrators, isOne: Administrators): boolean {
  if (!after || after.fields.state === "disabled" || !isOne(account, after)) return false;
  if (!before || !wasOne(account, before)) return true;
  const isEarlier = after.fields.expires <= before.fields.expires;
  return !isDeepStrictEqual(access(before.fields, isEarlier), access(after.fields, isEarlier));
}

function access({ owner: _o, purpose: _p, disabled: _d, expires, ...fields }: Accountable, withoutEnd: boolean) {
  return withoutEnd ? fields : { ...fields, expires };
}

/** By its entities or, for a template, by what a grant of it would get. What an account's groups and policies are is found out once for all its records. */
function administratorsOf(declared: Declared): Administrators {
  const known = new Map<AccountName, Surroundings>();
  return (name, record) => {
    const account = declared.accounts.get(name);
    if (!account) return false;
    const surroundings = known.get(name) ?? surroundingsOf(declared, name);
    known.set(name, surroundings);
    const { requestable, permissions = [] } = record.fields as Accountable & { requestable?: unknown; permissions?: readonly string[] };
    const granted = { type: "role" as const, attached: permissions.map((permission) => permissionArn(account, permission)), inline: {} };
    const holders = requestable === undefined ? entitiesOfRecord(record, account, declared) : [granted];
    return holders.some((holder) => isAdministrator(holder, surroundings));
  };
}

function surroundingsOf(declared: Declared, account: AccountName): Surroundings {
  const entities = entitiesOf(declared, account).map(({ entity }) => entity);
  return {
    groups: entities.filter((entity) => entity.type === "group"),
    policies: entities.filter((entity) => entity.type === "policy"),
  };
}

/** Whoever holds a provider's keys can be anybody whom its roles let in. */
function changesProvider({ before, after }: RecordChange): boolean {
  const federation = (record: DeclaredRecord | undefined) => {
    const { oidc, saml } = (record?.fields ?? {}) as { oidc?: unknown; saml?: unknown };
    return { oidc, saml };
  };
  return after?.kind === "providers" && !isDeepStrictEqual(federation(before), federation(after));
}

/** An agent that nobody watches, or that may hand its task on, and did not or might not before. */
function widensAutonomy({ before, after }: RecordChange): boolean {
  const autonomyOf = (record: DeclaredRecord | undefined) => (record?.fields as Partial<AgentRecord> | undefined)?.autonomy;
  const [old, next] = [autonomyOf(before), autonomyOf(after)];
  if (!next) return false;
  return (!next.humanInLoop && old?.humanInLoop !== false) || (next.mayDelegate && old?.mayDelegate !== true);
}

function enables(change: RecordChange): boolean {
  const { before, after } = change;
  return (before?.fields.state === "disabled" && after !== undefined && after.fields.state !== "disabled") || switchesKeyOn(change);
}

/** Its id, its environment and its owner decide how everything in it is judged from then on, and whether it is looked after at all. */
function changesAccounts(base: Declared, head: Declared): boolean {
  return [...base.accounts.keys(), ...head.accounts.keys()].some(
    (name) => !isSameAccount(base.accounts.get(name), head.accounts.get(name)),
  );
}

/** An account that is none of the organisation's, by the accounts of base: a change cannot make a stranger one of us. */
function letsThirdPartyIn({ before, after }: RecordChange, base: Declared, head: Declared): boolean {
  const account = (record: DeclaredRecord | undefined) => (record?.fields as { trust?: { account?: string } } | undefined)?.trust?.account;
  const [old, next] = [account(before), account(after)];
  const own = [...(base.accounts.size > 0 ? base : head).accounts.values()].map(({ accountId }) => accountId);
  return next !== undefined && next !== old && !own.includes(next);
}

function opensProduction({ account, before, after }: RecordChange, base: Declared, head: Declared): boolean {
  const trust = (after?.fields as { trust?: Record<string, unknown> } | undefined)?.trust;
  // What was production is judged as production, whatever the change calls it.
  const isProduction = [base, head].some(({ accounts }) => accounts.get(account)?.environment === "production");
  if (!trust || !isProduction) return false;
  const old = (before?.fields as { trust?: unknown } | undefined)?.trust;
  return ("account" in trust || "github" in trust || "document" in trust) && JSON.stringify(old) !== JSON.stringify(trust);
}
