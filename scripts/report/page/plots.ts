import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { type Markup, trusted } from "./markup.ts";

/** A group of values with its colour, a custom property of the style sheet: it differs in the dark. */
export type Series = { name: string; colour: string };

/** Values by place and series, in the order in which they are drawn. */
export type Point = { place: string; series: string; value: number };

/** A drawing in both of its widths: the style sheet shows the one that fits, so that no text is scaled until it cannot be read. */
export type Drawing = { wide: Markup; narrow: Markup };

const WIDE = 640;
const NARROW = 330;

// A document of its own to draw in: nothing of it is a browser's, and it keeps nothing between two drawings.
const { document } = parseHTML("<!doctype html><html><body></body></html>");

/** Bars one below the other, as long as their values: for names. */
export function rowsPlot(points: readonly Point[], series: readonly Series[]): Drawing {
  const places = [...new Set(points.map(({ place }) => place))];
  const longest = Math.max(...places.map((place) => place.length));
  return both((width) => ({
    width,
    height: 48 + places.length * 24,
    marginTop: 8,
    marginLeft: Math.min(width / 2.4, 16 + longest * 7),
    marginRight: 24,
    x: { label: null, grid: true, nice: true, ticks: width / 110, tickFormat: wholeNumber },
    y: { label: null, domain: places, tickSize: 0 },
    color: colours(series),
    marks: [Plot.barX(points, { x: "value", y: "place", fill: "series", insetTop: 3, insetBottom: 3 }), Plot.ruleX([0])],
  }));
}

/** Bars side by side, as high as their values: for spans of time and classes, in the order in which they come. */
export function columnsPlot(points: readonly Point[], series: readonly Series[]): Drawing {
  const places = [...new Set(points.map(({ place }) => place))];
  return both((width) => {
    const every = Math.ceil(places.length / (width / 82));
    return {
      width,
      height: 220,
      marginLeft: 44,
      marginTop: 12,
      x: { label: null, domain: places, ticks: places.filter((_, index) => index % every === 0), tickSize: 0 },
      y: { label: null, grid: true, nice: true, ticks: 5, tickFormat: wholeNumber },
      color: colours(series),
      marks: [Plot.barY(points, { x: "place", y: "value", fill: "series", inset: 1 }), Plot.ruleY([0])],
    };
  });
}

/** Values from day to day, one series upon the other; `marked` are days with a mark below. A day without a figure keeps the one before. */
export function daysPlot(points: readonly Point[], series: readonly Series[], marked: readonly string[]): Drawing {
  const dated = points.map(({ place, ...point }) => ({ ...point, day: new Date(place) }));
  const marks = marked.map((place) => ({ day: new Date(place) }));
  return both((width) => ({
    width,
    height: 240,
    marginLeft: 44,
    marginTop: 12,
    marginBottom: 34,
    x: { type: "utc", label: null, ticks: width / 90 },
    y: { label: null, grid: true, nice: true, ticks: 5, tickFormat: wholeNumber },
    color: colours(series),
    marks: [
      Plot.areaY(dated, { x: "day", y: "value", fill: "series", curve: "step-after", order: series.map(({ name }) => name) }),
      Plot.ruleY([0]),
      Plot.dot(marks, { x: "day", y: 0, dy: 5, r: 2.5, fill: "var(--unknown)" }),
    ],
  }));
}

function both(options: (width: number) => Plot.PlotOptions): Drawing {
  return { wide: drawn(options(WIDE)), narrow: drawn(options(NARROW)) };
}

/** As much of an element as drawing needs; no browser's types are known here. */
type Drawn = {
  outerHTML: string;
  querySelectorAll(selector: string): Iterable<{ remove(): void; removeAttribute(name: string): void }>;
  setAttribute(name: string, value: string): void;
};

/** An image without words of its own: figure, caption and table say what it shows. The style that Plot adds stands in the page's own, since the policy allows no other. */
function drawn(options: Plot.PlotOptions): Markup {
  const svg = Plot.plot({ ...options, document, className: "plot", style: {} }) as unknown as Drawn;
  for (const style of svg.querySelectorAll("style")) style.remove();
  for (const labelled of svg.querySelectorAll("[aria-label]")) labelled.removeAttribute("aria-label");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("font-size", "12");
  return trusted(svg.outerHTML);
}

function colours(series: readonly Series[]): Plot.ScaleOptions {
  return { domain: series.map(({ name }) => name), range: series.map(({ colour }) => `var(${colour})`) };
}

/** Counts are whole: no tick says half a record. */
function wholeNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : "";
}
