import type { Commit, Declared } from "../../stacks/model/declared.ts";
import { RecordError } from "../../stacks/model/errors.ts";
import { type Instant, plus } from "../../stacks/model/instant.ts";
import { parseRecordRef, recordTag } from "../../stacks/model/ref.ts";
import { type CommentCommand, parseComment } from "../decide/comment-command.ts";
import { renew } from "../decide/requests/renew.ts";
import { type Entitlement, entitlementOf } from "../gate/entitled.ts";
import type { Actor } from "../gate/pull-request.ts";
import { riskOf } from "../gate/risk.ts";
import { ask, GitHubError } from "../github/client.ts";
import { listPersonComments, readCloser } from "../github/read/comments.ts";
import { readPullRequest } from "../github/read/reviews.ts";
import { closePullRequest } from "../github/write/close.ts";
import { keepComment } from "../github/write/comment.ts";
import { ensureOpen } from "../github/write/wanted.ts";
import { idOfRecord } from "../ledger/entry.ts";
import { entriesOf, type Ledger } from "../ledger/ledger.ts";
import type { BotPullRequest } from "../observe/pull-requests/bot-pull-request.ts";
import { proposedFiles } from "../propose/files.ts";
import { readRecords } from "./records.ts";
import { type Reading, readBranch } from "./submission.ts";

/** What listening needs; each thing that was said is answered once, which the ledger says. */
export type Listening = { reading: Reading; ledger: Ledger; pulls: readonly BotPullRequest[]; asOf: Instant };

/** One thing that was said, and what became of it, for people. */
export type Heard = { number: number; text: string };

/**
 * Reads what people said on the bot's pull requests since the last time: commands in comments on open ones, and closes without a merge.
 * Only those count who may decide that risk and have no interest in it; the others are told so, once, and nothing else happens.
 */
export async function listen({ reading, ledger, pulls, asOf }: Listening): Promise<readonly Heard[]> {
  const said = entriesOf(reading.entries, "said").map(({ facts }) => facts);
  const heard: Heard[] = [];
  for (const pull of pulls) {
    if (pull.state === "closed" && !pull.withdrawn && pull.counts === undefined)
      heard.push(await hearClose(pull, { reading, ledger, pulls, asOf }));
    if (pull.state !== "open") continue;
    for (const comment of await listPersonComments(reading.github, pull.number)) {
      if (said.some((one) => one.comment === comment.id)) continue;
      const command = parseComment(comment.body);
      if (command === undefined) continue;
      heard.push(await obey(pull, comment.id, comment.by, command, { reading, ledger, pulls, asOf }));
    }
  }
  return heard;
}

async function hearClose(pull: BotPullRequest, { reading, ledger, asOf }: Listening): Promise<Heard> {
  const { number } = pull;
  const closer = await readCloser(reading.github, number);
  const { person, counts, because } = closer
    ? await entitled(pull, closer, reading, asOf)
    : { person: null, counts: false, because: "is not known to GitHub" };
  await ledger.append("said", asOf, { number, comment: null, what: "close", by: person, counts, until: null });
  const who = closer?.login ?? "whoever closed it";
  if (!counts)
    await keepComment(
      reading.github,
      number,
      `This close decides nothing: ${who} ${because}. Where it is still found, another pull request asks again.`,
      "withdrawn",
    );
  return { number, text: counts ? `closed by ${who}: decided` : `closed by ${who}, who ${because}: it is asked again` };
}

async function obey(
  pull: BotPullRequest,
  comment: number,
  by: Actor,
  asked: CommentCommand | { usage: string },
  listening: Listening,
): Promise<Heard> {
  const { reading, ledger, asOf } = listening;
  const { number } = pull;
  const answer = async (text: string) => {
    await keepComment(reading.github, number, `@${by.login}: ${text}`, `answer-${comment}`);
    return { number, text: `${by.login}: ${text}` };
  };
  if ("usage" in asked) {
    await ledger.append("said", asOf, { number, comment, what: "unreadable", by: null, counts: false, until: null });
    return await answer(`expected \`${asked.usage}\`, alone in a comment; nothing was done.`);
  }
  const { person, counts, because } = await entitled(pull, by, reading, asOf);
  const until = counts && asked.command === "snooze" ? plus(asOf, asked.lasting) : null;
  const text = counts
    ? await ACTIONS[asked.command](pull, asked as never, person!, listening)
    : `nothing was done: ${by.login} ${because}.`;
  const heard = await answer(text);
  // Written before the close of a snooze, so that it is never taken for a decision.
  await ledger.append("said", asOf, { number, comment, what: asked.command, by: person, counts, until });
  if (until !== null) await putOff(pull, until, person!, listening);
  return heard;
}

type Action<Name extends CommentCommand["command"]> = (
  pull: BotPullRequest,
  command: Extract<CommentCommand, { command: Name }>,
  person: string,
  listening: Listening,
) => Promise<string> | string;

