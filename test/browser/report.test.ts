import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { recordsInMemory } from "../../scripts/command/bench/identities.ts";
import { writeReport } from "../../scripts/command/report/files.ts";
import { CHROMIUM, startChromium } from "../support/chromium.ts";
import { demoFigures, pageOf } from "../support/report.ts";
import { sample } from "../support/small-organisation.ts";

type Violation = { id: string; nodes: readonly { target: readonly string[] }[] };

const SIZES = [
  { name: "a phone", width: 390, height: 844 },
  { name: "a tablet", width: 820, height: 1180 },
  { name: "a desk", width: 1440, height: 900 },
];
const LOOKS = SIZES.flatMap((size) => (["light", "dark"] as const).map((scheme) => ({ ...size, scheme })));
/** axe looks at every element for a long time, and machines that test are busy. */
const PATIENT = { timeout: 240_000 };
const EVIL = "</script><img src=x onerror=\"document.title='broken in'\"><!-- ledger";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const FIGURES = demoFigures(sample());

const WITHOUT_CHROMIUM = "chromium is not on the PATH";

describe("test/browser/report", () => {
  let browser: Browser | undefined;
  let folder: string;
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

  beforeAll(async () => {
    if (CHROMIUM === undefined) return;
    browser = await startChromium();
    folder = mkdtempSync(join(tmpdir(), "tenure-browser-"));
    writeReport(FIGURES, folder);
    write("evil.html", pageOf({ ...FIGURES, records: FIGURES.records.map((row) => ({ ...row, purpose: EVIL })) }));
    write("large.html", pageOf(demoFigures(recordsInMemory(0, 10_000))));
  });
  afterAll(async () => {
    await browser?.close();
    if (browser) rmSync(folder, { recursive: true });
  });
  beforeEach((context) => context.skip(CHROMIUM === undefined, WITHOUT_CHROMIUM));

  /** Opens a file from disk, works with it, and fails for whatever the page complains of: errors and breaches of its policy. */
  async function on<T>(name: string, options: BrowserContextOptions, work: (page: Page) => Promise<T>): Promise<T> {
    const context = await browser!.newContext({ reducedMotion: "reduce", ...options });
    try {
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
      page.on("pageerror", (error) => void complaints.push(error.message));
      await page.goto(pathToFileURL(join(folder, name)).href);
      const result = await work(page);
      expect(complaints).toEqual([]);
      return result;
    } finally {
      await context.close();
    }
  }
  const shown = (page: Page) => page.locator("#shown").textContent();
  const column = (page: Page, index: number) => page.locator(`#record-table tbody tr > :nth-child(${index})`).allTextContents();

  /** What axe objects to; what is folded away is looked at too where that is asked for. */
  async function objections(page: Page, unfolded: boolean): Promise<readonly string[]> {
    if (unfolded) await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
    await page.evaluate(AXE);
    const { violations } = await page.evaluate<{ violations: readonly Violation[] }>("axe.run({ resultTypes: ['violations'] })");
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
  }

  it.each(LOOKS)("has nothing that axe objects to on $name in the $scheme, and needs no scrolling sideways", PATIENT, async (look) => {
    const { width, height, scheme } = look;
    // The policy of the page lets no script of axe in: here alone it is set aside.
    const options = { viewport: { width, height }, colorScheme: scheme, bypassCSP: true };
    for (const name of ["index.html", "runs.html"])
      await on(name, options, async (page) => {
        expect(await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
        // Thousands of cells in tables take axe long: they are the same at each size.
        expect(await objections(page, width > 1_000)).toEqual([]);
      });
  });

  it("finds records by any words of name, owner and purpose, narrowed by kind, and says how many", async () => {
    await on("index.html", {}, async (page) => {
      expect(await shown(page)).toBe("1 to 42 of 42 records");
      await page.getByLabel("Search").fill("LEDGER  payments");
      const found = await column(page, 1);
      expect([found.length > 3, await shown(page)]).toEqual([true, `1 to ${found.length} of ${found.length} records`]);
      await page.getByLabel("Kind", { exact: true }).selectOption("groups");
      expect(await column(page, 1)).toEqual(["groups/ledger-readers", "groups/ledger-writers"]);
      await page.getByLabel("Search").fill("nothing like it");
      expect([await shown(page), await column(page, 1)]).toEqual(["No record matches", []]);
    });
  });

  it("is sorted by keyboard, and says how to those who do not see it", async () => {
    await on("index.html", {}, async (page) => {
      await page.getByRole("button", { name: "owner" }).focus();
      await page.keyboard.press("Enter");
      const up = await column(page, 4);
      expect(up).toEqual(up.toSorted());
      await page.keyboard.press("Enter");
      expect(await column(page, 4)).toEqual(up.toReversed());
      expect(await page.getByRole("columnheader", { name: "owner" }).last().getAttribute("aria-sort")).toBe("descending");
      expect(await page.locator("#record-table [aria-sort]").count()).toBe(1);
    });
  });

  it("leads past the navigation with the first key", async () => {
    await on("index.html", {}, async (page) => {
      await page.keyboard.press("Tab");
      expect(await page.locator(":focus").textContent()).toBe("To the report");
      await page.keyboard.press("Enter");
      expect(page.url()).toMatch(/#main$/);
    });
  });

  it("shows text from a record as text, in what was written and in what the script makes of it", async () => {
    await on("evil.html", {}, async (page) => {
      await page.getByLabel("Search").fill("ledger exporter");
      expect(await column(page, 6)).toEqual([EVIL]);
      expect([await page.locator("img").count(), await page.title()]).toEqual([0, `Tenure report of ${FIGURES.asOf}`]);
    });
  });

  it("has what matters without scripts", async () => {
    await on("index.html", { javaScriptEnabled: false }, async (page) => {
      expect((await column(page, 1)).length).toBe(42);
      expect(await page.locator("#unknown li").count()).toBe(FIGURES.incomplete.length);
      expect(await page.locator("figure svg:visible").count()).toBeGreaterThan(5);
    });
  });

  it("stays small with ten thousand identities, and finds one of them", async () => {
    await on("large.html", {}, async (page) => {
      await page.waitForSelector("html[data-ready]");
      const ready = await page.evaluate<number>("performance.getEntriesByType('navigation')[0].domInteractive");
      expect(await shown(page)).toBe("1 to 50 of 10050 records");
      const before = performance.now();
      await page.getByLabel("Search").fill("s1234");
      expect([await column(page, 1), await shown(page)]).toEqual([["service-accounts/s1234"], "1 to 1 of 1 records"]);
      const searched = performance.now() - before;
      console.log(`10,000 identities: interactive after ${Math.round(ready)} ms, one found after ${Math.round(searched)} ms`);
      await page.getByLabel("Search").fill("");
      await page.getByRole("button", { name: "Further" }).click();
      expect([await shown(page), (await column(page, 1)).length]).toEqual(["51 to 100 of 10050 records", 50]);
    });
  });
});
