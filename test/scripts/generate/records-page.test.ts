import { describe, expect, it } from "vitest";
import { recordsPage } from "../../../scripts/generate/records-page.ts";
import { SCHEMAS } from "../../../scripts/generate/schemas.ts";

describe("scripts/generate/records-page", () => {
  const page = recordsPage();

  it("has a section for every kind of file but the settings", () => {
    const sections = [...page.matchAll(/^## (.+)$/gm)].map(([, name]) => name!);
    expect([...sections].sort()).toEqual(
      Object.keys(SCHEMAS)
        .filter((name) => name !== "settings")
        .sort(),
    );
    expect(sections[0]).toBe("people");
  });

  it("says where a file stands, and of each field what it says, its form, default and an example", () => {
    expect(page).toContain("`accounts/<account>/service-accounts/<name>.yaml`: an IAM user for software, with key slots.\n");
    expect(page).toContain("`directory/teams/<id>.yaml`: a team of the directory.\n");
    expect(page).toContain("\n| `expires` | the first instant at which access is gone | text | required | `2027-03-31` |\n");
    expect(page).toContain("\n| `groups` | groups of this account | list of text | `[]` | `ledger-writers` |\n");
  });
});
