import { describeEndOf } from "../../../stacks/kinds/kinds.ts";
import { describeEnd } from "../../../stacks/model/instant.ts";
import { hoursBetween } from "../figures/distribution.ts";
import type { Figures } from "../figures/figures.ts";
import type { Gauge } from "../figures/risk.ts";
import { checksChart, durationsChart, inTime, kindsChart, monthsChart, ownersChart, trendChart, weeksChart } from "./charts.ts";
import { html, type Markup } from "./markup.ts";
import { badge, figure, section, table } from "./parts.ts";

/** Lists longer than this are cut in the page, which says so: the rest stands in `npm run drift -- --json` and in the ledger. */
const MOST_ROWS = 200;

/** A part of the page: where the navigation leads, what it says there, the heading, and the part itself. */
export type PagePart = { id: string; short: string; title: string; render(figures: Figures): Markup };

/** The parts of the page in their order, but for the records. What cannot be vouched for comes first. */
export const PARTS: readonly PagePart[] = [
  { id: "unknown", short: "Unknown", title: "What is not known", render: unknownPart },
  { id: "risk", short: "Risk", title: "Risk of the process", render: ({ risk }) => html`<div class="cards">${risk.map(gaugeCard)}</div>` },
  { id: "inventory", short: "Inventory", title: "What is declared", render: inventoryPart },
  {
    id: "ends",
    short: "Ends",
    title: "What ends when",
    render: ({ ends }) => html`<div class="plots">${[weeksChart(ends), monthsChart(ends)].map(figure)}</div>`,
  },
  { id: "findings", short: "Findings", title: "Open findings", render: findingsPart },
  { id: "exceptions", short: "Exceptions", title: "Exceptions", render: exceptionsPart },
  { id: "revocation", short: "Revocation", title: "How fast access is gone", render: revocationPart },
  { id: "approvals", short: "Approvals", title: "How fast changes are approved", render: approvalsPart },
  { id: "reviews", short: "Reviews", title: "Certified again", render: ({ recertification }) => html`<p>${recertification.says}</p>` },
  { id: "controls", short: "Controls", title: "Controls", render: controlsPart },
  { id: "runs", short: "Runs", title: "Runs", render: runsPart },
];

/** A part under its heading. */
export function partOf({ id, title, render }: PagePart, figures: Figures): Markup {
  return section(id, title, render(figures));
}

function unknownPart({ incomplete }: Figures): Markup {
  if (incomplete.length === 0) return html`<p class="calm">Nothing: every account was compared completely in its last run.</p>`;
  return html`<div class="alarm"><p>This report is incomplete. Nothing below vouches for the following.</p><ul>${incomplete.map(
    ({ stack, says }) => html`<li><strong>${stack}</strong> ${says}</li>`,
  )}</ul></div>`;
}

/** The bar is as long as the value; its mark is the threshold. Whatever is more than twice the threshold fills it. */
function gaugeCard({ title, state, value, threshold, says }: Gauge): Markup {
  const scale = Math.max(threshold * 2, 1);
  const at = (amount: number) => Math.round(Math.min(amount / scale, 1) * 1_000) / 10;
  const bar = value === null ? "" : html`<rect class="value" width="${at(value)}" height="10" rx="2"/>`;
  const name = { within: "within", over: "over the threshold", unknown: "not known" }[state];
  return html`<article class="card gauge ${state}"><h3>${title}</h3>${badge(state, name)}<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="ground" width="100" height="10" rx="2"/>${bar}<rect class="mark" x="${Math.max(0, at(threshold) - 0.4)}" width="0.8" height="10"/></svg><p>${says.replaceAll(" %", "\u00a0%")}.</p></article>`;
}

function inventoryPart({ inventory }: Figures): Markup {
  return html`<div class="plots">${[kindsChart(inventory.kinds), ownersChart(inventory.owners)].map(figure)}</div>`;
}

function findingsPart({ findings, asOf }: Figures): Markup {
  const { open, trend } = findings;
  const rows = open
    .slice(0, MOST_ROWS)
    .map(({ check, stack, record, severity, firstAt, inFirstRun, id }) => [
      record ?? html`${stack}, declared nowhere`,
      badge(severity),
      check,
      `${inFirstRun ? "at least " : ""}${inTime(hoursBetween(firstAt, asOf))}`,
      html`<code>${id}</code>`,
    ]);
  const more = open.length > MOST_ROWS ? html`<p>The first ${MOST_ROWS} of ${open.length}, the worst first.</p>` : "";
  return html`<div class="plots">${[trendChart(trend), checksChart(open)].map(figure)}</div>${more}${table("Open findings, the worst first", ["record", "severity", "check", "open for", "finding"], rows, "No finding is open.")}`;
}

