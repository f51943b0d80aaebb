import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keepComment } from "../../../../scripts/github/write/comment.ts";
import { octokitOf } from "../../../support/github.ts";
import { type Pulls, startPulls } from "../../../support/pulls.ts";
import { clientOf } from "../../../support/repository.ts";

describe("scripts/github/write/comment", () => {
  let pulls: Pulls;
  beforeAll(async () => {
    pulls = await startPulls();
  });
  afterAll(() => pulls.close());

  it("is written once, edited in place, and left alone when it says the same", async () => {
    const { number } = await pulls.propose("ada-l", { "/a.txt": "1\n" });
    const [owner, repo] = pulls.github.repository.split("/") as [string, string];
    const issues = octokitOf(pulls.github, "ada-l").rest.issues;
    // Somebody who copies it does not get it edited.
    await issues.createComment({ owner, repo, issue_number: number, body: "mine <!-- tenure/gate/1 -->" });
    const github = clientOf(pulls.github);
    const done = [];
    for (const text of ["one", "one", "two"]) done.push(await keepComment(github, number, text));
    expect(done).toEqual(["written", "unchanged", "edited"]);
    expect(await keepComment(github, number, "about something else", "request")).toBe("written");
    const { data } = await issues.listComments({ owner, repo, issue_number: number });
    expect(data.map(({ body }) => body)).toEqual([
      "mine <!-- tenure/gate/1 -->",
      "two\n\n<!-- tenure/gate/1 -->",
      "about something else\n\n<!-- tenure/request/1 -->",
    ]);
  });
});
