import { describe, expect, it } from "vitest";
import { questionsOf, readQuestions, withQuestions } from "../../../scripts/command/review-questions.ts";
import { type Entry, type Facts, idOfRecord, nextEntry, type Written } from "../../../scripts/ledger/entry.ts";
import type { Ledger } from "../../../scripts/ledger/ledger.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { observationOf } from "../../support/observations.ts";
import { AS_OF, SMALL, small } from "../../support/small-organisation.ts";

const LATER = "2026-12-01T00:00:00Z" as Instant;
const FACTS: Facts<"asked"> = {
  ...{ campaign: "2026-Q4", reviewer: "person/w1", number: 3, digest: "a".repeat(64) },
  ...{ accesses: ["prod/workloads/worker"], reminded: false, next: null },
};
const ledgerOf = (entries: readonly Written[] | Error): Ledger => ({
  read: async () => {
    if (entries instanceof Error) throw entries;
    return entries;
  },
  append: async () => {},
});
function entries(...facts: readonly (readonly [Instant, Facts<"asked">])[]): readonly Entry[] {
  const chain: Entry[] = [];
  for (const [at, content] of facts) chain.push(nextEntry(chain.at(-1), "asked", at, content));
  return chain;
}

describe("scripts/command/review-questions", () => {
  it("puts a question and its reminder together", () => {
    const all = entries([AS_OF, FACTS], [LATER, { ...FACTS, reminded: true, next: "person/w3" }]);
    expect(questionsOf(all)).toEqual([
      {
        ...{ campaign: "2026-Q4", reviewer: "w1", number: 3, digest: "a".repeat(64), accesses: ["prod/workloads/worker"] },
        ...{ askedAt: AS_OF, remindedAt: LATER, next: "person/w3" },
      },
    ]);
  });

  it("finds the record of a name that stands in the ledger as its hash", () => {
    const declared = small({ "accounts/prod/people/ada@x.org.yaml": SMALL["accounts/prod/people/w1.yaml"]! });
    const all = entries([AS_OF, { ...FACTS, accesses: [idOfRecord("prod/people/ada@x.org")] }]);
    expect(questionsOf(all, declared)[0]!.accesses).toEqual(["prod/people/ada@x.org"]);
  });

  it("is no part where nobody was asked, and a gap where the ledger cannot be read", async () => {
    expect(await readQuestions(ledgerOf([]), small())).toBe(undefined);
    expect(await readQuestions(ledgerOf(new Error("cut")), small())).toMatchObject({ complete: false, gap: { source: "ledger" } });
    const part = await readQuestions(ledgerOf(entries([AS_OF, FACTS])), small());
    const observation = observationOf(small(), "prod");
    expect(withQuestions(observation, part).parts.questions).toBe(part);
    expect("questions" in withQuestions(withQuestions(observation, part), undefined).parts).toBe(false);
  });
});
