import { administratorsOf } from "../../../stacks/entities.ts";
import type { Edit } from "../../../stacks/files/edit.ts";
import { KINDS } from "../../../stacks/kinds/kinds.ts";
import type { Account, Declared, DeclaredRecord } from "../../../stacks/model/declared.ts";
import { activeMembers, endOfPerson, hasLeft, isHeldBy, type Person } from "../../../stacks/model/directory.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { scopeOf } from "../../compare/check.ts";
import { leaver } from "../../compare/checks/leaver.ts";
import { orphaned } from "../../compare/checks/orphaned.ts";
import { type Finding, findingOf } from "../../compare/finding.ts";
import { EARLIER } from "../../compare/people/access-due.ts";
import { disabling, isStateless } from "../responses/disable.ts";
import { responseTo } from "../responses.ts";
import { accountsOf, type Consequence, NOTHING, type PersonSituation, together } from "./situation.ts";

/** Everything that follows when somebody has left: their access is disabled, what they answer for is handed on, and a team that they led gets another lead. */
export function departure(situation: PersonSituation): Consequence {
  const { asOf } = situation;
  return together([answered(situation, asOf, () => true), newLeads(situation), emptied(situation)]);
}

/** What has to happen before somebody goes: an agent that nobody watches over would end with them. */
export function before(situation: PersonSituation): Consequence {
  const end = endOfPerson(situation.entry);
  return end === null ? NOTHING : answered(situation, end, ({ facet }) => facet === "sponsor");
}

/** What the checks of the directory find then and do not find now, answered as they always are. What they find already has a pull request of its own. */
function answered(situation: PersonSituation, at: Instant, isMeant: (finding: Finding) => boolean): Consequence {
  const { declared, after, observed, branch } = situation;
  return together(
    accountsOf(situation).map((account) => {
      const known = new Set(found(declared, account.name, at).map(({ id }) => id));
      const fresh = found(after, account.name, at).filter((finding) => !known.has(finding.id) && isMeant(finding));
      const answers = fresh.map((finding) => {
        const answer = responseTo(finding)(finding, { declared: after, account, observed, asOf: at, branch, together: [finding] });
        return { finding, answer };
      });
      return {
        edits: answers.flatMap(({ answer }) => ("nothing" in answer ? [] : answer.edits)),
        notes: answers.flatMap(({ finding, answer }) =>
          "nothing" in answer ? [`${account.name}/${finding.record}: ${answer.nothing}`] : (answer.notes ?? []),
        ),
        because: fresh,
      };
    }),
  );
}

function found(declared: Declared, name: string, at: Instant): readonly Finding[] {
  const account = declared.accounts.get(name);
  if (!account) return [];
  const scope = scopeOf(declared, account, []);
  return [leaver, orphaned].flatMap((check) => check.detect(scope, {} as never, at)).map((draft) => findingOf(name, draft));
}

/** A team is led by somebody who is there: the nearest manager up the line, until somebody is named. */
function newLeads({ entry, after, asOf }: PersonSituation): Consequence {
  const { people, teams } = after.directory;
  const led = [...teams.values()].filter(({ lead }) => lead === entry.id);
  const next = managerOf(entry, people, asOf);
  if (led.length === 0) return NOTHING;
  return {
    ...NOTHING,
    edits: next ? led.map(({ id }): Edit => ({ change: `directory/teams/${id}.yaml`, steps: [{ set: ["lead"], to: next.id }] })) : [],
    notes: led.map(({ id }) =>
      next
        ? `team/${id} loses its lead: person/${next.id}, the nearest manager up the line, leads it until somebody else is named`
        : `team/${id} is left without a lead, and nobody stands above person/${entry.id}: name one in directory/teams/${id}.yaml`,
    ),
  };
}

function managerOf(person: Person, people: Declared["directory"]["people"], asOf: Instant): Person | undefined {
  const seen = new Set([person.id]);
  for (let at = person.manager; at !== null && !seen.has(at); at = people.get(at)?.manager ?? null) {
    seen.add(at);
    const found = people.get(at);
    if (found && !hasLeft(found, asOf)) return found;
  }
  return undefined;
}

/** Teams that nobody is left to approve for. */
function emptied({ entry, declared, after, asOf }: PersonSituation): Consequence {
  const able = (of: Declared, team: string) =>
    activeMembers(of.directory, team, asOf).filter(({ status, github }) => status === "active" && github !== null).length;
  const { security, platform } = after.settings.teams;
  const teams = [...new Set([security, platform, entry.team])].filter((team) => able(declared, team) > 0 && able(after, team) === 0);
  const notes = teams.map((team) => `person/${entry.id} is the last of team/${team} who can approve: put somebody else into it first`);
  return { ...NOTHING, notes };
}

/** Access of a person's own, of which nobody else has any. */
const OWN: readonly string[] = ["people", "grants"];

