import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openHistory } from "../../../../scripts/github/read/history.ts";
import type { Commit } from "../../../../stacks/model/declared.ts";
import { startHttp } from "../../../support/http.ts";
import { type Pulls, startPulls } from "../../../support/pulls.ts";
import { clientOf } from "../../../support/repository.ts";

describe("scripts/github/read/history", () => {
  let pulls: Pulls;
  let first: Commit;
  let second: Commit;
  let side: Commit;
  beforeAll(async () => {
    pulls = await startPulls();
    first = await pulls.tip();
    second = await pulls.push("ada-l", "main", { "/README.md": "more\n", "/new.txt": "x\n" });
    side = await pulls.push("ada-l", "side", { "/README.md": "other\n" }, first);
  });
  afterAll(() => pulls.close());
  const history = () => openHistory(clientOf(pulls.github));

  it("tells the files that differ, on both sides", async () => {
    const differences = await history().differences(first, second);
    expect(differences.map(({ path, before, after }) => [path, before === null, after === null])).toEqual([
      ["README.md", false, false],
      ["new.txt", true, false],
    ]);
    expect(await history().differences(first, first)).toEqual([]);
    expect((await history().differences(second, first)).map(({ before, after }) => [after, before])).toEqual(
      differences.map(({ before, after }) => [before, after]),
    );
  });

  it("finds where two commits come from, and the one before", async () => {
    expect(await history().mergeBase(second, side)).toBe(first);
    expect(await history().mergeBase(side, side)).toBe(side);
    expect([await history().parent(second), await history().parent(first)]).toEqual([first, undefined]);
  });

  it("knows no origin of a commit that cannot be had", async () => {
    expect(await history().mergeBase(second, "9".repeat(40) as Commit)).toBeUndefined();
  });

  it("asks for each list once", async () => {
    const server = await startHttp(({ path }) =>
      path.includes("/git/commits/")
        ? { status: 200, json: { tree: { sha: path.slice(-1) } } }
        : { status: 200, json: { tree: [{ path: "a", mode: "100644", type: "blob", sha: path }], truncated: false } },
    );
    const own = openHistory(clientOf(pulls.github, undefined, server.url));
    for (const to of [second, side]) await own.differences(first, to);
    expect(server.requests.length).toBe(6);
    await server.close();
  });
});
