import { describe, expect, it } from "vitest";
import { changedRecord, mixedOrganisation, usersOrganisation } from "../../../../scripts/command/bench/organisation.ts";
import { readDeclared } from "../../../../stacks/files/read.ts";
import { treeOf } from "../../../support/builders.ts";

const recordsIn = (files: ReadonlyMap<string, string>) =>
  readDeclared(treeOf(Object.fromEntries(files))).accounts.get("bench")!.records.size;

describe("scripts/command/bench/organisation", () => {
  it("is valid and has as many records as asked for", () => {
    expect(recordsIn(mixedOrganisation(200, "000000000000"))).toBe(200);
  });

  it("has as many users as asked for, and a group and a permission for each team", () => {
    expect(recordsIn(usersOrganisation(30, "000000000000"))).toBe(30 + 2 * 25);
  });

  it("changes one record that it has", () => {
    const organisation = usersOrganisation(3, "000000000000");
    const [path, text] = changedRecord(organisation);
    expect(organisation.get(path)).not.toBe(text);
    expect(recordsIn(new Map([...organisation, [path, text]]))).toBe(3 + 2 * 25);
  });
});
