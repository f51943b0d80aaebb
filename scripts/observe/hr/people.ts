import type { HrSource } from "../../../stacks/model/configured.ts";
import { readExport } from "../exports/file.ts";
import { PartError, type Recorder } from "../part.ts";
import { hrFromCsv } from "./csv.ts";
import { type Against, wrongWith } from "./guard.ts";
import { hrFromJson } from "./json.ts";
import { type HrFeed, inOurWords, type People } from "./record.ts";

/** Reads people from where the settings say. A feed that a guard stops is a gap: nothing follows from it. */
export async function readPeople(source: HrSource, against: Omit<Against, "source">, recorder: Recorder): Promise<People> {
  const feed = await readFeed(source, recorder);
  const read = inOurWords(feed, source.words);
  const wrong = wrongWith(feed, read, { ...against, source });
  if (wrong !== undefined) throw new PartError("guard", `the feed is not believed: ${wrong}`);
  for (const { subject, reason } of read.held) recorder.refused("guard", subject, new PartError("guard", reason));
  return { source: feed.source, tenant: feed.tenant, asOf: feed.asOf, people: read.people };
}

async function readFeed(source: HrSource, recorder: Recorder): Promise<HrFeed> {
  const exported = await readExport(source.file, recorder);
  const feed = source.format === "csv" ? hrFromCsv(exported, source) : hrFromJson(exported.bytes);
  recorder.page("read", feed.people.length);
  return feed;
}
