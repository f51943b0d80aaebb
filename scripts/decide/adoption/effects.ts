import { entitiesOf } from "../../../stacks/entities.ts";
import { boundaryDocument } from "../../../stacks/expiry.ts";
import { type Arn, parseIamArn } from "../../../stacks/iam/arn.ts";
import { openContext } from "../../../stacks/iam/context.ts";
import { type Entity, type Identity, isIdentity } from "../../../stacks/iam/entity.ts";
import { evaluate } from "../../../stacks/iam/evaluate.ts";
import { policiesOf, type Surroundings } from "../../../stacks/iam/holder.ts";
import { entitiesOfRecord } from "../../../stacks/kinds/kinds.ts";
import type { Account, Declared } from "../../../stacks/model/declared.ts";
import { compareText } from "../../../stacks/model/errors.ts";
import { describeEnd, type Instant, plus } from "../../../stacks/model/instant.ts";
import { boundaryArn } from "../../../stacks/model/lifecycle.ts";
import type { RecordRef } from "../../../stacks/model/ref.ts";
import type { Adoption } from "./adoption.ts";
import type { FoundRecord } from "./record-of.ts";

/** What an identity will be denied that it may do now. `actions` is `everything`, or what the lock in each boundary denies at any time. */
export type Denial = { record: RecordRef; entity: Arn; actions: "everything" | readonly string[]; from: Instant | null; because: string };

/** What a deployment of the wave will do in AWS: entities by what becomes of them, and the boundary policies that it makes. */
export type Preview = {
  imported: number;
  bounded: number;
  tagged: number;
  untouched: number;
  boundaries: readonly { name: string; identities: number }[];
};

/** Beside every entity of the wave as it is, as it will be. */
export function sidesOf({ adopted, planned }: Adoption, declared: Declared): readonly { before: Entity; after: Entity }[] {
  return adopted.flatMap(({ entity, record }) => {
    const after = entitiesOfRecord(record, planned, declared).find(({ arn }) => arn === entity.arn);
    return after ? [{ before: entity, after }] : [];
  });
}

/** What the deployment will do: everything is imported as it is, then identities get their boundary, and what has tags gets ours. */
export function previewOf({ adopted, planned, entities }: Adoption, declared: Declared): Preview {
  const identities = adopted.filter(({ entity }) => isIdentity(entity));
  const there = new Set<string>([...entities.map(({ arn }) => arn), ...entitiesOf(declared, planned.name).map(({ entity }) => entity.arn)]);
  const byBoundary = Map.groupBy(identities, ({ record }) => boundaryArn(planned, record.fields));
  return {
    imported: adopted.length,
    bounded: identities.length,
    tagged: adopted.filter(({ entity }) => "tags" in entity).length,
    untouched: adopted.filter(({ entity }) => !("tags" in entity)).length,
    boundaries: [...byBoundary]
      .filter(([arn]) => !there.has(arn))
      .map(([arn, of]) => ({ name: parseIamArn(arn)!.name, identities: of.length }))
      .sort((a, b) => compareText(a.name, b.name)),
  };
}

/** Who will be denied what, by its end or by the lock; those who end soonest first. */
export function denialsOf(found: Adoption, declared: Declared, asOf: Instant): readonly Denial[] {
  const { adopted, planned, entities } = found;
  const surroundings: Surroundings = {
    groups: entities.filter((entity) => entity.type === "group"),
    policies: entities.filter((entity) => entity.type === "policy"),
  };
  const soon = plus(asOf, declared.settings.reminders.before);
  const known = new Map<string, readonly string[]>();
  const denials = adopted.flatMap((one): readonly Denial[] => {
    const { entity, record } = one;
    if (!isIdentity(entity)) return [];
    const at = { record: record.ref, entity: entity.arn };
    const ends = ending(one, soon, asOf).map((denial): Denial => ({ ...at, actions: "everything", ...denial }));
    if (ends.some(({ from }) => from === null)) return ends;
    const key = JSON.stringify([entity.attached, entity.inline, entity.type === "user" ? entity.groups : []]);
    const locked = known.get(key) ?? lockedOut(entity, planned, surroundings);
    known.set(key, locked);
    const because = "the lock that keeps anybody from outliving their end";
    return [...ends, ...(locked.length > 0 ? [{ ...at, actions: locked, from: null, because }] : [])];
  });
  return denials.sort((a, b) => rankOf(a) - rankOf(b) || compareText(a.from ?? "", b.from ?? "") || compareText(a.record, b.record));
}

function ending({ record, end }: FoundRecord, soon: Instant, asOf: Instant): readonly Pick<Denial, "from" | "because">[] {
  if (record.fields.state === "disabled") return [{ from: null, because: "it is stopped in AWS already, and stays so" }];
  if (end.end <= asOf) return [{ from: null, because: `it ${describeEnd(end.end, asOf)}: ${end.because}` }];
  return end.end <= soon ? [{ from: end.end, because: `it ${describeEnd(end.end, asOf)}: ${end.because}` }] : [];
}

function rankOf({ actions, from }: Denial): number {
  return actions !== "everything" ? 2 : from === null ? 0 : 1;
}

/** What the lock of any boundary denies and the identity's policies allow, at least on something. What an unknown policy allows nobody can say: it is not here. */
function lockedOut(identity: Identity, planned: Account, surroundings: Surroundings): readonly string[] {
  const policies = policiesOf(identity, surroundings).filter(({ document }) => document !== undefined);
  const context = openContext({});
  return lockOf(planned).filter((action) => evaluate({ policies }, { action, resource: "*", context }).decision !== "denied");
}

/** The actions of the lock; they are the same in every boundary that ends. */
function lockOf(planned: Account): readonly string[] {
  const { statements } = boundaryDocument(BY_ANY_NAME, planned);
  const denied = statements.filter(({ sid, effect }) => effect === "Deny" && sid !== "End").flatMap(({ actions = [] }) => actions);
  const within = statements.flatMap(({ effect, notActions = [] }) => (effect === "Allow" ? notActions : []));
  return [...new Set([...within, ...denied])].sort();
}

const BY_ANY_NAME = "until-2000-01-01";
