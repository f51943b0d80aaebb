import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keepComments, sweepApprovals } from "../../../scripts/command/open-pulls.ts";
import { APPROVALS_CHECK, GATE_CHECK } from "../../../scripts/command/publish-check.ts";
import { readCheck } from "../../../scripts/github/read/checks.ts";
import type { Commit } from "../../../stacks/model/declared.ts";
import { octokitOf } from "../../support/github.ts";
import { type Pulls, startPulls } from "../../support/pulls.ts";
import { clientOf } from "../../support/repository.ts";
import { AS_OF, edit, SMALL } from "../../support/small-organisation.ts";

const RENEWED = edit("accounts/prod/service-accounts/exporter.yaml", "expires: 2027-03-31", "expires: 2027-04-30");
const JUDGE = 9_000_002;

describe("scripts/command/open-pulls", () => {
  let pulls: Pulls;
  beforeAll(async () => {
    pulls = await startPulls();
  });
  afterAll(() => pulls.close());

  const asJudge = async () => ({ ...(await pulls.reading()), github: clientOf(pulls.github, "tenure-judge[bot]") });
  const published = (head: Commit, name = APPROVALS_CHECK) => readCheck(clientOf(pulls.github), head, name, JUDGE);
  const runs = async (head: Commit) => {
    const [owner, repo] = pulls.github.repository.split("/") as [string, string];
    return (await octokitOf(pulls.github, "ada-l").rest.checks.listForRef({ owner, repo, ref: head, filter: "all" })).data.total_count;
  };

  it("renews the check of every open pull request when its reviews have changed, also where a branch deleted the signal and the review was dismissed", async () => {
    const { number, head } = await pulls.propose("sec-s", RENEWED);
    const sweep = async () => (await sweepApprovals(await asJudge(), undefined, true, AS_OF)).find((one) => one.number === number);
    await sweep();
    expect((await published(head))?.title).toBe("needs the approval of team/payments");
    const review = await pulls.review("ada-l", number);
    expect(await sweep()).toMatchObject({ approvals: { missing: [] } });
    expect(await published(head)).toMatchObject({ conclusion: "success", title: "approved by person/w1" });
    const count = await runs(head);
    await sweep();
    expect(await runs(head)).toBe(count);
    await pulls.dismiss("pia-p", number, review);
    await sweep();
    expect((await published(head))?.conclusion).toBe("action_required");
  });

  it("goes on where the records of one cannot be read, and tells its author on the line", async () => {
    const broken = await pulls.propose("sec-s", { "accounts/prod/groups/readers.yaml": "owner: team/platform\n" });
    const found = await sweepApprovals(await asJudge(), undefined, true, AS_OF);
    expect(found.length).toBeGreaterThan(1);
    expect(found.at(-1)).toMatchObject({ number: broken.number, problem: expect.stringMatching(/readers\.yaml:1: missing key/) });
    expect(await published(broken.head)).toMatchObject({ conclusion: "failure" });
    expect((await sweepApprovals(await pulls.reading(), broken.number, false, AS_OF)).map(({ number }) => number)).toEqual([broken.number]);
  });

  it("comments with what the judge has published, and nothing that anybody else has", async () => {
    const { number, head } = await pulls.propose("sec-s", edit("accounts/prod/groups/writers.yaml", "2027-09-30", "2027-10-01"));
    const comment = async () => (await keepComments(await pulls.reading(), number))[0]!.comment;
    await pulls.publish(head, "success", "tenure-bot[bot]");
    expect(await comment()).toBe("nothing published yet");
    await pulls.publish(head);
    expect([await comment(), await comment()]).toEqual(["written", "unchanged"]);
    await sweepApprovals(await asJudge(), number, true, AS_OF);
    expect(await comment()).toBe("edited");
    expect((await published(head, GATE_CHECK))?.conclusion).toBe("success");
  });

  it("does not comment where no App is the judge", async () => {
    const alone = await startPulls({ "settings.yaml": SMALL["settings.yaml"]! });
    await expect(keepComments(await alone.reading(), undefined)).rejects.toThrow(
      "--comment: settings.yaml names no App whose checks count (apps.judge)",
    );
    await alone.close();
  });
});
