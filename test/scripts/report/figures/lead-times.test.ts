import { describe, expect, it } from "vitest";
import { changesOf, leadTimesOf } from "../../../../scripts/report/figures/lead-times.ts";
import { changeFacts, deployedFacts, entriesAt, proposedFacts, requestFacts } from "../../../support/entries.ts";

const merged = (pull: number, mergedAt: string, more = {}) => changeFacts({ pull, mergedAt, ...more });
const DEPLOYED = entriesAt("deployed", [
  ["2026-11-02T12:00:00Z", deployedFacts({ changes: [merged(1, "2026-11-02T10:00:00Z"), merged(2, "2026-11-02T11:00:00Z")] })],
  ["2026-11-02T13:00:00Z", deployedFacts({ stack: "dev", changes: [merged(1, "2026-11-02T10:00:00Z")] })],
  ["2026-11-03T12:00:00Z", deployedFacts({ changes: [merged(3, "2026-11-03T11:30:00Z", { exceptions: ["prod/exceptions/two"] })] })],
  ["2026-11-04T12:00:00Z", deployedFacts()],
]);

describe("scripts/report/figures/lead-times", () => {
  it("measures from the first opening to the merge, and from the merge to the first deployment; of people's own it says that nobody knows", () => {
    const proposed = entriesAt("proposed", [
      ["2026-11-01T10:00:00Z", proposedFacts({ number: 1 })],
      ["2026-11-02T09:00:00Z", proposedFacts({ number: 1, action: "updated" })],
    ]);
    const requests = entriesAt("request", [["2026-11-03T10:30:00Z", requestFacts({ number: 3, words: "0".repeat(16) })]]);
    const { changes, opened, notKnown, deployed } = leadTimesOf(DEPLOYED, proposed, requests);
    expect({
      changes,
      notKnown,
      opened: [opened.count, opened.median, opened.longest],
      deployed: [deployed.count, deployed.median, deployed.longest],
    }).toEqual({
      ...{ changes: 3, notKnown: 1, opened: [2, 1, 24], deployed: [3, 1, 2] },
    });
  });

  it("counts a change over several accounts once", () => {
    expect(changesOf(DEPLOYED)).toEqual([
      { pull: 1, mergedAt: "2026-11-02T10:00:00Z", deployedAt: "2026-11-02T12:00:00Z", hasException: false },
      { pull: 2, mergedAt: "2026-11-02T11:00:00Z", deployedAt: "2026-11-02T12:00:00Z", hasException: false },
      { pull: 3, mergedAt: "2026-11-03T11:30:00Z", deployedAt: "2026-11-03T12:00:00Z", hasException: true },
    ]);
  });
});
