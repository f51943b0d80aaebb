import { describe, expect, it } from "vitest";
import { healed } from "../../../scripts/decide/healed.ts";
import type { BotPullRequest } from "../../../scripts/observe/pull-requests/bot-pull-request.ts";
import { decided } from "../../support/decisions.ts";
import { addEntity, gapOf, strangeUser } from "../../support/observations.ts";
import { AS_OF, PROD, smallTree } from "../../support/small-organisation.ts";

const { comparison: clean } = decided(smallTree());
const { comparison: found, decision } = decided(smallTree(), (observation) => addEntity(observation, strangeUser(PROD, "x")));
const id = decision.changes[0]!.id;
const pull = (more: Partial<BotPullRequest> = {}): BotPullRequest => ({
  ...{ number: 1, url: "u", branch: `revoke/${id}`, state: "open", digest: "d", head: "a", wrote: "a", createdAt: AS_OF, closedAt: null },
  ...more,
});

describe("scripts/decide/healed", () => {
  it("is what has nothing to do any more, a successor too", () => {
    const pulls = [pull(), pull({ number: 2, branch: `revoke/${id}-2` })];
    expect(healed(clean, true, [], pulls)).toEqual(pulls.map((one) => ({ pull: one, because: "what it was about is not so any more" })));
  });

  it("says which exception covers it now", () => {
    const finding = { ...decision.changes[0]!.because[0]! };
    expect(healed({ ...clean, covered: [{ finding, exception: "prod/exceptions/x" }] }, true, [], [pull()])[0]!.because).toBe(
      "prod/exceptions/x covers what it was about",
    );
  });

  it.each<[string, Parameters<typeof healed>]>([
    ["is still found", [found, true, decision.changes, [pull()]]],
    ["is still found, though nothing is proposed about it now", [found, true, [], [pull()]]],
    ["could not be read", [clean, false, [], [pull()]]],
    ["could not be checked", [{ ...clean, unknown: [{ check: "unmanaged", gap: gapOf("authorization") }] }, true, [], [pull()]]],
    ["somebody else has committed to", [clean, true, [], [pull({ head: "b" })]]],
    ["is closed", [clean, true, [], [pull({ state: "closed" })]]],
    ["is of another account", [clean, true, [], [pull({ branch: `revoke/dev/${id.split("/")[1]}` })]]],
    [
      "is of a leaver, and so of all accounts",
      [{ ...clean, account: "people" }, true, [], [pull({ branch: "revoke/people/leaver-0123456789ab" })]],
    ],
    ["is no branch of a change", [clean, true, [], [pull({ branch: "revoke/prod/mine" })]]],
  ])("leaves open what %s", (_, words) => {
    expect(healed(...words)).toEqual([]);
  });
});
