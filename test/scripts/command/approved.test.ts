import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mergedSince } from "../../../scripts/command/approved.ts";
import type { Commit } from "../../../stacks/model/declared.ts";
import { exceptionText } from "../../support/findings.ts";
import { type Pulls, startPulls } from "../../support/pulls.ts";
import { edit, SMALL } from "../../support/small-organisation.ts";

const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
let day = 0;
/** A renewal that no other test has made. */
const renewal = () => {
  day += 1;
  return { [EXPORTER]: SMALL[EXPORTER]!.replace("2027-03-31", `2027-04-${String(day).padStart(2, "0")}`) };
};

describe("scripts/command/approved", () => {
  let pulls: Pulls;
  beforeAll(async () => {
    pulls = await startPulls();
  });
  afterAll(() => pulls.close());

  const since = async (last: Commit) => mergedSince(await pulls.reading(), last, await pulls.tip());
  const because = async (last: Commit) => (await since(last)).unapproved.map((one) => one.because);
  /** A pull request that was judged and approved, but for what is stated. */
  async function good(files: Record<string, string> = renewal(), { approver = "ada-l", judged = true, method = "squash" as const } = {}) {
    const { number, head, branch } = await pulls.propose("sec-s", files);
    if (judged) await pulls.publish(head);
    await pulls.review(approver, number);
    return { number, head, branch, merge: () => pulls.merge("sec-s", number, method) };
  }

  it.each(["squash", "merge", "rebase"] as const)("passes a pull request that was judged, approved and merged: %s", async (method) => {
    const last = await pulls.tip();
    const { number, head } = await pulls.propose("sec-s", renewal());
    await pulls.publish(head);
    await pulls.review("ada-l", number);
    const commit = await pulls.merge("sec-s", number, method);
    expect(await since(last)).toEqual({
      approved: [
        {
          commit,
          pull: number,
          digest: expect.stringMatching(/^[0-9a-f]{64}$/),
          requestedBy: ["person/w3"],
          approvedBy: ["person/w1"],
          mergedAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/),
          records: ["prod/service-accounts/exporter"],
          exceptions: [],
        },
      ],
      unapproved: [],
    });
  });

  it("passes when there is nothing new", async () => {
    expect(await since(await pulls.tip())).toEqual({ approved: [], unapproved: [] });
  });

  it("passes the commit of a merge queue that was judged itself", async () => {
    const last = await pulls.tip();
    const { number, merge } = await good(renewal(), { judged: false });
    const commit = await merge();
    expect(await because(last)).toEqual([`came with #${number}, which the App 9000002 has not passed (tenure/gate: no check)`]);
    await pulls.publish(commit);
    expect(await because(last)).toEqual([]);
  });

  it("names the exceptions that a change brought in", async () => {
    const last = await pulls.tip();
    const { number, head } = await pulls.propose("pia-p", {
      "accounts/prod/exceptions/x.yaml": exceptionText("changed", "service-accounts/exporter"),
    });
    await pulls.publish(head);
    for (const login of ["ada-l", "sec-s"]) await pulls.review(login, number);
    await pulls.merge("sec-s", number);
    expect((await since(last)).approved).toMatchObject([{ approvedBy: ["person/w1", "person/w3"], exceptions: ["prod/exceptions/x"] }]);
  });

  describe("lets nothing be deployed from", () => {
    it("a commit that was pushed past the rules, and forgives it once it is undone by an approved pull request", async () => {
      const last = await pulls.tip();
      const path = "accounts/prod/groups/writers.yaml";
      const commit = await pulls.push("sec-s", "main", edit(path, "2027-09-30", "2027-12-30"));
      const unapproved = [{ commit, because: "came with no merged pull request" }];
      expect(await since(last)).toEqual({ approved: [], unapproved });
      await (await good()).merge();
      expect((await since(last)).unapproved).toEqual(unapproved);
      await (await good({ [path]: SMALL[path]! })).merge();
      expect(await since(last)).toMatchObject({ approved: [{}, {}], unapproved: [] });
    });

    it("a branch that was pushed over what was deployed", async () => {
      const root = await pulls.tip();
      const last = await pulls.push("sec-s", "main", renewal());
      await pulls.push("sec-s", "main", renewal(), root);
      expect(await because(last)).toEqual([`does not come after ${last}, which was deployed last: the branch was pushed over`]);
    });

    it.each([
      ["nobody's approval", async (_number: number) => {}, /which nobody of team\/payments has approved$/],
      [
        "that of somebody else",
        async (number: number) => void (await pulls.review("pia-p", number)),
        /which nobody of team\/payments has approved$/,
      ],
      [
        "one that was dismissed after the merge",
        async (number: number) => pulls.dismiss("sec-s", number, await pulls.review("ada-l", number)),
        /which nobody of team\/payments has approved$/,
      ],
    ])("a pull request with %s", async (_, act, expected) => {
      const last = await pulls.tip();
      const { number, head } = await pulls.propose("sec-s", renewal());
      await pulls.publish(head);
      await pulls.merge("sec-s", number);
      await act(number);
      expect(await because(last)).toEqual([expect.stringMatching(expected)]);
    });

    it("one that was changed after its approval", async () => {
      const last = await pulls.tip();
      const { number, branch, merge } = await good();
      await pulls.publish(await pulls.push("sec-s", branch, renewal()));
      await merge();
      expect(await because(last)).toEqual([
        `came with #${number}, which nobody of team/payments has approved (ada-l approved before the last change)`,
      ]);
    });

    it.each([
      ["failed", async (head: Commit) => pulls.publish(head, "failure"), "passed"],
      [
        "was published by another App under the same name",
        async (head: Commit) => pulls.publish(head, "success", "tenure-bot[bot]"),
        "no check",
      ],
      ["never came", async () => {}, "no check"],
      [
        "passed, and failed when it was asked again",
        async (head: Commit) => {
          await pulls.publish(head);
          await pulls.publish(head, "failure");
        },
        "passed",
      ],
    ])("one whose verdict %s", async (_, act, title) => {
      const last = await pulls.tip();
      const { number, head, merge } = await good(renewal(), { judged: false });
      await act(head);
      await merge();
      expect(await because(last)).toEqual([`came with #${number}, which the App 9000002 has not passed (tenure/gate: ${title})`]);
    });

    it("one that was merged into records which nobody approved it on", async () => {
      const last = await pulls.tip();
      const { number, head } = await pulls.propose("sec-s", {
        "accounts/prod/groups/readers.yaml": edit("accounts/prod/groups/readers.yaml", "2027-09-30", "2027-10-30")[
          "accounts/prod/groups/readers.yaml"
        ]!,
      });
      await pulls.publish(head);
      await pulls.review("pia-p", number);
      const commit = await pulls.merge("sec-s", number);
      const onTop = await pulls.push("sec-s", "main", {
        "accounts/prod/groups/readers.yaml": SMALL["accounts/prod/groups/readers.yaml"]!.replace("2027-09-30", "2028-10-30"),
      });
      const found = await since(last);
      expect([found.approved.map((one) => one.commit), found.unapproved.map((one) => one.commit)]).toEqual([[commit], [onTop]]);
    });
  });

  it("passes nothing where the settings name no judge", async () => {
    const alone = await startPulls({ "settings.yaml": SMALL["settings.yaml"]! });
    const last = await alone.tip();
    const { number, head } = await alone.propose("sec-s", renewal());
    await alone.publish(head);
    await alone.review("ada-l", number);
    await alone.merge("sec-s", number);
    const { unapproved } = await mergedSince(await alone.reading(), last, await alone.tip());
    await alone.close();
    expect(unapproved.map((one) => one.because)).toEqual([
      `came with #${number}, and settings.yaml names no App whose verdict counts (apps.judge)`,
    ]);
  });
});
