import { describe, expect, it } from "vitest";
import { asCurrent, idOfIncident, idOfRecord, nextEntry, problemOfFacts } from "../../../scripts/ledger/entry.ts";
import { FACTS, FIRST_FACTS } from "../../../scripts/ledger/facts.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { breakGlassFacts, changeFacts, deployedFacts, driftFacts, proposedFacts } from "../../support/entries.ts";

const AT = "2026-11-24T06:00:00Z" as Instant;
const SAMPLES = {
  deployed: deployedFacts({ changes: [changeFacts()] }),
  drift: driftFacts(),
  proposed: proposedFacts({ askedBy: ["person/w1"] }),
  "break-glass": breakGlassFacts({
    reviewer: "person/w4",
    reviewBy: "2026-11-27T06:00:00Z",
    key: "AKIAIOSFODNN7EXAMPLE",
    outcome: "justified",
  }),
  asked: {
    ...{
      campaign: "2026-Q4",
      reviewer: "person/w1",
      number: 1,
      digest: "a".repeat(64),
      accesses: ["prod/workloads/worker", "prod/roles/x"],
    },
    ...{ reminded: true, next: "person/w3" },
  },
};

/** What must never stand in an entry, wherever somebody tries to put it. */
const NEVER = [
  "Ada Lovelace",
  "ada@example.org",
  "AKIAIOSFODNN7EXAMPLE secret",
  "because the bank asked",
  'x","y',
  "https://example.org/a?b",
  "-----BEGIN",
];

/** Every text of a value by its path. */
function pathsOf(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value === "string") return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]));
}

function withText(value: unknown, [step, ...rest]: readonly (string | number)[], text: string): unknown {
  if (step === undefined) return text;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  Reflect.set(copy, step, withText(Reflect.get(value as object, step), rest, text));
  return copy;
}

describe("scripts/ledger/facts", () => {
  it.each(Object.entries(SAMPLES))(
    "%s takes ids, hashes and instants, and in no place a name, an address, a secret or a sentence",
    (type, facts) => {
      const schema = FACTS[type as keyof typeof FACTS];
      expect(schema.safeParse(facts).success).toBe(true);
      const taken = pathsOf(facts).flatMap((path) =>
        NEVER.filter((text) => schema.safeParse(withText(facts, path, text)).success).map((text) => `${path.join(".")}: ${text}`),
      );
      // The name of an engine has words and a version; it comes from our own code.
      expect(taken.filter((text) => !text.startsWith("engine: "))).toEqual([]);
      expect(pathsOf(facts).length).toBeGreaterThan(5);
    },
  );

  it("reads entries of the first version, and makes up nothing that they did not keep", () => {
    const facts = { stack: "prod", commit: "c", status: "findings", findings: ["f"], unknown: ["leaver"], heldBack: 1, manifest: "m" };
    const first = { ...nextEntry(undefined, "drift", AT, driftFacts()), schema: "tenure/entry/1", facts };
    expect(problemOfFacts(first)).toBeUndefined();
    expect(asCurrent(first).facts).toEqual({
      ...facts,
      settings: null,
      findings: [{ id: "f", check: "", record: null, subject: "", severity: "low" }],
      covered: null,
      checks: null,
      tieOut: null,
      observedAt: null,
    });
    expect(Object.keys(FIRST_FACTS).filter((type) => !Object.hasOwn(FACTS, type))).toEqual([]);
  });

  it("says what is wrong with an entry of an unknown version or type", () => {
    const entry = nextEntry(undefined, "drift", AT, driftFacts());
    expect(problemOfFacts({ ...entry, schema: "tenure/entry/3" })).toBe(
      "expected one of tenure/entry/1, tenure/entry/2, got tenure/entry/3",
    );
    expect(problemOfFacts({ ...entry, type: "toString" })).toBe(`expected a type of ${Object.keys(FACTS).join(", ")}, got toString`);
    expect(problemOfFacts({ ...entry, facts: { ...driftFacts(), stack: "a b" } })).toBe("facts.stack: expected a name of ours");
  });

  it("writes a record by its name, unless the name could be more than an id", () => {
    expect(idOfRecord("prod/people/w1042")).toBe("prod/people/w1042");
    expect(idOfRecord("prod/people/ada@example.org")).toMatch(/^prod\/people\/sha256-[0-9a-f]{16}$/);
    expect([idOfIncident("INC-2231"), idOfIncident("INC-ada@example.org")]).toEqual([
      "INC-2231",
      expect.stringMatching(/^sha256-[0-9a-f]{16}$/),
    ]);
    expect(idOfRecord("prod/extra/build role of Ada")).toMatch(/^prod\/extra\/sha256-[0-9a-f]{16}$/);
  });
});
