import { firstParents, pathsThatHeld, versionsOf } from "../../../stacks/files/history.ts";
import { folder, prefixOf } from "../../../stacks/files/tree.ts";
import { parseYaml } from "../../../stacks/files/yaml.ts";
import { parseIamArn } from "../../../stacks/iam/arn.ts";
import { KINDS } from "../../../stacks/kinds/kinds.ts";
import { parseOwner, parseRecordRef, parseRecordTag } from "../../../stacks/model/ref.ts";
import { idOfRecord } from "../../ledger/entry.ts";
import { type Life, lifeOf, type RecordVersion } from "../../report/life.ts";
import { livesJson, livesText } from "../../report/life-text.ts";
import type { Outcome } from "../command.ts";
import { digestOfSubject } from "../drift-evidence.ts";
import type { Environment } from "../environment.ts";
import { UsageError } from "../options.ts";
import { readRecords } from "../records.ts";
import type { Asked } from "./asked.ts";
import { type Evidence, readEvidence } from "./read.ts";

/** `evidence show`: the whole life of one record, ARN or person, from the history of its files and the ledger. */
export function show(asked: Asked): Outcome {
  const { words, options, root, environment } = asked;
  const word = words[0]!;
  const evidence = readEvidence(asked);
  const lives = livesOf(root, word, evidence);
  const output = options.json ? JSON.stringify(livesJson(word, lives), null, 2) : livesText(lives, linkTo(environment));
  return { result: "clean", output };
}

/** Where the files of a record can be: paths in the repository, live and retired. */
const globsOf = (prefix: string, account: string, ref: string) =>
  ["", "retired/"].map((place) => `${prefix}accounts/${account}/${place}${ref}.yaml`);

/** What a word may name: files by their places, and for an ARN its account and the hash by which findings know it. */
type Wanted = { globs: readonly string[]; arn?: { subject: string; account: string } };

function livesOf(root: string, word: string, evidence: Evidence): readonly Life[] {
  const prefix = prefixOf(root);
  const { globs, arn } = wantedBy(root, prefix, word);
  const subject = arn?.subject;
  const versions = globs.length === 0 ? [] : versionsOf(root, "HEAD", globs);
  const order = new Map(firstParents(root, "HEAD").map((commit, index) => [commit as string, index]));
  const byRecord = new Map<string, RecordVersion[]>();
  for (const { text, ...version } of versions) {
    const place = placeOf(prefix, version.path);
    if (!place) continue;
    const fields = text === undefined ? undefined : (parseYaml(version.path, text).data as RecordVersion["fields"]);
    const one = { ...version, retired: place.retired, gone: text === undefined, fields };
    byRecord.set(place.record, [...(byRecord.get(place.record) ?? []), one]);
  }
  const isFound = evidence.drift.some(({ facts }) => facts.findings.some((finding) => finding.subject === subject));
  if (byRecord.size === 0 && !isFound)
    throw new UsageError(`${word}: no record of that name was ever on this branch, and the ledger knows nothing of it`);
  if (byRecord.size === 0) byRecord.set(word, []);
  return [...byRecord.keys()].sort().map((name) => {
    const account = arn?.account ?? name.split("/")[0]!;
    return lifeOf({
      ...evidence,
      record: isRecord(name) ? idOfRecord(name) : name,
      account,
      subject,
      versions: byRecord.get(name)!,
      order,
    });
  });
}

/** True for a record of an account: what the directory holds, and an ARN, stay as they are. */
function isRecord(text: string): boolean {
  return parseRecordTag(text) !== undefined && !text.startsWith("directory/");
}

function wantedBy(root: string, prefix: string, word: string): Wanted {
  if (word.startsWith("arn:")) return wantedByArn(root, prefix, word);
  const owner = parseOwner(word);
  if (owner?.type === "person") return { globs: globsOfPerson(root, prefix, owner.id) };
  const path = /(?:^|\/)accounts\/([^/]+)\/(?:retired\/)?(.+)\.yaml$/.exec(word);
  const tag = parseRecordTag(path ? `${path[1]}/${path[2]}` : word);
  if (tag) return { globs: globsOf(prefix, literal(tag.account), literal(tag.ref)) };
  if (parseRecordRef(word) && !owner) return { globs: globsOf(prefix, "*", literal(word)) };
  throw new UsageError(`${word}: expected a record such as service-accounts/x or prod/service-accounts/x, an ARN, or person/<id>`);
}

/** Records whose entity has the name of an ARN; which kinds can be meant, its type tells. */
function wantedByArn(root: string, prefix: string, arn: string): Wanted {
  const parts = parseIamArn(arn);
  const accountId = arn.split(":")[4];
  const account = [...readRecords(folder(root)).accounts.values()].find((one) => one.accountId === accountId);
  if (!parts || !account) throw new UsageError(`${arn}: expected the ARN of an IAM entity in an account of accounts/`);
  const type = parts.type.endsWith("-provider") ? "provider" : parts.type;
  const kinds = Object.keys(KINDS).filter((kind) =>
    [KINDS[kind]!.entityType, ...(KINDS[kind]!.alsoTypes ?? [])].some((one) => one === type),
  );
  const globs = kinds.flatMap((kind) => globsOf(prefix, literal(account.name), `${kind}/${literal(parts.name)}`));
  return { globs, arn: { subject: digestOfSubject(arn), account: account.name } };
}

/** The directory's file of a person, and every record that ever named them. */
function globsOfPerson(root: string, prefix: string, id: string): readonly string[] {
  const pattern = `person/${id.replace(/[.+*?^$()[\]{}|\\]/g, "\\$&")}([^A-Za-z0-9._-]|$)`;
  const named = pathsThatHeld(root, "HEAD", pattern, `${prefix}accounts/**`).filter((path) => path.endsWith(".yaml"));
  return [`${prefix}directory/people/${literal(id)}.yaml`, ...globsOf(prefix, "*", `people/${literal(id)}`), ...named.map(literal)];
}

/** A text in which no character stands for others. */
function literal(text: string): string {
  return text.replace(/[\\*?[]/g, "\\$&");
}

function placeOf(prefix: string, path: string): { record: string; retired: boolean } | undefined {
  const own = path.slice(prefix.length);
  if (/^directory\/people\/[^/]+\.yaml$/.test(own)) return { record: own.replace(/\.yaml$/, ""), retired: false };
  const match = /^accounts\/([^/]+)\/(retired\/)?([^/]+\/[^/]+)\.yaml$/.exec(own);
  return match ? { record: `${match[1]}/${match[3]}`, retired: match[2] !== undefined } : undefined;
}

/** Pages on GitHub, where a repository is named (GITHUB_REPOSITORY, as in Actions). */
function linkTo({ GITHUB_REPOSITORY, GITHUB_SERVER_URL }: Environment): (kind: "pull" | "commit", id: string) => string | undefined {
  const server = GITHUB_SERVER_URL ?? "https://github.com";
  return (kind, id) => (GITHUB_REPOSITORY === undefined ? undefined : `${server}/${GITHUB_REPOSITORY}/${kind}/${id}`);
}
