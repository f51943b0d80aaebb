import type { Edit, Step } from "../../../stacks/files/edit.ts";
import type { Declared } from "../../../stacks/model/declared.ts";
import type { Person } from "../../../stacks/model/directory.ts";

/** The file of somebody's entry of the directory. */
export function entryFile(id: string): string {
  return `directory/people/${id}.yaml`;
}

/** The edit that makes an entry of the directory be as it should be; `undefined` where it is. A new one holds ids and days, and nothing else about the person. */
export function entryEdit(current: Person | undefined, entry: Person, { settings }: Declared): Edit | undefined {
  if (!current) return { create: entryFile(entry.id), record: newEntry(entry, settings.timeZone), comments: NEW };
  const steps = STATED.filter((key) => current[key] !== entry[key]).map((key): Step => ({ set: [key], to: entry[key] }));
  return steps.length === 0 ? undefined : { change: entryFile(entry.id), steps };
}

const STATED = ["team", "manager", "type", "starts", "ends", "status", "timeZone", "sponsor"] as const;

const NEW = { status: "their account on GitHub (github: { login, id }) is still to be written here" };

function newEntry({ team, manager, type, starts, ends, status, timeZone, sponsor }: Person, usual: string): Record<string, unknown> {
  return {
    ...{ team, manager, type, starts, ends, status },
    ...(timeZone === usual ? {} : { timeZone }),
    ...(sponsor === null ? {} : { sponsor }),
  };
}

/** What is declared once an entry is as it should be. */
export function withEntry(declared: Declared, entry: Person): Declared {
  const people = new Map(declared.directory.people).set(entry.id, entry);
  return { ...declared, directory: { ...declared.directory, people } };
}
