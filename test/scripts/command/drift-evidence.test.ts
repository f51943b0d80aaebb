import { describe, expect, it } from "vitest";
import { digestOfSubject, evidenceOf } from "../../../scripts/command/drift-evidence.ts";
import { CHECK_NAMES } from "../../../scripts/compare/checks.ts";
import { compare } from "../../../scripts/compare/compare.ts";
import { NO_EXTRA } from "../../../scripts/compare/extra.ts";
import { nextEntry } from "../../../scripts/ledger/entry.ts";
import type { Observation } from "../../../scripts/observe/observation.ts";
import { addEntity, observationOf, strangeUser, withGap } from "../../support/observations.ts";
import { AS_OF, PROD, small, smallTree } from "../../support/small-organisation.ts";

const DECLARED = small();
const ada = strangeUser(PROD, "ada.lovelace@example.org");
const evidence = (observation: Observation) => {
  const result = { observation, comparison: compare(DECLARED, observation, AS_OF), changes: [], heldBack: [], proposals: [] };
  const facts = evidenceOf(result, DECLARED, smallTree(), NO_EXTRA);
  expect(() => nextEntry(undefined, "drift", AS_OF, facts)).not.toThrow();
  return facts;
};

describe("scripts/command/drift-evidence", () => {
  it("names the checks that were asked, what each found, and ties the account out", () => {
    const facts = evidence(addEntity(observationOf(DECLARED, "prod"), ada));
    expect(facts).toMatchObject({ stack: "prod", status: "findings", checks: [...CHECK_NAMES], unknown: [], covered: [] });
    expect(facts.findings).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{16}$/),
        check: "unmanaged",
        record: null,
        subject: digestOfSubject(ada.arn),
        severity: "high",
      },
    ]);
    expect(facts.tieOut![0]).toEqual({ type: "user", live: 3, declared: 2, unmanaged: 1, platform: 0, missing: 0 });
  });

  it("holds no name that somebody gave by hand in AWS: whoever knows the ARN finds it by its hash", () => {
    expect(JSON.stringify(evidence(addEntity(observationOf(DECLARED, "prod"), ada)))).not.toMatch(/ada|lovelace|example/i);
  });

  it("ties nothing out, and calls nothing clean, that could not be read", () => {
    expect(evidence(withGap(observationOf(DECLARED, "prod"), "authorization"))).toMatchObject({ status: "incomplete", tieOut: null });
  });
});
