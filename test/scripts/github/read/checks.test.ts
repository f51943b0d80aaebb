import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCheck } from "../../../../scripts/github/read/checks.ts";
import type { Commit } from "../../../../stacks/model/declared.ts";
import { startHttp } from "../../../support/http.ts";
import { type Pulls, startPulls } from "../../../support/pulls.ts";
import { clientOf } from "../../../support/repository.ts";

const JUDGE = 9_000_002;

describe("scripts/github/read/checks", () => {
  let pulls: Pulls;
  let head: Commit;
  beforeAll(async () => {
    pulls = await startPulls();
    head = await pulls.tip();
  });
  afterAll(() => pulls.close());
  const read = (app = JUDGE, name = "tenure/gate") => readCheck(clientOf(pulls.github), head, name, app);

  it("is nothing before anything was published", async () => {
    expect(await read()).toBeUndefined();
  });

  it("is what the App said last, whatever others publish under the same name", async () => {
    await pulls.publish(head, "failure");
    await pulls.publish(head, "success");
    await pulls.publish(head, "failure", "tenure-bot[bot]");
    expect(await read()).toEqual({
      name: "tenure/gate",
      conclusion: "success",
      title: "passed",
      summary: "**Next step:** none.",
      text: "",
    });
    expect((await read(9_000_001))?.conclusion).toBe("failure");
    expect([await read(1), await read(JUDGE, "tenure/approvals")]).toEqual([undefined, undefined]);
  });

  it("is nothing while the last one is not done: an older success does not hold any more", async () => {
    const run = (id: number, status: string) => ({
      id,
      name: "tenure/gate",
      status,
      conclusion: "success",
      app: { id: JUDGE },
      output: {},
    });
    const runs = [run(1, "completed"), run(2, "in_progress")];
    const server = await startHttp(() => ({ status: 200, json: { total_count: 2, check_runs: runs } }));
    expect(await readCheck(clientOf(pulls.github, undefined, server.url), head, "tenure/gate", JUDGE)).toBeUndefined();
    await server.close();
  });

  it("is an error when GitHub does not answer: that is no verdict", async () => {
    const server = await startHttp(() => ({ status: 403, json: { message: "no" } }));
    await expect(readCheck(clientOf(pulls.github, undefined, server.url), head, "x", JUDGE)).rejects.toThrow(/^cannot read the checks of/);
    await server.close();
  });
});
