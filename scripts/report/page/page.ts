import { compareText } from "../../../stacks/model/errors.ts";
import type { Figures } from "../figures/figures.ts";
import { cspHash, html, jsonInScript, type Markup, trusted } from "./markup.ts";
import { badge } from "./parts.ts";
import { endInWords, PARTS, partOf } from "./sections.ts";

/** What stands in a page beside its figures: the style sheet and the script of the list, as their files hold them. */
export type PageAssets = { style: string; script: string };

const DESCRIPTIONS = { clean: "Everything is as declared.", findings: "There are findings.", incomplete: "Something is not known." };

/** So many records stand in the page as they are; the script shows the others by pages of as many. */
const PAGE_SIZE = 50;

/**
 * The report as one page that needs nothing else: it opens from disk, asks nobody for anything, and its policy lets no other script run.
 * Records are data in it and become rows a page at a time, so that ten thousand of them stay quick. Pure: the same figures are the same bytes.
 * @param earlier where the list of earlier runs is, from the page
 */
export function reportPage(figures: Figures, assets: PageAssets, earlier: string): string {
  const { asOf, status, findings, exceptions, inventory, ends } = figures;
  const open = findings.open.filter(({ severity }) => severity !== "informational").length;
  const soon = ends.weeks.slice(0, 5).reduce((sum, span) => sum + span.records + span.keys, 0);
  const tiles: readonly (readonly [string, number, string])[] = [
    ["records", inventory.records.total, "#records"],
    ["end within five weeks", soon, "#ends"],
    ["open findings", open, "#findings"],
    ["exceptions", exceptions.length, "#exceptions"],
  ];
  const title = `Tenure report of ${asOf}`;
  return document(title, assets, [
    html`<header><p class="product">Tenure</p><h1>Who has access, until when, and who answers for it</h1>
<p>As of <time datetime="${asOf}">${asOf}</time>. ${badge(status)} ${DESCRIPTIONS[status]} <a href="${earlier}">Earlier reports</a></p>
<ul class="tiles">${tiles.map(([name, count, to]) => html`<li><a href="${to}"><strong>${count}</strong> ${name}</a></li>`)}</ul></header>`,
    html`<nav aria-label="Parts of this report"><ul>${[...PARTS, { id: "records", short: "Records" }].map(({ id, short: name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>`,
    html`<main id="main">${PARTS.map((part) => partOf(part, figures))}${recordsPart(figures)}</main>`,
    html`<script type="application/json" id="record-data">${jsonInScript(packed(soonestFirst(figures), asOf))}</script><script>${trusted(assets.script)}</script>`,
  ]);
}

/** A whole page under a policy that allows exactly its own style and script. The policy stands before everything that it is about. */
export function document(title: string, { style, script }: PageAssets, body: readonly Markup[]): string {
  const policy = `default-src 'none'; style-src ${cspHash(style)}; script-src ${cspHash(script)}; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${trusted(policy)}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><title>${title}</title><style>${trusted(style)}</style></head>
<body><a class="skip" href="#main">To the report</a>${body}</body></html>
`.markup;
}

const COLUMNS = ["record", "end", "state", "owner", "account", "purpose"] as const;

function recordsPart(figures: Figures): Markup {
  const { asOf } = figures;
  const records = soonestFirst(figures);
  const options = (values: readonly string[]) => [...new Set(values)].sort().map((value) => html`<option>${value}</option>`);
  const choice = (id: string, label: string, values: readonly string[]) =>
    html`<p><label for="${id}">${label}</label><select id="${id}"><option value="">all</option>${options(values)}</select></p>`;
  const first = records.slice(0, PAGE_SIZE);
  const status = `${first.length === 0 ? "No records" : `1 to ${first.length} of ${records.length} records`}`;
  return html`<section id="records" aria-labelledby="records-title"><h2 id="records-title">Records</h2>
<noscript><p>The first ${first.length} of ${records.length} records: searching needs scripts, which this page's policy limits to its own.</p></noscript>
<form id="filter" role="search" aria-label="Records"><p><label for="search">Search</label><input id="search" type="search" autocomplete="off" spellcheck="false" placeholder="name, owner, purpose"></p>
${choice(
  "kind",
  "Kind",
  records.map(({ kind }) => kind),
)}${choice(
  "owner",
  "Owner",
  records.map(({ owner }) => owner),
)}${choice(
  "state",
  "State",
  records.map(({ state }) => state),
)}</form>
<p id="shown" role="status">${status}</p>
<div class="scroll" role="region" aria-label="List of records" tabindex="0"><table id="record-table"><caption>Records and exceptions</caption><thead><tr>${COLUMNS.map((name) => html`<th scope="col"${name === "end" ? html` aria-sort="ascending"` : ""}><button type="button" data-column="${name}">${name}</button></th>`)}</tr></thead><tbody>${first.map(
    (row) =>
      html`<tr><th scope="row">${row.record}</th><td>${endInWords(row, asOf)}</td><td>${badge(row.state)}</td><td>${row.owner}</td><td>${row.stack}</td><td>${row.purpose}</td></tr>`,
  )}</tbody></table></div>
<p class="pages"><button type="button" id="before" disabled>Earlier</button> <button type="button" id="after"${records.length > PAGE_SIZE ? "" : html` disabled`}>Further</button></p></section>`;
}

function soonestFirst({ records }: Figures): Figures["records"] {
  return records.toSorted((a, b) => compareText(a.expires, b.expires));
}

/** The records as the script of the page takes them: words that many have stand once, and rows hold their places. */
function packed(records: Figures["records"], asOf: Figures["asOf"]) {
  const places = new Map<string, number>();
  const place = (word: string) => {
    const known = places.get(word) ?? places.size;
    places.set(word, known);
    return known;
  };
  const rows = records.map((row) => [
    row.record,
    place(row.stack),
    place(row.owner),
    place(row.state),
    place(endInWords(row, asOf)),
    row.purpose,
    row.expires,
  ]);
  return { pageSize: PAGE_SIZE, words: [...places.keys()], rows };
}
