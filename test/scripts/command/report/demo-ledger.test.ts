import { describe, expect, it } from "vitest";
import { DEMO_AS_OF, demoYear } from "../../../../scripts/command/report/demo-ledger.ts";
import { checkChain, printEntry } from "../../../../scripts/ledger/chain.ts";
import { plus } from "../../../../stacks/model/instant.ts";
import { sample } from "../../../support/small-organisation.ts";

const SAMPLE = sample();
const YEAR = demoYear(SAMPLE, DEMO_AS_OF);

describe("scripts/command/report/demo-ledger", () => {
  it("is a whole ledger as real ones are: in order of time, chained, each entry as its type allows", () => {
    const files = new Map([["2026-11.jsonl", YEAR.entries.map(printEntry).join("")]]);
    const { entries, broken } = checkChain(files, { strictly: true });
    expect({ count: entries.length, broken }).toEqual({ count: YEAR.entries.length, broken: undefined });
    const moments = YEAR.entries.map(({ at }) => at);
    expect(moments).toEqual(moments.toSorted());
    expect(moments.filter((at) => at > DEMO_AS_OF || at < plus(DEMO_AS_OF, -367 * 86_400_000))).toEqual([]);
  });

  it("is the same for the same seed, and another for another", () => {
    const head = (seed?: number) => demoYear(sample(), DEMO_AS_OF, seed).entries.at(-1)!.hash;
    expect(head()).toBe(YEAR.entries.at(-1)!.hash);
    expect(head(7)).not.toBe(head());
  });

  it("has everything that a report shows, and people who left in a directory that is otherwise as it was", () => {
    expect(new Set(YEAR.entries.map(({ type }) => type))).toEqual(new Set(["deployed", "drift", "proposed", "request", "stopped"]));
    const added = [...YEAR.declared.directory.people.keys()].filter((id) => !SAMPLE.directory.people.has(id));
    expect([added.length, added[0]]).toEqual([14, "w9001"]);
    expect(YEAR.declared.accounts).toBe(SAMPLE.accounts);
  });
});
