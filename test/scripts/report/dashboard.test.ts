import { describe, expect, it } from "vitest";
import { type Dashboard, dashboardMarkdown, onboardingMarkdown } from "../../../scripts/report/dashboard.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { exceptionText } from "../../support/findings.ts";
import { AS_OF, edit, SMALL, small } from "../../support/small-organisation.ts";

const dashboard = (more: Partial<Dashboard> = {}): Dashboard => ({
  asOf: AS_OF,
  declared: small(),
  decisions: [],
  results: [],
  lastComplete: new Map(),
  ...more,
});
const decision = (number: number, more: Partial<Dashboard["decisions"][number]> = {}) => ({
  ...{
    number,
    url: `https://x/${number}`,
    title: "Disable people/w1 in prod: leaver",
    openedAt: "2026-11-23T16:00:00Z" as Instant,
    who: ["ada-l"],
    urgent: false,
  },
  ...more,
});
const part = (text: string, title: string) => text.split("\n\n").find((one) => one.startsWith(`### ${title}`));

describe("scripts/report/dashboard", () => {
  it("has open decisions first, urgent ones before older ones, each with its age and who must act", () => {
    const text = dashboardMarkdown(
      dashboard({ decisions: [decision(1, { openedAt: "2026-11-14T00:00:00Z" as Instant, who: [] }), decision(2, { urgent: true })] }),
    );
    expect(part(text, "Open decisions")!.split("\n")).toEqual([
      "### Open decisions (2)",
      "- [#2](https://x/2) Disable people/w1 in prod: leaver: 8 h old, ada-l must act, **overdue since 2026-11-23T20:00:00Z, now team/security**",
      "- [#1](https://x/1) Disable people/w1 in prod: leaver: 10 d old, security must act",
    ]);
  });

  it("counts the days of exceptions, names lapsed ones, and shows ends within 30 days", () => {
    const declared = small({
      "accounts/prod/exceptions/x.yaml": exceptionText("key-limit-active", "service-accounts/exporter"),
      ...edit("accounts/prod/people/w1.yaml", "2027-03-31", "2026-12-01"),
    });
    const text = dashboardMarkdown(dashboard({ declared, lastComplete: new Map([["prod", undefined]]) }));
    expect(part(text, "Exceptions")).toContain("68 days left");
    expect(part(text, "Ends within 30 days")).toMatch(/\(1\)\n- prod\/people\/w1 .*person\/w1/);
    expect(part(text, "Last complete run")).toContain("- prod: **never**");
  });

  it("keeps titles from other people as text", () => {
    const text = dashboardMarkdown(dashboard({ decisions: [decision(1, { title: "x](http://evil) <img> @everybody" })] }));
    expect(text).not.toMatch(/[^\\]\]\(http:\/\/evil|<img>|@everybody/);
  });

  it("stays within what GitHub takes with 5,000 records that end and 5,000 decisions, and counts what it leaves out", () => {
    const text = SMALL["accounts/prod/service-accounts/exporter.yaml"]!.replace("2027-03-31", "2026-12-20").replace(/keys:[\s\S]*/, "");
    const files = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`accounts/prod/service-accounts/s${index}.yaml`, text]));
    const decisions = Array.from({ length: 5_000 }, (_, index) => decision(index + 1, { title: "t".repeat(500) }));
    const body = dashboardMarkdown(dashboard({ declared: small(files), decisions }));
    expect(body.length).toBeLessThan(65_000);
    expect(part(body, "Open decisions")).toMatch(/^### Open decisions \(5000\)[\s\S]*\n- and \d+ more$/);
    expect(part(body, "Ends within 30 days")).toMatch(/\(5000\)[\s\S]*\n- and \d+ more$/);
    expect(body).toContain("### Last complete run");
    expect(
      onboardingMarkdown(
        decisions.map(({ title }) => title),
        AS_OF,
      ).length,
    ).toBeLessThan(65_000);
  });
});
