import { describe, expect, it } from "vitest";
import { entryEdit, entryFile, withEntry } from "../../../../scripts/decide/people/entry.ts";
import { personOf } from "../../../support/builders.ts";
import { small } from "../../../support/small-organisation.ts";

const DECLARED = small();
const PERSON = personOf("w20", { manager: "w1", starts: "2026-12-01" });

describe("scripts/decide/people/entry", () => {
  it("is one file a person", () => {
    expect(entryFile("w20")).toBe("directory/people/w20.yaml");
  });

  it("writes what somebody new is to the organisation, and nothing that it need not", () => {
    expect(entryEdit(undefined, PERSON, DECLARED)).toEqual({
      create: "directory/people/w20.yaml",
      record: { team: "platform", manager: "w1", type: "employee", starts: "2026-12-01", ends: null, status: "active" },
      comments: { status: "their account on GitHub (github: { login, id }) is still to be written here" },
    });
    const abroad = { ...PERSON, timeZone: "Europe/Berlin", sponsor: "w1" };
    expect(entryEdit(undefined, abroad, DECLARED)).toMatchObject({ record: { timeZone: "Europe/Berlin", sponsor: "w1" } });
  });

  it("changes what differs, and nothing where nothing does", () => {
    expect(entryEdit(PERSON, { ...PERSON, team: "web", ends: "2027-01-01" }, DECLARED)).toEqual({
      change: "directory/people/w20.yaml",
      steps: [
        { set: ["team"], to: "web" },
        { set: ["ends"], to: "2027-01-01" },
      ],
    });
    expect(entryEdit(PERSON, { ...PERSON }, DECLARED)).toBeUndefined();
  });

  it("shows what is declared with it, and leaves what was declared as it was", () => {
    const after = withEntry(DECLARED, PERSON);
    expect([after.directory.people.has("w20"), DECLARED.directory.people.has("w20")]).toEqual([true, false]);
  });
});
