import { describe, expect, it } from "vitest";
import { settingsPage } from "../../../scripts/generate/settings-page.ts";

describe("scripts/generate/settings-page", () => {
  const rows = settingsPage()
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "")));
  const rowOf = (key: string) => rows.find(([path]) => path === `\`${key}\``);

  it("gives every length of time and every limit its default as settings.yaml would write it, and says why", () => {
    expect(rowOf("lifetimes.keys")).toEqual([
      "`lifetimes.keys`",
      "access keys",
      "`90d`",
      "the rotation that CIS, PCI DSS and Security Hub ask for",
    ]);
    expect(rowOf("grace.settle")![2]).toBe("`5m`");
    expect(rowOf("limits.deploy.removals.count")![2]).toBe("`10`");
    expect(rowOf("teams.security")![2]).toBe("required");
    const lasting = rows.filter(([path]) => /^`(lifetimes|grace|stale)\./.test(path!));
    expect(lasting.length).toBeGreaterThanOrEqual(18);
    expect(lasting.filter(([, , otherwise, why]) => !/^`\d+[dhm]`$/.test(otherwise!) || why!.length < 5)).toEqual([]);
  });

  it("shows lists and tables in full, and leaves what holds other keys to these", () => {
    expect(rowOf("urgent.checks")![2]).toBe("`[leaver, leaked]`");
    expect(settingsPage()).toContain("need: [owner \\| team/security]");
    expect(rowOf("lifetimes")![2]).toBe("");
  });
});
