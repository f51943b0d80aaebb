import { CreateAccessKeyCommand, CreateUserCommand, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { beforeAll, describe, expect, it } from "vitest";
import { observerPolicy } from "../../../scripts/generate/observer-policy.ts";
import type { Clients } from "../../../scripts/observe/aws-iam/clients.ts";
import { observeAccount, PERMISSIONS } from "../../../scripts/observe/sources.ts";
import { gapsOf } from "../../../scripts/report/drift-json.ts";
import type { Declared } from "../../../stacks/model/declared.ts";
import { clientOf, type TestAccount, testAccount } from "../../support/aws.ts";
import { clientsOf, makeReal, now, smallIn } from "../../support/real-account.ts";

/** Who did it is asked later, about findings: without it the answer is `unknown`, and no part has a gap. The stand-in has no AgentCore. */
const ACTIONS = Object.values(PERMISSIONS)
  .flat()
  .filter((action) => !/^(cloudtrail|bedrock-agentcore):/.test(action));

/** Every operation of ours is asked in a deep look at an account with one of each. */
const PROVIDERS = {
  "accounts/prod/providers/ci.yaml":
    "owner: team/platform\npurpose: Sign-in of builds\nexpires: 2027-06-30\noidc: { url: https://ci.example.com/id/1, audiences: [sts.amazonaws.com] }\n",
  "accounts/prod/providers/corp.yaml": `owner: team/platform\npurpose: Sign-in of staff\nexpires: 2027-06-30\nsaml: { metadata: "<x>${"y".repeat(1_000)}</x>" }\n`,
};

/** Operations that the stand-in cannot hold and answers before it looks at permissions. */
const NOT_EMULATED = [
  "iam:ListServiceSpecificCredentials",
  "iam:ListSigningCertificates",
  "iam:ListSSHPublicKeys",
  "iam:ListServerCertificates",
];

describe("test/scenarios/observe/least-privilege", () => {
  let account: TestAccount;
  let admin: Clients;
  let declared: Declared;
  let observer: Clients;

  beforeAll(async () => {
    account = testAccount();
    admin = clientsOf(account.client);
    declared = smallIn(account, PROVIDERS);
    await makeReal(declared, admin);
    await admin.iam.send(new CreateUserCommand({ UserName: "observer" }));
    await allow(observerPolicy());
    const { AccessKey: key } = await admin.iam.send(new CreateAccessKeyCommand({ UserName: "observer" }));
    observer = clientsOf(clientOf(account.endpoint, { accessKeyId: key!.AccessKeyId!, secretAccessKey: key!.SecretAccessKey! }));
    return () => {
      admin.close();
      observer.close();
    };
  });

  const allow = (PolicyDocument: string) =>
    admin.iam.send(new PutUserPolicyCommand({ UserName: "observer", PolicyName: "observe", PolicyDocument }));
  const gaps = async () =>
    Object.entries((await observeAccount(declared.accounts.get("prod")!, declared, observer, { deep: true, now })).parts).flatMap(
      ([name, part]) => gapsOf(part).map((gap) => ({ name, ...gap })),
    );

  it("suffices: a deep look has no gap", async () => {
    expect(await gaps()).toEqual([]);
  });

  it.each(ACTIONS.filter((action) => !NOT_EMULATED.includes(action)))(
    "needs %s: without it there is a gap that names it",
    async (action) => {
      const document = JSON.parse(observerPolicy()) as { Statement: { Action: string[] }[] };
      document.Statement[0]!.Action = document.Statement[0]!.Action.filter((other) => other !== action);
      await allow(JSON.stringify(document));
      const found = await gaps();
      expect(found.map(({ reason }) => reason).join("\n")).toContain(action.split(":")[1]);
      expect(found.every(({ retry }) => !retry)).toBe(true);
    },
  );

  it("names what the stand-in cannot refuse, and nothing else stands there unproven", () => {
    for (const action of NOT_EMULATED) expect(ACTIONS).toContain(action);
  });
});
