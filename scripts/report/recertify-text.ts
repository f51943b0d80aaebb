import type { Instant } from "../../stacks/model/instant.ts";
import type { ProposalResult } from "./drift-json.ts";

/** One reviewer who is asked: about what, until when, by which pull request. */
export type Asked = { reviewer: string; accesses: readonly string[]; until: Instant; proposal: ProposalResult };

/** Somebody who did not answer in time, and whoever was asked too; null where nobody may answer in their place. */
export type Reminded = {
  number: number;
  reviewer: string;
  next: string | null;
  waiting: readonly string[];
  action: "reminded" | "would remind";
};

/** What a run came to. `later` are reviewers whose turn comes with the next run, `nobody` accesses that nobody may answer for. */
export type Recertified = {
  campaign: string;
  asOf: Instant;
  stacks: readonly { stack: string; complete: boolean }[];
  asked: readonly Asked[];
  later: readonly string[];
  nobody: readonly string[];
  reminded: readonly Reminded[];
  waiting: readonly {
    campaign: string;
    reviewer: string;
    number: number;
    askedAt: Instant;
    next: string | null;
    accesses: readonly string[];
  }[];
};

/** A run for a terminal: who is asked about what, who was reminded, what still waits. */
export function recertifyText({ campaign, stacks, asked, later, nobody, reminded, waiting }: Recertified): string {
  const lines = [
    ...stacks.filter(({ complete }) => !complete).map(({ stack }) => `${stack}: could not be read, so nobody is asked about it`),
    ...asked.flatMap(({ reviewer, accesses, until, proposal }) => [
      `${proposal.action}${proposal.number === null ? "" : ` #${proposal.number}`}: ${reviewer} about ${counted(accesses)} until ${until}`,
      ...accesses.map((access) => `  ${access}`),
      ...proposal.notes.map((note) => `  note: ${note}`),
      ...(proposal.body === undefined ? [] : ["", proposal.body.trimEnd().replace(/^/gm, "    | ")]),
    ]),
    ...reminded.map(
      ({ action, number, reviewer, next, waiting: left }) =>
        `${action} #${number}: ${reviewer} about ${counted(left)}; ${next ?? "nobody"} may answer in their place`,
    ),
    ...waiting.map(
      ({ campaign: of, reviewer, number, askedAt, accesses }) =>
        `waits #${number}: ${of}, ${reviewer}, ${counted(accesses)} since ${askedAt}`,
    ),
    ...(later.length > 0 ? [`next run: ${later.join(", ")} (settings.yaml limits.pullRequests.perHour)`] : []),
    ...nobody.map((access) => `nobody may answer for ${access}: give it an owner who has nothing by it`),
  ];
  return [`campaign ${campaign}`, ...(lines.length > 0 ? lines : ["nothing is due"])].join("\n");
}

/** The same as JSON, `tenure/recertify/1`. */
export function recertifyJson(result: Recertified): string {
  return JSON.stringify({ schema: "tenure/recertify/1", ...result }, null, 2);
}

function counted({ length }: readonly string[]): string {
  return `${length} ${length === 1 ? "access" : "accesses"}`;
}
