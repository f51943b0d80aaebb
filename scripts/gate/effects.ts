import { entitiesOf } from "../../stacks/entities.ts";
import { parseIamArn } from "../../stacks/iam/arn.ts";
import type { PolicyDocument, Statement } from "../../stacks/iam/document.ts";
import type { Entity, Key, User } from "../../stacks/iam/entity.ts";
import { describeEndOf } from "../../stacks/kinds/kinds.ts";
import type { Declared, StackName } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { RecordRef } from "../../stacks/model/ref.ts";
import type { Diff, RecordChange } from "./diff.ts";

/**
 * What a change does to access in one stack, a sentence for each record: who gains, who loses, and how long it works.
 * It follows from what the records become in AWS, so a kind needs no words of its own.
 */
export function effectsOf(diff: Diff, stack: StackName, base: Declared, head: Declared, asOf: Instant): readonly string[] {
  const [before, after] = [entitiesByRef(base, stack), entitiesByRef(head, stack)];
  return diff.records
    .filter(({ account }) => account === stack)
    .map((change) => {
      const clauses = effects(before.get(change.ref) ?? [], after.get(change.ref) ?? []);
      return `\`${change.ref}\` in ${stack} ${[...states(change), ...clauses, ...ends(change, asOf)].join("; ") || "does what it did"}`;
    });
}

function entitiesByRef(declared: Declared, stack: StackName): ReadonlyMap<RecordRef, readonly Entity[]> {
  if (!declared.accounts.has(stack)) return new Map();
  const groups = Map.groupBy(entitiesOf(declared, stack), ({ ref }) => ref);
  return new Map([...groups].map(([ref, own]) => [ref, own.map(({ entity }) => entity)]));
}

function states({ how, before, after }: RecordChange): readonly string[] {
  if (how === "retired" || how === "removed") return ["is removed"];
  if (how === "added") return [after?.fields.adopted ? "is taken over as AWS has it" : "is new"];
  const [old, next] = [before?.fields.state === "disabled", after?.fields.state === "disabled"];
  if (old === next)
    return before?.fields.owner === after?.fields.owner ? [] : [`is answered for by ${after!.fields.owner}, not ${before!.fields.owner}`];
  return [next ? "is stopped: nothing of it works any more" : "works again"];
}

function ends({ how, before, after }: RecordChange, asOf: Instant): readonly string[] {
  if (!after || after.fields.state === "disabled") return [];
  const isNew = how === "added" || before?.fields.expires !== after.fields.expires || before?.fields.state === "disabled";
  return isNew ? [describeEndOf(after.kind, after.fields.expires, asOf)] : [];
}

/** One clause for each thing gained and then for each thing lost. What is removed whole loses everything, which is said already. */
function effects(before: readonly Entity[], after: readonly Entity[]): readonly string[] {
  const clauses = after.map((entity) =>
    compared(
      before.find(({ arn }) => arn === entity.arn),
      entity,
    ),
  );
  return [...clauses.flatMap(({ gained }) => gained), ...clauses.flatMap(({ lost }) => lost)];
}

/** Words for what an entity can do, by what is gained or lost with each. */
type Powers = readonly { gained: string; lost: string }[];

function compared(before: Entity | undefined, after: Entity): { gained: readonly string[]; lost: readonly string[] } {
  const [old, next] = [before ? powersOf(before) : [], powersOf(after)];
  const missing = (from: Powers, other: Powers) => from.filter(({ gained }) => !other.some((one) => one.gained === gained));
  return { gained: missing(next, old).map(({ gained }) => gained), lost: missing(old, next).map(({ lost }) => lost) };
}

function powersOf(entity: Entity): Powers {
  if (entity.type === "provider") return [{ gained: "signs in whom it vouches for", lost: "no longer signs in anybody" }];
  if (entity.type === "policy") return wordsOfDocument(entity.document);
  const policies = entity.attached.map((arn) => parseIamArn(arn)?.name ?? arn);
  const own: Powers = [
    ...policies.map((name) => ({ gained: `can now do what ${name} allows`, lost: `can no longer do what ${name} allows` })),
    ...Object.values(entity.inline).flatMap(wordsOfDocument),
  ];
  if (entity.type === "group") return own;
  return [...own, ...(entity.type === "user" ? powersOfUser(entity) : wordsOfTrust(entity.trust))];
}

function powersOfUser({ groups, console, keys, secretReaders = [] }: User): Powers {
  const key = ({ slot, id, status }: Key) => ({
    gained: `has the key ${slot ?? id}${status === "Inactive" ? ", which is off" : ""}`,
    lost: `no longer has the key ${slot ?? id}${status === "Inactive" ? " that is off" : " that works"}`,
  });
  return [
    ...groups.map((name) => ({ gained: `joins the group ${name}`, lost: `leaves the group ${name}` })),
    ...(console ? [{ gained: "can now sign in to the console", lost: "can no longer sign in to the console" }] : []),
    ...keys.map(key),
    ...secretReaders.map((arn) => wordsOfReader(parseIamArn(arn)?.name ?? arn)),
  ];
}

/** Whoever has read a secret has the key until the key itself goes. */
function wordsOfReader(role: string): Powers[number] {
  return {
    gained: `lets the role ${role} read the secrets of its keys`,
    lost: `no longer lets the role ${role} read the secrets of its keys (what it has read, it may have kept: \`npm run rotate\`)`,
  };
}

/** So many actions and resources are named; the others are counted. */
const NAMED = 3;

/** What the statements of a document say, one by one: exact in what it names, and silent about what it comes to together. */
function wordsOfDocument({ statements }: PolicyDocument): Powers {
  return statements.map((statement) => {
    const what = `${actionsOf(statement)} on ${resourcesOf(statement)}${statement.conditions.length > 0 ? " under conditions" : ""}`;
    const [now, gone] = statement.effect === "Allow" ? ["can now", "can no longer"] : ["is now denied", "is no longer denied"];
    return { gained: `${now} ${what}`, lost: `${gone} ${what}` };
  });
}

function actionsOf({ actions, notActions }: Statement): string {
  return actions ? listed(actions) : `everything but ${listed(notActions ?? [])}`;
}

function resourcesOf({ resources, notResources }: Statement): string {
  if (notResources) return `everything but ${listed(notResources)}`;
  return listed((resources ?? ["*"]).map((one) => (one === "*" ? "everything" : one)));
}

function wordsOfTrust({ statements }: PolicyDocument): Powers {
  return statements
    .filter(({ effect }) => effect === "Allow")
    .map(({ principals, conditions }) => {
      const subjects = conditions.filter(({ key }) => /:sub$/i.test(key)).flatMap(({ values }) => values);
      const whom = listed((subjects.length > 0 ? subjects : (principals ?? []).flatMap(({ values }) => values)).toSorted());
      return { gained: `can now be used by ${whom}`, lost: `can no longer be used by ${whom}` };
    });
}

function listed(names: readonly string[]): string {
  const rest = names.length - NAMED;
  return rest > 0 ? `${names.slice(0, NAMED).join(", ")} and ${rest} more` : names.join(", ");
}
