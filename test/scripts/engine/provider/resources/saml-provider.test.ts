import { CreateSAMLProviderCommand, GetSAMLProviderCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { providerSetting } from "../provider.ts";

const PROVIDER = "aws:iam/samlProvider:SamlProvider";

describe("scripts/engine/provider/resources/saml-provider", () => {
  const setting = providerSetting();
  const metadata = (entity: string) => `<EntityDescriptor entityID="${entity}">${"x".repeat(1_000)}</EntityDescriptor>`;

  it("creates, refreshes and deletes a provider whose id is its ARN", async () => {
    const made = await setting.engine.make(PROVIDER, { name: "corp", samlMetadataDocument: metadata("a & b"), tags: { owner: "x" } });
    expect(made.id).toBe(`arn:aws:iam::${setting.account.id}:saml-provider/corp`);
    expect(made.outputs).toMatchObject({ arn: made.id, name: "corp", samlMetadataDocument: metadata("a & b"), tags: { owner: "x" } });
    expect(await setting.engine.read(PROVIDER, made.id, made)).toEqual(made);
    await setting.engine.remove(PROVIDER, made);
    expect(await setting.engine.read(PROVIDER, made.id, made)).toBeUndefined();
    await setting.engine.remove(PROVIDER, made);
  });

  it("changes metadata and tags in place; the date that follows from the metadata is not known before", async () => {
    const made = await setting.engine.make(PROVIDER, { name: "moving", samlMetadataDocument: metadata("a"), tags: { a: "1", b: "2" } });
    const next = { name: "moving", samlMetadataDocument: metadata("b"), tags: { b: "3" } };
    expect((await setting.engine.change(PROVIDER, made, next, { preview: true })).outputs).not.toHaveProperty("validUntil");
    await setting.engine.change(PROVIDER, made, next);
    const found = await setting.iam.send(new GetSAMLProviderCommand({ SAMLProviderArn: made.id }));
    expect([found.SAMLMetadataDocument, found.Tags]).toEqual([metadata("b"), [{ Key: "b", Value: "3" }]]);
  });

  it("imports a provider by its ARN; another name is another provider", async () => {
    const { SAMLProviderArn: arn } = await setting.iam.send(
      new CreateSAMLProviderCommand({ Name: "old", SAMLMetadataDocument: metadata("old") }),
    );
    const found = (await setting.engine.read(PROVIDER, arn!))!;
    expect(found.inputs).toEqual({ __defaults: [], name: "old", samlMetadataDocument: metadata("old") });
    expect(await setting.engine.diff(PROVIDER, found.outputs, { name: "new", samlMetadataDocument: metadata("old") })).toMatchObject({
      replaces: ["name"],
    });
  });
});
