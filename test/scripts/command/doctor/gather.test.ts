import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestAccount, testAccount } from "../../../support/aws.ts";
import { now } from "../../../support/real-account.ts";
import { type Ran, runCommand } from "../../../support/run-command.ts";
import { inOrder, serveSetUp } from "../../../support/set-up.ts";
import { edit, PROD, SMALL } from "../../../support/small-organisation.ts";

type Answer = { check: string; state: string; says: string };

describe("scripts/command/doctor/gather", () => {
  let folder: string;
  let account: TestAccount;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "tenure-doctor-"));
    account = testAccount();
    const files = { ...SMALL, ...edit("accounts/prod/account.yaml", PROD, account.id) };
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, "stacks", path)), { recursive: true });
      writeFileSync(join(folder, "stacks", path), text);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const doctor = async (environment: Readonly<Record<string, string>>): Promise<{ ran: Ran; of(check: string): Answer[] }> => {
    const ran = await runCommand(
      ["doctor", "--stack", "prod", "--json"],
      { PULUMI_BACKEND_URL: `file://${folder}`, ...environment },
      folder,
    );
    const { answers } = JSON.parse(ran.stdout) as { answers: Answer[] };
    return { ran, of: (check) => answers.filter((answer) => answer.check === check) };
  };

  it("asks AWS who we are and GitHub how the repository is set up, and never calls what it could not ask clean", async () => {
    const server = await serveSetUp(inOrder(now()));
    try {
      const github = { GITHUB_REPOSITORY: "acme/identities", GITHUB_TOKEN: "t", GITHUB_API_URL: server.url };
      const { ran, of } = await doctor({ ...account.environment, ...github });
      expect(ran.code, ran.stderr).toBe(3);
      expect(of("aws-account")).toEqual([{ check: "aws-account", state: "ok", says: `prod (${account.id})` }]);
      expect(of("aws-clock")).toEqual([{ check: "aws-clock", state: "ok", says: "this clock is that of AWS" }]);
      expect(of("state-lock")).toEqual([{ check: "state-lock", state: "ok", says: "nobody has a stack" }]);
      expect(of("github-bypass")).toMatchObject([{ state: "ok" }]);
      expect(server.requests.filter(({ method }) => method !== "GET")).toEqual([]);
    } finally {
      await server.close();
    }
  });

  it("names the reads that the credentials may not do", async () => {
    const iam = new IAMClient(account.client);
    const UserName = "observer";
    await iam.send(new CreateUserCommand({ UserName }));
    const statement = { Effect: "Allow", NotAction: ["iam:ListRoles", "iam:SimulatePrincipalPolicy"], Resource: "*" };
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "reads", PolicyDocument }));
    const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    iam.destroy();
    const { of } = await doctor({
      ...account.environment,
      AWS_ACCESS_KEY_ID: key!.AccessKeyId!,
      AWS_SECRET_ACCESS_KEY: key!.SecretAccessKey!,
    });
    expect(of("aws-permissions")[0]).toMatchObject({
      state: "broken",
      says: `arn:aws:iam::${account.id}:user/observer may not iam:ListRoles`,
    });
    expect(of("aws-permissions")[1]).toMatchObject({ state: "unknown" });
    expect(of("github-token")).toMatchObject([{ state: "unknown", says: "GitHub was not asked (GITHUB_REPOSITORY is not set)" }]);
  });

  it("says that nobody is signed in, and asks nothing further", async () => {
    const { ran, of } = await doctor({ AWS_EC2_METADATA_DISABLED: "true" });
    expect(ran.code).toBe(3);
    expect(of("aws-credentials")).toMatchObject([{ state: "unknown", says: expect.stringContaining("CredentialsProviderError") }]);
  });
});
