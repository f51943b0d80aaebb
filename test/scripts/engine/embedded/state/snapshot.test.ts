import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openState } from "../../../../../scripts/engine/embedded/state/open.ts";
import { startScenario, urn } from "../../../../support/scenario.ts";

const USER = "aws:iam/user:User";

const journalIn = (folder: string) => join(folder, ".pulumi/journals/tenure/prod.jsonl");

/** The operations that have begun and not ended, as checkpoint and journal on disk tell. */
function notedIn(folder: string): readonly (readonly [type: string, urn: string])[] {
  const { latest } = JSON.parse(readFileSync(join(folder, ".pulumi/stacks/tenure/prod.json"), "utf8")).checkpoint;
  const pending: { type: string; resource: { urn: string } }[] = latest.pending_operations ?? [];
  const begun = new Map(pending.map(({ type, resource }) => [resource.urn, [type, resource.urn] as const]));
  for (const text of readFileSync(journalIn(folder), "utf8").trim().split("\n")) {
    const { begin, resource, end } = JSON.parse(text);
    if (begin) begun.set(resource.urn, [begin, resource.urn]);
    if (end) begun.delete(end);
  }
  return [...begun.values()];
}

describe("scripts/engine/embedded/state/snapshot", () => {
  it("has noted on disk what begins before it is done, and that it is done right after", async () => {
    const { up, cloud, checkpoint, folder } = await startScenario();
    const during: unknown[] = [];
    cloud.fault = ({ method, preview, name }) => {
      if (method === "create" && !preview) during.push([name, notedIn(folder)]);
      return undefined;
    };
    await up(async (declare) => {
      await declare(USER, "a", { name: "a" });
      await declare(USER, "b", { name: "b" });
    });
    expect(during).toEqual([
      ["a", [["creating", urn(USER, "a")]]],
      ["b", [["creating", urn(USER, "b")]]],
    ]);
    expect(checkpoint().pending_operations).toBeUndefined();
    expect(existsSync(journalIn(folder))).toBe(false);
  });

  it("goes on from the journal when the process ended before its next checkpoint", async () => {
    const scenario = await startScenario();
    const { up, cloud, folder, running, environment } = scenario;
    await up(async (declare) => {
      await declare(USER, "old", { name: "old" });
      await declare(USER, "kept", { name: "kept" });
    });
    cloud.fault = ({ method, preview, name }) => {
      if (method === "create" && !preview && name === "c") running().snapshot!.flush = () => undefined; // the process ends here
      return undefined;
    };
    await up(async (declare) => {
      await declare(USER, "kept", { name: "kept", tags: { owner: "team/a" } });
      const a = await declare(USER, "a", { name: "a" });
      await declare(USER, "b", { name: "b" }, { dependencies: [a.urn] });
      await declare(USER, "c", { name: "c" });
    });
    const { state } = await openState(environment, { folder, name: "tenure" }, "prod", () => undefined);
    expect(state.resources.map(({ urn: each }) => each.split("::").at(-1)).sort()).toEqual([
      "a",
      "account",
      "b",
      "c",
      "kept",
      "tenure-prod",
    ]);
    expect(state.resources.find(({ urn: each }) => each === urn(USER, "kept"))?.inputs).toMatchObject({
      name: "kept",
      tags: { owner: "team/a" },
    });
    expect(state.pending).toEqual([]);
    cloud.fault = undefined;
    const again = await up(async (declare) => {
      await declare(USER, "kept", { name: "kept", tags: { owner: "team/a" } });
      await declare(USER, "a", { name: "a" });
    });
    expect(again.operations.map(({ op, name }) => `${op} ${name}`).sort()).toEqual(["delete b", "delete c", "same a", "same kept"]);
    expect(existsSync(journalIn(folder))).toBe(false);
  });

  it("does not go on from a journal after which somebody else has written, and takes no half line for a whole one", async () => {
    const { up, cloud, folder, running, environment } = await startScenario();
    cloud.fault = ({ method, preview, name }) => {
      if (method === "create" && !preview && name === "b") running().snapshot!.flush = () => undefined;
      return undefined;
    };
    await up(async (declare) => {
      await declare(USER, "a", { name: "a" });
      await declare(USER, "b", { name: "b" });
    });
    const journal = readFileSync(journalIn(folder), "utf8");
    const open = () => openState(environment, { folder, name: "tenure" }, "prod", () => undefined);
    writeFileSync(journalIn(folder), `${journal}{"begin":"creat`);
    expect((await open()).state.resources.map(({ id }) => id)).toContain("b");
    const file = join(folder, ".pulumi/stacks/tenure/prod.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"metadata":{}', '"metadata":{"x":1}'));
    await expect(open()).rejects.toMatchObject({
      code: "STATE_UNREADABLE",
      message: expect.stringContaining("somebody else has changed the state"),
    });
  });

  it("keeps the note of a creation that was cut off until it is known what there is", async () => {
    const scenario = await startScenario();
    const { up, cloud, checkpoint, running } = scenario;
    cloud.fault = ({ method, preview }) => {
      if (method === "create" && !preview) running().snapshot!.end = () => undefined; // the process ends here
      return undefined;
    };
    await up((declare) => declare(USER, "a", { name: "a" }));
    expect(checkpoint().pending_operations?.map(({ type }) => type)).toEqual(["creating"]);
    cloud.fault = undefined;
    const blind = await up(async () => undefined);
    expect(blind.result).toBe("succeeded");
    expect(checkpoint().pending_operations?.map(({ type }) => type)).toEqual(["creating"]);
    cloud.cloud.clear();
    await up((declare) => declare(USER, "a", { name: "a" }));
    expect(checkpoint().pending_operations).toBeUndefined();
  });

  it("does nothing that it cannot note, and loses nothing that was noted", async () => {
    const { up, cloud, checkpoint, folder } = await startScenario();
    await up((declare) => declare(USER, "a", { name: "a" }));
    const obstacle = join(folder, ".pulumi/stacks/tenure/prod.json.tmp");
    mkdirSync(obstacle);
    const blocked = up(async (declare) => {
      await declare(USER, "a", { name: "a" });
      await declare(USER, "b", { name: "b" });
    });
    await expect(blocked).rejects.toMatchObject({ name: "EngineError", code: "STATE_UNWRITABLE" });
    expect([...cloud.cloud.keys()]).toEqual([`${USER}|a`]);
    expect(checkpoint().resources.map(({ id }) => id)).toContain("a");
  });

  it("saves elsewhere what was done when the place of the state fails meanwhile, and says where", async () => {
    const { up, cloud, folder } = await startScenario();
    const obstacle = join(folder, ".pulumi/stacks/tenure/prod.json.tmp");
    cloud.fault = ({ method, preview }) => {
      if (method === "create" && !preview) mkdirSync(obstacle);
      return undefined;
    };
    const error = await up((declare) => declare(USER, "a", { name: "a" })).catch((each) => each);
    expect(error).toMatchObject({ code: "STATE_UNWRITABLE", details: { done: [{ op: "create", name: "a" }] } });
    const saved = /saved in (\S+?\.json)/.exec(error.message)?.[1];
    expect(saved).toBeDefined();
    onTestFinished(() => rmSync(saved!, { force: true }));
    expect(readFileSync(saved!, "utf8")).toContain(urn(USER, "a"));
  });
});