/** What each command does, and what is answered. */
const ACTIONS: { [Name in CommentCommand["command"]]: Action<Name> } = {
  snooze: (_pull, { lasting }, person, { asOf }) => `put off until ${plus(asOf, lasting)} by ${person}; then it is asked again.`,
  exception: (pull) =>
    `an exception is a record that is approved like one: \`npm run new -- exceptions <name>\` writes it, and once it is merged #${pull.number} is closed.`,
  async assign({ number }, { login }, _person, { reading }) {
    const { octokit, owner, repo } = reading.github;
    try {
      await ask(reading.github, `ask ${login} to review #${number}`, () =>
        octokit.rest.pulls.requestReviewers({ owner, repo, pull_number: number, reviewers: [login] }),
      );
      return `${login} is asked to review.`;
    } catch (error) {
      if (!(error instanceof GitHubError) || error.code === "GITHUB_UNREACHABLE" || error.code === "GITHUB_UNAVAILABLE") throw error;
      return `${login} could not be asked: ${error.message}`;
    }
  },
  renew: openRenewal,
};

/** A pull request for the latest end that is allowed; whoever asked for it does not count among its approvers. */
async function openRenewal(pull: BotPullRequest, _command: unknown, person: string, { reading, ledger, asOf }: Listening): Promise<string> {
  const { github, source } = reading;
  const declared = readRecords(source.tree);
  const placed = await recordOf(pull, reading, declared);
  if (!placed) return "no record that could be renewed is changed by this pull request.";
  const { edits, refused } = renew([placed], { slots: [] }, declared, asOf);
  if (refused.length > 0) return `it cannot be renewed: ${refused[0]!.because}.`;
  const texts = new Map([...source.tree.files].flatMap(([path, blob]) => ("text" in blob ? [[path, blob.text] as const] : [])));
  const files = proposedFiles(edits, texts).map(({ path, text }) => ({ path: `${source.prefix}${path}`, text }));
  const { name, record } = { name: placed.account.name, record: placed.record.ref };
  const body = `**Next step:** whoever must approve it reviews and merges (the check \`tenure/approvals\` names them).\n\n### Why\n${person} asked for it on #${pull.number}. Once it is merged and deployed, #${pull.number} is closed where nothing else is found.\n`;
  const wanted = { branch: `renew/${name}/${record}`, title: `Renew ${record} in ${name}`, body, files };
  const opened = await ensureOpen(github, wanted, { name: source.branch!, commit: source.tree.commit as Commit });
  if (opened.action === "opened")
    await ledger.append("proposed", asOf, {
      ...{ stack: name, branch: wanted.branch, number: opened.number, head: opened.head, digest: null, action: "opened" },
      record: idOfRecord(recordTag(name, record)),
      askedBy: [person],
    });
  return `#${opened.number} asks for the later end.`;
}

async function recordOf(pull: BotPullRequest, reading: Reading, declared: Declared) {
  const { sides } = await readBranch(reading, await readPullRequest(reading.github, pull.number), reading.source.tree.commit as Commit);
  const change = sides.diff.records.find(({ before, ref }) => before !== undefined && parseRecordRef(ref) !== undefined);
  const account = change && declared.accounts.get(change.account);
  const record = account?.records.get(change!.ref);
  return account && record ? { account, record } : undefined;
}

/** Closed by the bot, and open again afterwards: nobody reads a list of what waits. */
async function putOff(pull: BotPullRequest, until: Instant, person: string, { reading, ledger, asOf }: Listening): Promise<void> {
  const { number, branch, wrote: head, digest } = pull;
  await ledger.append("proposed", asOf, {
    ...{ stack: branch.split("/")[1]!, branch, number, head, digest: digest ?? null, action: "withdrawn" },
    record: null,
  });
  await closePullRequest(reading.github, pull, `Put off until ${until} by ${person}; then another pull request asks again.`);
}

/** Where the change cannot be read any more, only who answers for all risks counts: nobody can tell what it would have taken from whom. */
async function entitled(pull: BotPullRequest, by: Actor, reading: Reading, asOf: Instant): Promise<Entitlement> {
  const submitted = await readPullRequest(reading.github, pull.number);
  try {
    const { sides, pull: read } = await readBranch(reading, submitted, reading.source.tree.commit as Commit);
    const base = sides.base?.declared ?? sides.head.declared;
    const { risk } = riskOf(sides.diff, base, sides.head.declared);
    // The bot wrote it, for nobody: that keeps nobody from deciding.
    return entitlementOf(by, { diff: sides.diff, base, head: sides.head.declared }, risk, sides.code, read, asOf);
  } catch (error) {
    if (!(error instanceof RecordError || (error instanceof GitHubError && error.code === "GITHUB_NOT_FOUND"))) throw error;
    const declared = readRecords(reading.source.tree);
    const person = [...declared.directory.people.values()].find(({ github }) => github?.id === by.id);
    const counts = person?.team === declared.settings.teams.security;
    return {
      person: person ? `person/${person.id}` : null,
      counts,
      because: counts ? "is of security" : "may not decide what cannot be read any more",
    };
  }
}
