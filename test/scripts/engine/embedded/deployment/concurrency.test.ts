import { describe, expect, it } from "vitest";
import { startLimit, startTurns } from "../../../../../scripts/engine/embedded/deployment/concurrency.ts";
import { startScenario } from "../../../../support/scenario.ts";

const USER = "aws:iam/user:User";

/** Counts who is inside; everybody stays until `gate` opens, and then for a turn of the event loop or two. */
function crowd(gate: Promise<unknown>) {
  const seen = { now: 0, most: 0 };
  const visit = async () => {
    seen.now += 1;
    seen.most = Math.max(seen.most, seen.now);
    await gate;
    for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
    seen.now -= 1;
  };
  return { seen, visit };
}

describe("scripts/engine/embedded/deployment/concurrency", () => {
  it("runs actions in turn, also after one that failed", async () => {
    const turns = startTurns();
    const order: string[] = [];
    const failing = turns(async () => {
      await new Promise(setImmediate);
      order.push("first");
      throw new Error("first");
    });
    const second = turns(async () => order.push("second"));
    await expect(failing).rejects.toThrow("first");
    await second;
    expect(order).toEqual(["first", "second"]);
  });

  it("runs no more than allowed at once and knows when nothing runs", async () => {
    const limit = startLimit(3);
    const { seen, visit } = crowd(Promise.resolve());
    await limit.idle();
    const all = Array.from({ length: 10 }, () => limit.run(visit));
    await limit.idle();
    expect([seen.now, seen.most]).toEqual([0, 3]);
    await Promise.all(all);
  });

  it("gives the place of an action that failed to the next", async () => {
    const limit = startLimit(1);
    const failing = limit.run(async () => {
      throw new Error("no");
    });
    const next = limit.run(async () => "yes");
    await expect(failing).rejects.toThrow("no");
    expect(await next).toBe("yes");
  });

  it("creates what is independent at once, eight at a time", async () => {
    const { up, cloud } = await startScenario();
    const full = Promise.withResolvers<undefined>(); // nobody leaves before eight are in: with fewer at once the test would hang here
    const { seen, visit } = crowd(full.promise);
    cloud.fault = async ({ method, preview }) => {
      if (method !== "create" || preview) return undefined;
      const visited = visit();
      if (seen.now === 8) full.resolve(undefined);
      await visited;
      return undefined;
    };
    const names = Array.from({ length: 20 }, (_, index) => `user-${index}`);
    const result = await up((declare) => Promise.all(names.map((name) => declare(USER, name, { name }))));
    expect([result.result, result.operations.length, seen.most]).toEqual(["succeeded", 20, 8]);
  });
});
