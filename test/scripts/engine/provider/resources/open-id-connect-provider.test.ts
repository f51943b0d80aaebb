import { CreateOpenIDConnectProviderCommand, GetOpenIDConnectProviderCommand, TagOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { providerSetting } from "../provider.ts";

const PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";

describe("scripts/engine/provider/resources/open-id-connect-provider", () => {
  const setting = providerSetting();
  const inputs = (host: string, more: Record<string, unknown> = {}) => ({
    url: `https://${host}`,
    clientIdLists: ["sts.amazonaws.com"],
    tags: { owner: "team/platform" },
    ...more,
  });

  it("creates, refreshes and deletes a provider whose id is its ARN", async () => {
    const made = await setting.engine.make(PROVIDER, inputs("id.example.com/a"));
    expect(made.id).toBe(`arn:aws:iam::${setting.account.id}:oidc-provider/id.example.com/a`);
    expect(made.outputs).toEqual({
      arn: made.id,
      id: made.id,
      url: "https://id.example.com/a",
      clientIdLists: ["sts.amazonaws.com"],
      thumbprintLists: [],
      tags: { owner: "team/platform" },
      tagsAll: { owner: "team/platform" },
    });
    expect(await setting.engine.read(PROVIDER, made.id, made)).toEqual(made);
    await setting.engine.remove(PROVIDER, made);
    expect(await setting.engine.read(PROVIDER, made.id, made)).toBeUndefined();
    await setting.engine.remove(PROVIDER, made);
  });

  it("changes audiences, thumbprints and tags in place", async () => {
    const made = await setting.engine.make(PROVIDER, inputs("changing.example.com", { clientIdLists: ["a", "b"] }));
    const next = inputs("changing.example.com", { clientIdLists: ["b", "c"], thumbprintLists: ["a".repeat(40)], tags: { team: "x" } });
    const changed = await setting.engine.change(PROVIDER, made, next);
    const found = await setting.iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: made.id }));
    expect({ ids: found.ClientIDList!.toSorted(), prints: found.ThumbprintList, tags: found.Tags }).toEqual({
      ids: ["b", "c"],
      prints: ["a".repeat(40)],
      tags: [{ Key: "team", Value: "x" }],
    });
    expect((await setting.engine.diff(PROVIDER, changed.outputs, next)).detailed).toEqual({});
  });

  it("takes an address with and without its scheme for the same, and another one for another provider", async () => {
    const made = await setting.engine.make(PROVIDER, inputs("same.example.com"));
    const recorded = { ...made.outputs, url: "same.example.com" };
    expect((await setting.engine.diff(PROVIDER, recorded, inputs("same.example.com"))).detailed).toEqual({});
    expect(await setting.engine.diff(PROVIDER, recorded, inputs("other.example.com"))).toMatchObject({ replaces: ["url"] });
  });

  it("imports a provider by its ARN and shows tags that were changed by hand", async () => {
    const { OpenIDConnectProviderArn: arn } = await setting.iam.send(
      new CreateOpenIDConnectProviderCommand({ Url: "https://old.example.com", ClientIDList: ["x"], ThumbprintList: [] }),
    );
    await setting.iam.send(new TagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn, Tags: [{ Key: "a", Value: "1" }] }));
    expect((await setting.engine.read(PROVIDER, arn!))?.inputs).toEqual({
      __defaults: [],
      url: "https://old.example.com",
      clientIdLists: ["x"],
      tags: { a: "1" },
    });
  });
});
