import type { HrSource } from "../../../stacks/model/configured.ts";
import { readExport } from "../exports/file.ts";
import { readOktaUsers } from "../okta/users.ts";
import { PartError, type Recorder } from "../part.ts";
import { readScimUsers } from "../scim/users.ts";
import { type Access, openRest, type RestOptions } from "../services/rest.ts";
import { hrFromCsv } from "./csv.ts";
import { type Against, wrongWith } from "./guard.ts";
import { hrFromJson } from "./json.ts";
import { hrFromOkta } from "./okta.ts";
import { type HrFeed, inOurWords, type People } from "./record.ts";
import { hrFromScim } from "./scim.ts";

/** Reads people from where the settings say. A feed that a guard stops is a gap: nothing follows from it. */
export async function readPeople(source: HrSource, against: Omit<Against, "source">, access: Access, recorder: Recorder): Promise<People> {
  const feed = await readFeed(source, against.asOf, access, recorder);
  const read = inOurWords(feed, source.words);
  const wrong = wrongWith(feed, read, { ...against, source });
  if (wrong !== undefined) throw new PartError("guard", `the feed is not believed: ${wrong}`);
  for (const { subject, reason } of read.held) recorder.refused("guard", subject, new PartError("guard", reason));
  return { source: feed.source, tenant: feed.tenant, asOf: feed.asOf, people: read.people };
}

async function readFeed(source: HrSource, asOf: Against["asOf"], { tokens, wait }: Access, recorder: Recorder): Promise<HrFeed> {
  const serviceAt = (url: string, scheme: RestOptions["scheme"]) =>
    openRest({ url, token: tokens[TOKEN], tokenName: TOKEN, scheme, recorder, ...(wait ? { wait } : {}) });
  if (source.format === "scim") return hrFromScim(await readScimUsers(serviceAt(source.url, "Bearer"), recorder), asOf);
  if (source.format === "okta") return hrFromOkta(await readOktaUsers(serviceAt(source.url, "SSWS"), recorder), source.person, asOf);
  const exported = await readExport(source.file, recorder);
  const feed = source.format === "csv" ? hrFromCsv(exported, source) : hrFromJson(exported.bytes);
  recorder.page("read", feed.people.length);
  return feed;
}

/** The environment variable of the token of the HR system. */
const TOKEN = "HR_TOKEN";
