import { describe, expect, it } from "vitest";
import { type Believing, wrongWith } from "../../../../scripts/observe/applications/guard.ts";
import type { Claim } from "../../../../stacks/model/elsewhere.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";

const AS_OF = "2026-11-23T12:00:00Z" as Instant;
const account = (id: string) => ({ id, active: true, admin: null, lastUsedAt: null, person: null, handle: null });
const claim = (over?: string): Claim => ({ who: "person/w1", says: "the directory", record: null, over, left: false });
const claims = new Map([...["1", "2", "3", "4"].map((id) => [id, [claim()]] as const), ["gone", [claim("has left")]] as const]);
const wrong = (ids: readonly string[], more: Partial<Believing> = {}, asOf = AS_OF, held: readonly string[] = []) =>
  wrongWith(
    { asOf, accounts: ids.map(account), held: held.map((id) => ({ id, reason: `"?" of ${id}` })) },
    { least: 1, claims, limit: { count: 1, percent: 0 }, asOf: AS_OF, ...more },
  );

describe("scripts/observe/applications/guard", () => {
  it("believes a list that has about what is declared, and does not miss what is over", () => {
    expect(wrong(["1", "2", "3", "4"])).toBeUndefined();
    expect(wrong(["1", "2", "3", "other"])).toBeUndefined();
  });

  it("believes no list that was cut in half: it would look clean", () => {
    expect(wrong(["1", "2"])).toBe("it lacks 2 of the 4 accounts that are declared (3, 4); 1 may be missing (limits.feed.missingPeople)");
  });

  it.each<[string, () => string | undefined, string]>([
    ["an empty one", () => wrong([]), "it is empty"],
    ["a short one", () => wrong(["1", "2", "3"], { least: 5 }), "it has 3 accounts, fewer than 5 (least)"],
    [
      "an old one",
      () => wrong(["1", "2", "3"], { staleAfter: 3_600_000 }, "2026-11-23T10:00:00Z" as Instant),
      "it is of 2026-11-23T10:00:00Z, older than 1h (staleAfter)",
    ],
    [
      "one of the future",
      () => wrong(["1", "2", "3"], {}, "2026-11-23T12:06:00Z" as Instant),
      "it is of 2026-11-23T12:06:00Z, which is in the future",
    ],
    ["one with ids twice", () => wrong(["1", "2", "3", "3"]), "ids that are there twice: 3"],
    [
      "one with shifted columns",
      () => wrong(["1", "2"], {}, AS_OF, ["3", "4"]),
      'of 2 of 4 accounts it says what nobody understands ("?" of 3); are its columns shifted, or words missing?',
    ],
  ])("does not believe %s", (_, judged, reason) => {
    expect(judged()).toBe(reason);
  });
});