/** Why somebody's access is stopped while they are away; by these words it is known again when they are back. */
function awayReason({ id }: Person): string {
  return `person/${id} is on leave`;
}

/** Stops somebody's own access while they are away, so that the same edit backwards gives it back. */
export function pause(situation: PersonSituation): Consequence {
  const { entry } = situation;
  const own = ownRecords(situation).filter(({ record }) => record.fields.state !== "disabled" && !isStateless(record.kind));
  const edits = own.map(({ record }): Edit => ({ change: record.source.file, steps: disabling(awayReason(entry), situation) }));
  return { ...NOTHING, edits, notes: own.length === 0 ? ["They have no access of their own that could be stopped."] : [] };
}

/** Whoever comes back gets nothing of what they had before: what was not stopped yet is stopped now. */
export function stopEarlier(situation: PersonSituation): Consequence {
  const own = ownRecords(situation).filter(({ record }) => record.fields.state !== "disabled" && !isStateless(record.kind));
  return {
    ...NOTHING,
    edits: own.map(({ record }): Edit => ({ change: record.source.file, steps: disabling(EARLIER, situation) })),
    notes: [
      "Nothing of what they had before is enabled by this; from the first day on they get what their team's members get, under a new name.",
    ],
  };
}

/** Gives back what was stopped because somebody was away, and nothing that was stopped for another reason. */
export function resume(situation: PersonSituation): Consequence {
  const { entry, asOf } = situation;
  const stopped = ownRecords(situation).filter(({ record }) => record.fields.state === "disabled");
  const paused = stopped.filter(({ record: { fields } }) => fields.disabled?.reason === awayReason(entry) && fields.expires > asOf);
  const others = stopped.filter((one) => !paused.includes(one));
  return {
    ...NOTHING,
    edits: paused.map(({ record }): Edit => ({ change: record.source.file, steps: [{ remove: ["state"] }, { remove: ["disabled"] }] })),
    notes: others.map(
      ({ account, record: { ref, fields } }) =>
        `${account.name}/${ref} stays stopped: ${fields.expires <= asOf ? "its end has come" : fields.disabled?.reason}`,
    ),
  };
}

function ownRecords(situation: PersonSituation): readonly { account: Account; record: DeclaredRecord }[] {
  const isOwn = (account: Account, { kind, name, fields }: DeclaredRecord) =>
    OWN.includes(kind) && isHeldBy(situation.entry, { name, owner: fields.owner }, account.name);
  return accountsOf(situation).flatMap((account) =>
    [...account.records.values()].filter((record) => isOwn(account, record)).map((record) => ({ account, record })),
  );
}

/** Where somebody is named beyond what an edit of this change touches: for whoever certifies again. */
export function mentions(situation: PersonSituation, edited: ReadonlySet<string>): readonly string[] {
  const ref = `person/${situation.entry.id}`;
  return accountsOf(situation).flatMap((account) =>
    [...account.records.values()].flatMap((record) => {
      if (edited.has(record.source.file) || record.fields.state === "disabled") return [];
      const named = KINDS[record.kind]!.references(record.fields).flatMap((reference) =>
        "owner" in reference && reference.owner === ref ? [reference.path.filter((step) => typeof step === "string").join(".")] : [],
      );
      const fields = [...new Set([...(record.fields.owner === ref && !OWN.includes(record.kind) ? ["owner"] : []), ...named])];
      return fields.length === 0 ? [] : [`${account.name}/${record.ref} names them in ${fields.join(", ")}`];
    }),
  );
}

/** The edits without those that would leave an account with nobody who can administer it: that is never proposed, and said. */
export function keepingAdministrators(
  edits: readonly Edit[],
  { after }: PersonSituation,
): { edits: readonly Edit[]; notes: readonly string[] } {
  const stopped = new Set(
    edits.flatMap((edit) => ("change" in edit && edit.steps.some(stops) ? [edit.change] : "move" in edit ? [edit.move] : [])),
  );
  if (stopped.size === 0) return { edits, notes: [] };
  const last = [...after.accounts.values()].flatMap((account) => {
    const all = administratorsOf(after, account.name).map((ref) => account.records.get(ref)!);
    const isLast = all.length > 0 && all.every(({ source }) => stopped.has(source.file));
    return isLast ? all.map((record) => ({ account, record })) : [];
  });
  const kept = new Set(last.map(({ record }) => record.source.file));
  return {
    edits: edits.filter((edit) => !("change" in edit && kept.has(edit.change)) && !("move" in edit && kept.has(edit.move))),
    notes: last.map(
      ({ account, record }) =>
        `${account.name}/${record.ref} is left as it is: nobody else can administer ${account.name}. Declare another administrator, then stop it (npm run disable)`,
    ),
  };
}

function stops(step: { set: readonly string[]; to: unknown } | { remove: readonly string[] }): boolean {
  return "set" in step && step.set.join(".") === "state" && step.to === "disabled";
}
