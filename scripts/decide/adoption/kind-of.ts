import type { Entity, Role, User } from "../../../stacks/iam/entity.ts";
import type { Recognised } from "../../../stacks/kinds/kind.ts";
import { KINDS } from "../../../stacks/kinds/kinds.ts";
import { holderOf } from "../../../stacks/kinds/users.ts";
import type { Account, Declared } from "../../../stacks/model/declared.ts";
import type { Person } from "../../../stacks/model/directory.ts";
import { recordTag } from "../../../stacks/model/ref.ts";
import type { Credential } from "../../observe/observation.ts";
import { recognised, withoutRecordTag } from "../recognised.ts";
import type { Reasoned } from "./account.ts";
import { personSaid } from "./words.ts";

/** What a found entity is: the record that would declare it, why of that kind, and whose own access it is, where somebody's. */
export type Known = { found: Recognised; kind: Reasoned<string>; holder: Person | undefined };

/**
 * The kind of a found entity, with the reason. The directory says first whose user it is; without it a console password and a name or a tag that
 * means somebody of the directory are a guess. Everything else that signs in by key is software.
 */
export function kindOf(entity: Entity, row: Credential | undefined, account: Account, declared: Declared): Known | undefined {
  if (entity.type === "user") return kindOfUser(entity, row, account, declared);
  if (entity.type === "role") return kindOfRole(entity, account, declared);
  const found = recognised(entity, account, declared);
  return found && { found, kind: certain(found.kind, `a ${entity.type} of IAM is one of ${found.kind}`), holder: undefined };
}

function kindOfUser(user: User, row: Credential | undefined, account: Account, declared: Declared): Known | undefined {
  const holder = holderOf(user, account, declared);
  if (holder) {
    const because =
      holder.id === user.name ? `it is called as person/${holder.id}` : `the directory says that it acts for person/${holder.id}`;
    const found = recognised(user, account, declared);
    return found && { found, kind: certain(found.kind, because), holder };
  }
  const signsIn = signInInWords(user, row);
  const said = user.console ? personSaid(user, declared.directory) : undefined;
  const own = said && taggedAs("people", user, account, declared);
  if (said && own) return { found: own, kind: guessed("people", `it has ${signsIn}, and ${said.because}`), holder: said.value };
  const found = recognised(user, account, declared);
  if (!found) return undefined;
  const kind = user.console
    ? guessed(found.kind, `it has ${signsIn}: probably a person's, but the directory knows nobody whose it is`)
    : certain(found.kind, `it has ${signsIn} and no console password`);
  return { found, kind, holder: undefined };
}

function kindOfRole(role: Role, account: Account, declared: Declared): Known | undefined {
  const standing = taggedAs("roles", role, account, declared);
  if (standing) return { found: standing, kind: certain("roles", "only people of the directory may assume it"), holder: undefined };
  const found = recognised(role, account, declared);
  return (
    found && {
      found,
      kind: (ROLE_REASONS[found.kind] ?? ((kind) => certain(kind, "its tags say so")))(found.kind, found),
      holder: undefined,
    }
  );
}

const ROLE_REASONS: Readonly<Record<string, (kind: string, found: Recognised) => Reasoned<string>>> = {
  agents: (kind) => certain(kind, "a service that runs nothing but AI agents may assume it"),
  vendors: (kind) => guessed(kind, "an account that is none of ours may assume it, with an external id"),
  workloads: (kind, { fields }) => certain(kind, trustInWords(fields.trust as Record<string, unknown>)),
};

function trustInWords(trust: Record<string, unknown>): string {
  if (typeof trust.service === "string") return `the service ${trust.service} may assume it`;
  if (trust.account !== undefined) return `account ${String(trust.account)} may assume it`;
  const form = Object.keys(trust)[0] ?? "nobody";
  return form === "document" ? "its trust is of no form that records have, and is kept as it stands" : `it is assumed through ${form}`;
}

function signInInWords({ keys, console }: User, row: Credential | undefined): string {
  const active = keys.filter(({ status }) => status === "Active").length;
  const means = [
    ...(console ? [row?.mfa ? "a console password with MFA" : "a console password without MFA"] : []),
    ...(keys.length > 0 ? [`${keys.length} access key${keys.length === 1 ? "" : "s"} (${active} active)`] : []),
  ];
  return means.length > 0 ? means.join(" and ") : "no access key";
}

/** The record of one kind, as if the entity's own tag said that it is one. */
function taggedAs(kind: string, entity: User | Role, account: Account, declared: Declared): Recognised | undefined {
  const plain = withoutRecordTag(entity, declared) as User | Role;
  const tag = recordTag(account.name, `${kind}/${entity.name}`);
  return KINDS[kind]!.recognise([{ ...plain, tags: { ...plain.tags, [declared.settings.tags.record]: tag } }], account, declared)[0];
}

function certain(value: string, because: string): Reasoned<string> {
  return { value, because, guess: false };
}

function guessed(value: string, because: string): Reasoned<string> {
  return { value, because, guess: true };
}