function exceptionsPart({ exceptions, asOf }: Figures): Markup {
  const rows = exceptions.map(({ id, rule, record, owner, approvedBy, expires, daysLeft }) => [
    id,
    rule,
    record,
    owner,
    approvedBy,
    html`${daysLeft < 0 ? badge("over", "lapsed") : html`${daysLeft} days left`}<br><small>${describeEnd(expires, asOf)}</small>`,
  ]);
  return table(
    "Exceptions, the soonest end first",
    ["exception", "rule", "record", "owner", "approved by", "end"],
    rows,
    "No exception is declared.",
  );
}

function revocationPart({ revocation }: Figures): Markup {
  const { leavers, leaverHours, findings, checks } = revocation;
  const people = leavers
    .slice(0, MOST_ROWS)
    .map(({ record, person, since, isLastDay, goneAt, proof, hours }) => [
      record,
      person ?? "not in the directory",
      `${since}${isLastDay ? "" : " (when it was found; no last day is known before)"}`,
      goneAt ?? badge("over", "not proven to be gone"),
      inTime(hours),
      proof ? `entry ${proof.entry}, ${proof.by}` : "none",
    ]);
  const byCheck = checks.map(({ check, open, excepted, gone: { count, median, p90, longest } }) => [
    check,
    ...[open, count, excepted],
    ...[median, p90, longest].map((hours) => (hours === null ? "" : inTime(hours))),
  ]);
  return html`<p>Access that ends with the last day is not listed: AWS ends it at that second, and nothing is found. What was there before the first run has no beginning and is not measured.</p>
<div class="plots">${[
    durationsChart("leaver-times", "From last day to access gone", "revocation after a last day", leaverHours),
    durationsChart("finding-times", "From found to gone", "finding that is gone", findings),
  ].map(figure)}</div>
${table("Leavers who were found with access, the longest first", ["record", "person", "since", "gone at", "time", "proof"], people, "No leaver was ever found with access.")}
${table("Findings by check", ["check", "open", "gone", "excepted", "half within", "nine of ten within", "longest"], byCheck, "No finding is on record.")}`;
}

function approvalsPart({ leadTimes }: Figures): Markup {
  const { changes, opened, notKnown, deployed } = leadTimes;
  const unknown = notKnown > 0 ? html`<p>${notKnown} of ${changes} changes were opened by people: the ledger does not say when.</p>` : "";
  return html`${unknown}<div class="plots">${[
    durationsChart("approval-times", "From opened to merged", "change that the bot opened", opened),
    durationsChart("deploy-times", "From merged to deployed", "deployed change", deployed),
  ].map(figure)}</div>`;
}

function controlsPart({ controls }: Figures): Markup {
  const frameworks = [...Map.groupBy(controls, ({ framework, version }) => `${framework} ${version}`)];
  const count = (own: Figures["controls"], status: string) => own.filter((control) => control.status === status).length;
  const statuses = ["proven", "failing", "unknown", "unproven"];
  const summary = frameworks.map(([name, own]) => [name, own.length, ...statuses.map((status) => count(own, status))]);
  return html`${table("Controls by framework", ["framework", "all", ...statuses], summary)}${frameworks.map(
    ([name, own]) =>
      html`<details><summary>${name}</summary>${table(
        name,
        ["control", "status", "proven by", "last result", "gap"],
        own.map(({ id, title, status, proofs, gap }) => [
          html`<strong>${id}</strong> ${title}`,
          badge(status),
          proofs.map(({ name: proof }) => html`<div>${proof}</div>`),
          proofs.map(({ outcome, since }) => html`<div>${outcome}${since === null ? "" : ` since ${since}`}</div>`),
          gap ?? "",
        ]),
      )}</details>`,
  )}`;
}

function runsPart({ watched, ledger, commit }: Figures): Markup {
  const rows = watched.map(({ stack, lastRun, lastComplete, unknown }) => [
    stack,
    lastRun ? html`${lastRun.at} <small>entry ${lastRun.entry}</small>` : badge("unknown", "never"),
    lastRun ? badge(lastRun.status) : "",
    lastComplete ? html`${lastComplete.at} <small>entry ${lastComplete.entry}</small>` : badge("unknown", "never"),
    unknown.join(", "),
  ]);
  return html`${table("The last comparison of each account with AWS", ["account", "last run", "result", "last complete run", "checks without a whole answer"], rows)}
<p>Records of ${commit === "working tree" ? "the working tree" : html`<code>${commit}</code>`}. Ledger: ${ledger.description}, ${ledger.entries} entries${ledger.head === null ? "" : html`, up to <code>${ledger.head}</code>`}.</p>`;
}

/** The end of a record in words; what is disabled has stopped, whatever its end. */
export function endInWords({ kind, expires, state }: Figures["records"][number], asOf: Figures["asOf"]): string {
  return state === "disabled" ? "disabled" : describeEndOf(kind, expires, asOf);
}
