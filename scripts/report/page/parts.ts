import type { Chart } from "./charts.ts";
import { type Content, html, type Markup } from "./markup.ts";

/** A section with its heading; `id` is where the navigation leads. */
export function section(id: string, title: string, ...content: readonly Content[]): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${content}</section>`;
}

/** A table that scrolls sideways by itself where it is too wide, by keyboard too. Numbers stand at the right. */
export function table(caption: string, head: readonly string[], rows: readonly (readonly Content[])[], nothing = "none"): Markup {
  if (rows.length === 0) return html`<p class="nothing">${nothing}</p>`;
  const cells = (row: readonly Content[]) =>
    row.map((cell, index) =>
      index === 0 ? html`<th scope="row">${cell}</th>` : html`<td${typeof cell === "number" ? html` class="number"` : ""}>${cell}</td>`,
    );
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table><caption>${caption}</caption><thead><tr>${head.map(
    (name) => (name === "" ? html`<td></td>` : html`<th scope="col">${name}</th>`),
  )}</tr></thead><tbody>${rows.map((row) => html`<tr>${cells(row)}</tr>`)}</tbody></table></div>`;
}

/** A plot with its sentence, its legend and its table, for whoever does not see it and for whoever wants the numbers. */
export function figure({ id, title, says, series, drawing, head, rows }: Chart): Markup {
  const legend =
    series.length < 2 || !drawing
      ? ""
      : html`<ul class="legend">${series.map(({ name, colour }) => html`<li><span class="swatch ${colour.slice(2)}"></span>${name}</li>`)}</ul>`;
  const plot = drawing ? html`<div class="wide">${drawing.wide}</div><div class="narrow">${drawing.narrow}</div>` : "";
  return html`<figure class="card" id="${id}"><figcaption><strong>${title}</strong><span>${says}</span></figcaption>${legend}${plot}<details><summary>${title} as a table</summary>${table(title, head, rows)}</details></figure>`;
}

/** A word on a ground of its colour; the word says it too, so that nobody depends on the colour. */
export function badge(kind: string, text: string = kind): Markup {
  return html`<span class="badge ${kind}">${text}</span>`;
}
