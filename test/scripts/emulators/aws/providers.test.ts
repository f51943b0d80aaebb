import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateAccessKeyCommand,
  CreateOpenIDConnectProviderCommand,
  CreateSAMLProviderCommand,
  CreateUserCommand,
  GetOpenIDConnectProviderCommand,
  GetSAMLProviderCommand,
  IAMClient,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  TagOpenIDConnectProviderCommand,
  TagSAMLProviderCommand,
  UntagOpenIDConnectProviderCommand,
  UntagSAMLProviderCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { clientOf, testAccount } from "../../../support/aws.ts";

describe("scripts/emulators/aws/providers", () => {
  const account = testAccount();
  const iam = new IAMClient(account.client);

  it("edits an OIDC provider, which ministack cannot", async () => {
    const { OpenIDConnectProviderArn } = await iam.send(
      new CreateOpenIDConnectProviderCommand({ Url: "https://id.example.com/x", ClientIDList: ["a"], Tags: [{ Key: "a", Value: "1" }] }),
    );
    const arn = { OpenIDConnectProviderArn };
    await iam.send(new AddClientIDToOpenIDConnectProviderCommand({ ...arn, ClientID: "b" }));
    await iam.send(new AddClientIDToOpenIDConnectProviderCommand({ ...arn, ClientID: "b" }));
    await iam.send(new RemoveClientIDFromOpenIDConnectProviderCommand({ ...arn, ClientID: "a" }));
    await iam.send(new UpdateOpenIDConnectProviderThumbprintCommand({ ...arn, ThumbprintList: ["f".repeat(40)] }));
    await iam.send(new TagOpenIDConnectProviderCommand({ ...arn, Tags: [{ Key: "b", Value: "2" }] }));
    await iam.send(new UntagOpenIDConnectProviderCommand({ ...arn, TagKeys: ["a"] }));
    const { ClientIDList, ThumbprintList, Tags, Url } = await iam.send(new GetOpenIDConnectProviderCommand(arn));
    expect({ ClientIDList, ThumbprintList, Tags, Url }).toEqual({
      ClientIDList: ["b"],
      ThumbprintList: ["f".repeat(40)],
      Tags: [{ Key: "b", Value: "2" }],
      Url: "https://id.example.com/x",
    });
  });

  it("edits the tags of a SAML provider and keeps its metadata to the letter", async () => {
    const metadata = `<Entity a="1 &amp; 2">\n${"x".repeat(1_000)}</Entity>`;
    const { SAMLProviderArn } = await iam.send(new CreateSAMLProviderCommand({ Name: "corp", SAMLMetadataDocument: metadata }));
    await iam.send(
      new TagSAMLProviderCommand({
        SAMLProviderArn,
        Tags: [
          { Key: "a", Value: "1" },
          { Key: "b", Value: "2" },
        ],
      }),
    );
    await iam.send(new UntagSAMLProviderCommand({ SAMLProviderArn, TagKeys: ["a"] }));
    const found = await iam.send(new GetSAMLProviderCommand({ SAMLProviderArn }));
    expect([found.SAMLMetadataDocument, found.Tags]).toEqual([metadata, [{ Key: "b", Value: "2" }]]);
  });

  it("refuses to edit what is not there, and whoever may not", async () => {
    const arn = { OpenIDConnectProviderArn: `arn:aws:iam::${account.id}:oidc-provider/nobody.example.com` };
    const edit = new TagOpenIDConnectProviderCommand({ ...arn, Tags: [{ Key: "a", Value: "1" }] });
    await expect(iam.send(edit)).rejects.toMatchObject({ name: "NoSuchEntityException" });
    await iam.send(new CreateUserCommand({ UserName: "nobody" }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "nobody" }));
    const other = new IAMClient(
      clientOf(account.endpoint, { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! }),
    );
    await expect(other.send(edit)).rejects.toMatchObject({ name: "AccessDenied" });
  });
});
