import { describe, expect, it } from "vitest";
import { branchOf } from "../../../../scripts/decide/change.ts";
import { merged } from "../../../support/decisions.ts";
import { decidedAbout, TEMPLATES } from "../../../support/people.ts";
import { BASE, edit } from "../../../support/small-organisation.ts";

describe("scripts/decide/people/decide-people", () => {
  it("decides once about each person, whatever happens to them", () => {
    const { decision, only } = decidedAbout({ w2: { department: "platform", manager: "w5", ends: "2027-06-30" } });
    expect(decision.changes).toHaveLength(1);
    expect(only).toMatchObject({ id: "people/w2", stack: "_directory", base: BASE, action: "shorten", record: "person/w2" });
    expect(only.because.map(({ check }) => check).sort()).toEqual(["leaving", "mover", "mover"]);
    expect(branchOf(only)).toBe("people/w2");
  });

  it("admits somebody before their first day without any access, and with it from then on, in the same change", () => {
    const early = decidedAbout({ w20: { starts: "2026-11-25" } }, TEMPLATES).only;
    expect(early.edits.map((one) => "create" in one && one.create)).toEqual(["directory/people/w20.yaml"]);
    const { only, tree } = decidedAbout({ w20: { starts: "2026-11-24" } }, TEMPLATES);
    expect([only.id, only.action]).toEqual([early.id, "admit"]);
    const declared = merged(tree, only.edits);
    expect(declared.accounts.get("prod")!.records.get("people/w20")?.fields).toMatchObject({ owner: "person/w20", groups: ["readers"] });
  });

  it("decides nothing about what is disputed or unclear, says so, and does the rest", () => {
    const { decision, only } = decidedAbout({ w2: { status: "leave", manager: "w77" } });
    expect([only.action, only.because.map(({ check }) => check)]).toEqual(["pause", ["on-leave"]]);
    expect(decision.heldBack.map(({ because }) => because)).toEqual([
      "it is taken over once the feed, sources.hr.words or the directory says so clearly",
    ]);
    expect(decidedAbout({ w2: null, e2: {} }).decision.changes).toEqual([]);
  });

  it("offboards somebody who is missing, for hold-back to decide when", () => {
    expect(decidedAbout({ w2: null }).only).toMatchObject({ action: "offboard", record: "person/w2" });
  });

  it("leaves valid records, each by itself", () => {
    const others = {
      ...{ w1: { status: "left" as const }, w2: { department: "platform" }, w3: { ends: "2027-01-31" } },
      ...{ w4: { status: "leave" as const }, w20: { starts: "2026-11-20" } },
    };
    const { decision, tree } = decidedAbout(others, TEMPLATES);
    expect(decision.changes.map(({ id }) => id).sort()).toEqual(["w1", "w2", "w20", "w3", "w4"].map((id) => `people/${id}`));
    for (const { edits } of decision.changes) expect(() => merged(tree, edits)).not.toThrow();
  });

  it("keeps somebody who is gone gone: once merged nothing is found any more", () => {
    const { only, tree } = decidedAbout({ w1: { status: "left" } });
    const person = merged(tree, only.edits).directory.people.get("w1")!;
    expect(person).toMatchObject({ status: "left", ends: "2026-11-24" });
    const files = { ...edit("directory/people/w1.yaml", "status: active", "status: left") };
    expect(decidedAbout({ w1: { status: "left" } }, files).decision.changes).toEqual([]);
  });
});
