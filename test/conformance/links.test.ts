import { existsSync, globSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { REPOSITORY, readText } from "../support/sources.ts";

const PAGES = globSync(["README.md", "scripts/**/*.md", ".github/**/*.md"], { cwd: REPOSITORY }).sort();

describe("test/conformance/links", () => {
  it.each(PAGES)("%s leads only to what is there", (page) => {
    const targets = [...readText(page).matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, target]) => target!);
    const inside = targets.filter((target) => !/^[a-z]+:/.test(target));
    expect(inside.filter((target) => !existsSync(join(REPOSITORY, dirname(page), target)))).toEqual([]);
  });
});
