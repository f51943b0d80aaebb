import { CreateGroupCommand, GetGroupCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { providerSetting } from "../provider.ts";

const GROUP = "aws:iam/group:Group";

describe("scripts/engine/provider/resources/group", () => {
  const setting = providerSetting();

  it("creates, refreshes and deletes a group", async () => {
    const made = await setting.engine.make(GROUP, { name: "readers", path: "/x/" });
    const { Group } = await setting.iam.send(new GetGroupCommand({ GroupName: "readers" }));
    expect(made.id).toBe("readers");
    expect(made.outputs).toEqual({ arn: Group!.Arn, id: "readers", name: "readers", path: "/x/", uniqueId: Group!.GroupId });
    expect(await setting.engine.read(GROUP, made.id, made)).toEqual(made);
    await setting.engine.remove(GROUP, made);
    expect(await setting.engine.read(GROUP, made.id, made)).toBeUndefined();
    await setting.engine.remove(GROUP, made);
  });

  it("imports a group by its name", async () => {
    await setting.iam.send(new CreateGroupCommand({ GroupName: "old" }));
    expect((await setting.engine.read(GROUP, "old"))?.inputs).toEqual({ __defaults: [], name: "old" });
  });

  it("moves a group in place: its ARN is not known before", async () => {
    const made = await setting.engine.make(GROUP, { name: "movable" });
    const { inputs } = await setting.engine.check(GROUP, { name: "movable", path: "/moved/" });
    expect(await setting.engine.diff(GROUP, made.outputs, inputs)).toMatchObject({ detailed: { path: "UPDATE" }, replaces: [] });
    const { outputs } = await setting.engine.change(GROUP, made, { name: "movable", path: "/moved/" }, { preview: true });
    expect(outputs).toEqual({ id: "movable", name: "movable", path: "/moved/", uniqueId: made.outputs.uniqueId });
  });
});
