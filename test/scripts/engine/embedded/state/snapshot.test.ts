import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startScenario, urn } from "../../../../support/scenario.ts";

const USER = "aws:iam/user:User";

describe("scripts/engine/embedded/state/snapshot", () => {
  it("has noted on disk what begins before it is done, and that it is done right after", async () => {
    const { up, cloud, checkpoint } = await startScenario();
    const during: unknown[] = [];
    cloud.fault = ({ method, preview, name }) => {
      if (method === "create" && !preview)
        during.push([name, checkpoint().pending_operations?.map(({ type, resource }) => [type, resource.urn])]);
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
