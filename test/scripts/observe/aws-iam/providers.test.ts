import { CreateOpenIDConnectProviderCommand, CreateSAMLProviderCommand, type IAMClient } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Aws } from "../../../../scripts/emulators/aws/aws.ts";
import type { Clients } from "../../../../scripts/observe/aws-iam/clients.ts";
import { readProviders } from "../../../../scripts/observe/aws-iam/providers.ts";
import { recorderOf } from "../../../../scripts/observe/part.ts";
import { accountIn, startOwnAws, type TestAccount } from "../../../support/aws.ts";
import { clientsOf } from "../../../support/real-account.ts";

const METADATA = `<x>${"y".repeat(1_000)}</x>`;

/** Answers in the shapes of IAM's API, by operation: for what no emulator answers. */
function fakeIam(answers: Readonly<Record<string, object>>): IAMClient {
  return { send: async (command: object) => answers[command.constructor.name.replace(/Command$/, "")] ?? {} } as unknown as IAMClient;
}

describe("scripts/observe/aws-iam/providers", () => {
  let aws: Aws;
  let account: TestAccount;
  let clients: Clients;
  beforeAll(async () => {
    aws = await startOwnAws();
    account = accountIn(aws);
    clients = clientsOf(account.client);
  });
  afterAll(async () => {
    clients.close();
    await aws.close();
  });

  it("reads none where there are none", async () => {
    const recorder = recorderOf("aws-iam");
    expect(await readProviders(clients.iam, recorder)).toEqual([]);
  });

  it("reads both kinds as records would declare them, by ARN", async () => {
    const { iam } = clients;
    await iam.send(new CreateSAMLProviderCommand({ Name: "corp", SAMLMetadataDocument: METADATA, Tags: [{ Key: "owner", Value: "x" }] }));
    await iam.send(
      new CreateOpenIDConnectProviderCommand({
        Url: "https://ci.example.com/id/1",
        ClientIDList: ["b", "a"],
        ThumbprintList: ["2".repeat(40), "1".repeat(40)],
      }),
    );
    const createdAt = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(await readProviders(iam, recorderOf("aws-iam"))).toEqual([
      {
        type: "provider",
        arn: `arn:aws:iam::${account.id}:oidc-provider/ci.example.com/id/1`,
        name: "ci.example.com/id/1",
        path: "/",
        tags: {},
        federation: {
          oidc: { url: "https://ci.example.com/id/1", audiences: ["a", "b"], thumbprints: ["1".repeat(40), "2".repeat(40)] },
        },
        createdAt,
      },
      {
        type: "provider",
        arn: `arn:aws:iam::${account.id}:saml-provider/corp`,
        name: "corp",
        path: "/",
        tags: { owner: "x" },
        federation: { saml: { metadata: METADATA } },
        createdAt,
      },
    ]);
  });

  const ARN = "arn:aws:iam::000000000000:oidc-provider/ci.example.com";
  const LISTED = { ListOpenIDConnectProviders: { OpenIDConnectProviderList: [{ Arn: ARN }] } };

  it.each([
    ["a provider without ARN", { ListOpenIDConnectProviders: { OpenIDConnectProviderList: [{}] } }],
    [`no address of ${ARN}`, LISTED],
    [`${ARN} without a name or a date`, { ...LISTED, GetOpenIDConnectProvider: { Url: "ci.example.com" } }],
    [
      `a tag of ${ARN} without key`,
      { ...LISTED, GetOpenIDConnectProvider: { Url: "ci.example.com", CreateDate: new Date(0), Tags: [{ Value: "x" }] } },
    ],
    ["no metadata of corp", { ListSAMLProviders: { SAMLProviderList: [{ Arn: "corp" }] } }],
  ])("does not make up what an answer leaves out: %s", async (message, answers) => {
    await expect(readProviders(fakeIam(answers), recorderOf("aws-iam"))).rejects.toThrow(message);
  });
});
