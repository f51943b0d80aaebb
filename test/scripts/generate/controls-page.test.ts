import { describe, expect, it } from "vitest";
import { FRAMEWORKS } from "../../../policies/controls/frameworks.ts";
import { OLDER_REFERENCES } from "../../../policies/controls/references.ts";
import { controlsPage } from "../../../scripts/generate/controls-page.ts";

describe("scripts/generate/controls-page", () => {
  const page = controlsPage();
  const rows = (heading: string) =>
    page
      .slice(page.indexOf(`## ${heading}\n`))
      .split("\n## ")[0]!
      .split("\n")
      .filter((line) => line.startsWith("| "))
      .slice(2);

  it.each(FRAMEWORKS)(
    "lists every control of $name $version with what proves it, or that nothing does and why",
    ({ name, version, controls }) => {
      expect(rows(`${name} ${version}`)).toHaveLength(controls.length);
      for (const row of rows(`${name} ${version}`)) expect(row).toMatch(/\| ((`[a-z-]+`(, )?)+ \| .+|nothing yet \| [A-Z].+) \|$/);
    },
  );

  it("says what older references are today", () => {
    expect(rows("Older references")).toHaveLength(OLDER_REFERENCES.length);
    expect(page).toContain("\n| NIST CSF 1.1 PR.AC-4 | NIST CSF 2.0 PR.AA-05 |\n");
    expect(page).toContain("\n| NIST CSF 1.1 PR.AC-2 | out of scope |\n");
  });
});
