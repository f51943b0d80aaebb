import { describe, expect, it } from "vitest";
import type { Question } from "../../../scripts/decide/requests/campaign.ts";
import { proposeReview, reminderBody } from "../../../scripts/propose/review.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import type { ShownFacts } from "../../../stacks/model/review.ts";
import { AS_OF, small } from "../../support/small-organisation.ts";

const SHOWN: ShownFacts = {
  ...{ can: ["read Amazon S3"], lastUse: "was last used yesterday", owner: "team/payments", ends: "2027-06-30T00:00:00Z" as Instant },
  ...{ class: "other", reviewed: AS_OF, recommendation: null, because: "nobody knows" },
};
const question = (names: readonly string[], reviewer = "w1"): Question => ({
  ...{ campaign: "2026-Q4", reviewer, asked: AS_OF, until: "2026-12-01T00:00:00Z" as Instant, digest: "a".repeat(64) },
  accesses: names.map((access) => ({ access, shown: SHOWN, dueAt: AS_OF, reviewer })),
  edits: [{ create: `reviews/2026-Q4/${reviewer}.yaml`, record: { asked: AS_OF } }],
});
const propose = (...of: Parameters<typeof question>) =>
  proposeReview(question(...of), small(), new Map(), { prefix: "stacks/", asOf: AS_OF });

describe("scripts/propose/review", () => {
  it("asks the reviewer in a file of their own, with the schema for editors, and never merges by itself", () => {
    const { branch, title, reviewers, files, labels, autoMerge, findings } = propose(["prod/workloads/worker"]);
    expect({ branch, title, reviewers, labels, autoMerge, findings }).toEqual({
      branch: "review/2026-Q4/w1",
      title: "Review 2026-Q4: 1 accesses for person/w1",
      reviewers: ["ada-l"],
      labels: ["tenure", "review"],
      autoMerge: false,
      findings: [],
    });
    expect(files).toEqual([
      {
        path: "reviews/2026-Q4/w1.yaml",
        text: expect.stringMatching(/^# yaml-language-server: \$schema=\.\.\/\.\.\/schemas\/review\.json\nasked: /),
      },
    ]);
  });

  it("says first what to do, and quotes foreign text", () => {
    const { body } = propose(["prod/people/<b>@all|x"]);
    expect(body).toMatch(
      /^\*\*Next step:\*\* @ada-l writes a decision beside each of the 1 accesses in `stacks\/reviews\/2026-Q4\/w1\.yaml`/,
    );
    expect(body).toContain("| prod/people/\\<b\\>@\u200ball\\|x |");
  });

  it("stays within what GitHub takes, and says how many more there are", () => {
    const { body } = propose(Array.from({ length: 2_000 }, (_, index) => `prod/workloads/worker-${index}`));
    expect(body.length).toBeLessThan(60_000);
    expect(body).toMatch(/\nand \d+ more, in the file\n/);
  });

  it("reminds both, or says that nobody may answer in their place", () => {
    const asked = { reviewer: "w1", until: AS_OF };
    expect(reminderBody(asked, { login: "sec-s" }, ["prod/workloads/worker"], small())).toBe(
      "**Next step:** @ada-l and @sec-s, who may answer in their place, have until 2026-11-24T00:00:00Z to decide about 1 accesses. After that settings decide: revoke (`reviews.silence`).\n\n- `prod/workloads/worker`",
    );
    expect(reminderBody(asked, undefined, [], small())).toContain("@ada-l, and nobody may answer in their place: have until");
  });
});
