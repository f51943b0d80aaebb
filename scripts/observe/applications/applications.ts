import type { ApplicationSource } from "../../../stacks/model/configured.ts";
import type { Declared } from "../../../stacks/model/declared.ts";
import { claimsOn } from "../../../stacks/model/elsewhere.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { elsewhere } from "../../../stacks/model/ref.ts";
import { decode } from "../exports/decode.ts";
import { jsonRows } from "../exports/fields.ts";
import { readExport } from "../exports/file.ts";
import { csvRows } from "../exports/rows.ts";
import { PartError, type Recorder } from "../part.ts";
import { readScimUsers } from "../scim/users.ts";
import { type Access, openRest } from "../services/rest.ts";
import type { AccountList } from "./account.ts";
import { wrongWith } from "./guard.ts";
import { columnsOf, listOf, type ReadList } from "./rows.ts";
import { listOfScim, RIGHTS } from "./scim.ts";

/** Reads every application that the settings name. One that fails, or that a guard stops, is a gap of that application and of no other. */
export async function readApplications(
  declared: Declared,
  asOf: Instant,
  access: Access,
  recorder: Recorder,
): Promise<Readonly<Record<string, AccountList>>> {
  const lists: (readonly [string, AccountList])[] = [];
  for (const [name, source] of Object.entries(declared.settings.sources.applications)) {
    try {
      lists.push([name, await readApplication(name, source, declared, asOf, access, ofOne(recorder, name))]);
    } catch (error) {
      recorder.refused(`${name} read`, elsewhere(name), error);
    }
  }
  return Object.fromEntries(lists);
}

/** The environment variable of the token of an application: fixed by its name, so that settings cannot send another one anywhere. */
export function tokenOf(application: string): string {
  return `APPLICATION_TOKEN_${application.toUpperCase().replaceAll("-", "_")}`;
}

async function readApplication(
  name: string,
  source: ApplicationSource,
  declared: Declared,
  asOf: Instant,
  access: Access,
  recorder: Recorder,
): Promise<AccountList> {
  const list = await readList(name, source, asOf, access, recorder);
  const { least } = source;
  const believing = { least, claims: claimsOn(declared, name, asOf), limit: declared.settings.limits.feed.missingPeople, asOf };
  const wrong = wrongWith(list, source.format === "scim" ? believing : { ...believing, staleAfter: source.staleAfter });
  if (wrong !== undefined) throw new PartError("guard", `the list of accounts is not believed: ${wrong}`);
  for (const { id, reason } of list.held) recorder.refused("guard", elsewhere(name, id), new PartError("guard", reason));
  return { asOf: list.asOf, accounts: list.accounts };
}

async function readList(
  name: string,
  source: ApplicationSource,
  asOf: Instant,
  { tokens, wait }: Access,
  recorder: Recorder,
): Promise<ReadList> {
  if (source.format === "scim") {
    const tokenName = tokenOf(name);
    const token = tokens[tokenName];
    const rest = openRest({ url: source.url, token, tokenName, scheme: "Bearer", recorder, ...(wait ? { wait } : {}) });
    return listOfScim(await readScimUsers(rest, recorder, source.administrators.length > 0 ? RIGHTS : []), source, asOf);
  }
  const { bytes, writtenAt } = await readExport(source.file, recorder);
  const rows =
    source.format === "csv"
      ? csvRows(decode(bytes, source.encoding), source.delimiter, columnsOf(source))
      : jsonRows(decode(bytes, "utf-8"), source.list, columnsOf(source));
  const lines = rows.map(({ line, values }) => ({ where: `${source.format === "csv" ? "line" : "entry"} ${line}`, values }));
  const list = listOf(lines, source, writtenAt);
  recorder.page("read", lines.length);
  return list;
}

/** The same recorder, whose operations say of which application they are. */
function ofOne(recorder: Recorder, name: string): Recorder {
  return {
    ...recorder,
    call: (operation) => recorder.call(`${name} ${operation}`),
    page: (operation, items) => recorder.page(`${name} ${operation}`, items),
    refused: (operation, subject, error) => recorder.refused(`${name} ${operation}`, subject, error),
  };
}
