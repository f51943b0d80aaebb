import { GetUserCommand, IAMClient, ListUsersCommand, TagUserCommand } from "@aws-sdk/client-iam";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { describe, expect, it, onTestFinished } from "vitest";
import { embeddedEngine } from "../../../../scripts/engine/embedded/embedded.ts";
import { testAccount } from "../../../support/aws.ts";
import { makeEngineProject } from "../../../support/engine-project.ts";

const POLICY = {
  type: "Policy",
  name: "tenure/until",
  args: {
    name: "until",
    path: "/tenure/",
    policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:*","Resource":"*"}]}',
  },
};
const USER = {
  type: "User",
  name: "people/ada",
  args: { name: "ada", permissionsBoundary: { output: ["tenure/until", "arn"] }, tags: { owner: "team/a" } },
};
const KEY = { type: "AccessKey", name: "people/ada#key", args: { user: { output: ["people/ada", "name"] }, status: "Active" } };
const SECRET = { type: "Secret", name: "people/ada#secret", args: { name: { join: ["tenure/", { output: ["people/ada#key", "id"] }] } } };
const VALUE = {
  type: "SecretVersion",
  name: "people/ada#value",
  args: { secretId: { output: ["people/ada#secret", "id"] }, secretString: { json: { secret: { output: ["people/ada#key", "secret"] } } } },
};

describe("scripts/engine/embedded/embedded (on the stand-in for AWS, with the provider of this repository)", () => {
  it("deploys, finds nothing to do, sees and repairs drift, and takes everything away again", { timeout: 120_000 }, async () => {
    const account = testAccount();
    const project = makeEngineProject({ ...account.environment, ACCOUNT: account.id });
    const engine = embeddedEngine({ project: project.folder, environment: project.environment });
    onTestFinished(async () => {
      await engine.close();
      project.remove();
    });
    const iam = new IAMClient(account.client);
    const head = project.records("head", { resources: [POLICY, USER, KEY, SECRET, VALUE] });
    const plan = await engine.plan("prod", head, "state");
    expect(plan.operations.map(({ op }) => op)).toEqual(["create", "create", "create", "create", "create"]);
    expect((await engine.up("prod", plan)).diagnostics).toEqual([]);
    const { resources } = project.checkpoint("prod");
    const secretId = resources.find(({ type }) => type === "aws:secretsmanager/secret:Secret")?.id as string;
    const stored = await new SecretsManagerClient(account.client).send(new GetSecretValueCommand({ SecretId: secretId }));
    const { secret } = JSON.parse(stored.SecretString!);
    expect(secret).toMatch(/.{20,}/);
    expect(JSON.stringify(resources)).not.toContain(secret);
    const again = await engine.plan("prod", head, "state");
    expect(again.operations.every(({ op }) => op === "same")).toBe(true);

    await iam.send(new TagUserCommand({ UserName: "ada", Tags: [{ Key: "admin", Value: "yes" }] }));
    const drift = await engine.refresh(
      "prod",
      plan.operations.map(({ urn }) => urn),
    );
    expect(drift.operations.filter(({ op }) => op !== "same")).toMatchObject([
      { op: "update", name: "people/ada", after: { tags: { admin: "yes", owner: "team/a" } } },
    ]);
    // Neither before the value is known nor when it comes back from the state or from AWS.
    expect(JSON.stringify([plan, again, drift])).not.toContain(secret);
    expect((await engine.up("prod", await engine.plan("prod", head, "state"))).result).toBe("succeeded");
    expect((await iam.send(new GetUserCommand({ UserName: "ada" }))).User?.Tags).toEqual([{ Key: "owner", Value: "team/a" }]);

    const gone = await engine.up("prod", await engine.plan("prod", project.records("none", { resources: [] }), "state"));
    expect([gone.result, gone.operations.map(({ op }) => op)]).toEqual(["succeeded", ["delete", "delete", "delete", "delete", "delete"]]);
    expect((await iam.send(new ListUsersCommand({}))).Users).toEqual([]);
  });
});
