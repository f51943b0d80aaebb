import type { Declared } from "../../stacks/model/declared.ts";
import { between, describeEnd, type Instant, parseDuration, plus } from "../../stacks/model/instant.ts";
import { type DriftResult, gapsOf } from "./drift-json.ts";
import { cell } from "./markdown.ts";

/** One open decision; `urgent` ones are due at a moment, after which others are asked. `who` are logins, nobody where it is not known. */
export type OpenDecision = { number: number; url: string; title: string; openedAt: Instant; who: readonly string[]; urgent: boolean };

/** What the dashboard shows. `lastComplete` is the last run of each account in which everything could be read. */
export type Dashboard = {
  asOf: Instant;
  declared: Declared;
  decisions: readonly OpenDecision[];
  results: readonly DriftResult[];
  lastComplete: ReadonlyMap<string, Instant | undefined>;
};

/** GitHub takes 65,536 characters of an issue; each part gets its share, so that a long one hides no other. */
const SHARE = 11_000;
const LONGEST_ROW = 400;
const SOON = parseDuration("30d")!;
const DAY = parseDuration("1d")!;
const HOUR = parseDuration("1h")!;

/** The one issue that says how things stand: who must act first, then what is coming. It stays the same issue, however often it is written. */
export function dashboardMarkdown(dashboard: Dashboard): string {
  const { asOf } = dashboard;
  return [
    `**As of ${asOf}.** Tenure edits this issue in place; what is written into it is lost.`,
    part("Open decisions", decisionRows(dashboard), "None."),
    part("Not read", gapRows(dashboard), "Everything was read."),
    part("Ends within 30 days", endRows(dashboard), "None."),
    part("Exceptions", exceptionRows(dashboard), "None."),
    part("Held back", heldRows(dashboard), "Nothing."),
    part("Last complete run", completeRows(dashboard), "None yet."),
  ].join("\n\n");
}

/** Rows as far as the share of the part goes; what does not fit is counted. */
function part(title: string, rows: readonly string[], none: string): string {
  const shown: string[] = [];
  let room = SHARE;
  for (const row of rows) {
    room -= Math.min(row.length, LONGEST_ROW) + 1;
    if (room < 0) break;
    shown.push(row.length <= LONGEST_ROW ? row : `${row.slice(0, LONGEST_ROW - 1)}…`);
  }
  const rest = rows.length - shown.length;
  return [
    `### ${title}${rows.length > 0 ? ` (${rows.length})` : ""}`,
    ...(rows.length > 0 ? shown : [none]),
    ...(rest > 0 ? [`- and ${rest} more`] : []),
  ].join("\n");
}

function decisionRows({ decisions, declared, asOf }: Dashboard): readonly string[] {
  const { decideWithin, escalate } = declared.settings.urgent;
  return [...decisions]
    .sort((a, b) => Number(b.urgent) - Number(a.urgent) || (a.openedAt < b.openedAt ? -1 : 1))
    .map(({ number, url, title, openedAt, who, urgent }) => {
      const due = plus(openedAt, decideWithin);
      const others = escalate.length > 0 ? escalate.join(", ") : `team/${declared.settings.teams.security}`;
      const late = due <= asOf ? `**overdue since ${due}, now ${others}**` : `due ${due}`;
      return `- [#${number}](${url}) ${cell(title)}: ${age(openedAt, asOf)} old, ${who.length > 0 ? who.join(" or ") : "security"} must act${urgent ? `, ${late}` : ""}`;
    });
}

function gapRows({ results }: Dashboard): readonly string[] {
  return results.flatMap(({ observation, comparison }) => {
    const gaps = [...comparison.unknown.map(({ gap }) => gap), ...Object.values(observation.parts).flatMap(gapsOf)];
    return [...new Set(gaps.map(({ source, operation, reason }) => `- ${comparison.account}: ${source} ${operation}: ${cell(reason)}`))];
  });
}

function endRows({ declared, asOf }: Dashboard): readonly string[] {
  return [...declared.accounts.values()]
    .flatMap(({ name, records }) => [...records.values()].map((record) => ({ name, record })))
    .filter(({ record: { kind, fields } }) => kind !== "grants" && fields.state !== "disabled" && fields.expires <= plus(asOf, SOON))
    .sort((a, b) => (a.record.fields.expires < b.record.fields.expires ? -1 : 1))
    .map(({ name, record: { ref, fields } }) => `- ${name}/${ref} ${describeEnd(fields.expires, asOf)}, ${fields.owner}`);
}

function exceptionRows({ declared, asOf }: Dashboard): readonly string[] {
  return [...declared.accounts.values()]
    .flatMap(({ name, exceptions }) => exceptions.map((exception) => ({ name, ...exception })))
    .sort((a, b) => (a.expires < b.expires ? -1 : 1))
    .map(({ name, id, rule, subject, expires }) => {
      const days = Math.floor(between(asOf, expires) / DAY);
      return `- ${name}: ${id} (${rule} of ${subject}): ${expires <= asOf ? `**lapsed ${expires}**` : `${days} day${days === 1 ? "" : "s"} left`}`;
    });
}

function heldRows({ results }: Dashboard): readonly string[] {
  return results.flatMap(({ comparison, heldBack }) =>
    [...Map.groupBy(heldBack, ({ because }) => because)].map(
      ([because, all]) => `- ${comparison.account}: ${all.length}: ${cell(because)}`,
    ),
  );
}

function completeRows({ lastComplete }: Dashboard): readonly string[] {
  return [...lastComplete].sort(([a], [b]) => (a < b ? -1 : 1)).map(([account, at]) => `- ${account}: ${at ?? "**never**"}`);
}

function age(from: Instant, to: Instant): string {
  const ms = Math.max(0, between(from, to));
  return ms >= DAY ? `${Math.floor(ms / DAY)} d` : `${Math.floor(ms / HOUR)} h`;
}

/** What the first run would open, for whoever decides whether it may. */
export function onboardingMarkdown(titles: readonly string[], asOf: Instant): string {
  return [
    `**Next step:** look at what the first run would open, then close this issue; the next run opens it, worst first and a few at a time. Or run it once with \`--confirm\`.`,
    `As of ${asOf}, nothing has been opened yet. \`npm run drift -- --dry-run\` prints each with its text.`,
    part(
      "Would be opened",
      titles.map((title) => `- ${cell(title)}`),
      "Nothing.",
    ),
  ].join("\n\n");
}
