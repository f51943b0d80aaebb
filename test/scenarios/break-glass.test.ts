import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AtGlass, glassOf, incidentOf } from "../../scripts/command/break-glass/glass.ts";
import { close, drill, open, review } from "../../scripts/command/break-glass/steps.ts";
import { bringHome } from "../../scripts/command/bring-home.ts";
import { incidentsOf } from "../../scripts/command/incidents.ts";
import { readRecords } from "../../scripts/command/records.ts";
import { openGitHub } from "../../scripts/github/client.ts";
import { entriesOf, type Ledger, openLedger } from "../../scripts/ledger/ledger.ts";
import { waiting } from "../../scripts/ledger/queue.ts";
import { readGlass } from "../../scripts/observe/aws-cloudtrail/glass.ts";
import { openLookups } from "../../scripts/observe/aws-cloudtrail/lookups.ts";
import { folder } from "../../stacks/files/tree.ts";
import { type BreakGlassRecord, glassRole } from "../../stacks/kinds/break-glass.ts";
import { instantOf, plus } from "../../stacks/model/instant.ts";
import { type TestAccount, testAccount } from "../support/aws.ts";
import { quietLog } from "../support/fake-engine.ts";
import { smallRepository } from "../support/git.ts";
import { startHttp } from "../support/http.ts";
import { SMALL } from "../support/small-organisation.ts";

/**
 * The way in when everything else is down, on the emulator that enforces IAM. It knows no second factor, so its role asks for none here: that AWS
 * would refuse without one is shown by our own evaluator on the document that is deployed (test/scenarios/kinds), and that one is sent by the trail.
 */

const FACTOR = { serial: "arn:aws:iam::000000000000:mfa/glass-1", code: "123456" };
const UNREACHABLE = { GITHUB_REPOSITORY: "acme/identities", GITHUB_TOKEN: "x", GITHUB_API_URL: "http://127.0.0.1:9" };

describe("test/scenarios/break-glass", () => {
  const before = { ...process.env };
  let account: TestAccount;
  let scratch: string;
  let key: { accessKeyId: string; secretAccessKey: string };
  let iam: IAMClient;
  const asSealed = () => Object.assign(process.env, { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey });
  const asAdministrator = () => Object.assign(process.env, account.environment);

  beforeAll(async () => {
    account = testAccount();
    asAdministrator();
    iam = new IAMClient(account.client);
    const [UserName, Path] = ["glass-1", "/tenure/break-glass/"];
    await iam.send(new CreateUserCommand({ UserName, Path }));
    const allow = { Effect: "Allow", Action: "sts:AssumeRole", Resource: `arn:aws:iam::${account.id}:role${Path}*` };
    await iam.send(
      new PutUserPolicyCommand({
        UserName,
        PolicyName: "own",
        PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: allow }),
      }),
    );
    const trust = {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${account.id}:user${Path}${UserName}` },
      Action: "sts:AssumeRole",
      Condition: { StringLike: { "sts:RoleSessionName": "INC-*" } },
    };
    await iam.send(
      new CreateRoleCommand({
        RoleName: UserName,
        Path,
        AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: trust }),
      }),
    );
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    key = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
  });
  afterAll(() => {
    iam.destroy();
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), "tenure-glass-"));
    return () => rmSync(scratch, { recursive: true });
  });

  function at(more: Partial<AtGlass> & { incident: string }): AtGlass & { said: readonly string[]; ledger: Ledger } {
    const { root, write } = smallRepository();
    write({
      "stacks/accounts/prod/account.yaml": SMALL["accounts/prod/account.yaml"]!.replace(/id: "\d+"/, `id: "${account.id}"`),
      "stacks/accounts/prod/break-glass/glass-1.yaml":
        "owner: team/security\npurpose: Administration when everything else is down\nexpires: 2027-10-31\ncustodians: [person/w3, person/w1]\nrole: { permissions: [ledger-write] }\n",
    });
    const tree = folder(root);
    const declared = readRecords(tree);
    const prod = declared.accounts.get("prod")!;
    const record = glassOf(prod, undefined);
    const { log, warnings } = loud();
    return {
      ...{ root, tree, declared, account: prod, record, glass: record.fields as BreakGlassRecord, by: "person/w3" },
      ...{ asOf: instantOf(new Date()), github: undefined, ledger: openLedger(undefined, join(scratch, "ledger")), webhook: undefined },
      ...{ queue: join(scratch, "queue"), log, said: warnings },
      ...more,
    };
  }
  const written = async ({ ledger }: Pick<AtGlass, "ledger">) => entriesOf(await ledger.read(), "break-glass").map(({ facts }) => facts);

  it("lets a custodian in for an incident, tells the bell, and writes it down", async () => {
    asSealed();
    const bell = await startHttp(() => ({ status: 200, json: {} }));
    const here = at({ incident: "INC-1", webhook: bell.url });
    const { result, output } = await open(here, "single sign-on is down", FACTOR, undefined);
    await bell.close();
    expect([result, output.split("\n").map((line) => line.split("=")[0])]).toEqual([
      "clean",
      [
        "export AWS_ACCESS_KEY_ID",
        "export AWS_SECRET_ACCESS_KEY",
        "export AWS_SESSION_TOKEN",
        expect.stringMatching(/^# works until .* UTC \(in (59 minutes|1 hour)\)$/),
      ],
    ]);
    expect(bell.requests.map(({ body }) => JSON.parse(body))).toEqual([
      { text: "break-glass/glass-1 of prod was opened for INC-1 by person/w3" },
    ]);
    expect(await written(here)).toMatchObject([
      { action: "opened", incident: "INC-1", by: "person/w3", reviewBy: plus(here.asOf, 72 * 3_600_000), reviewer: null },
    ]);
    asAdministrator();
    const trail = new CloudTrailClient(account.client);
    const lookUp = openLookups(trail, 10, { now: () => instantOf(new Date()), wait: async () => undefined, progress: () => undefined });
    const [use] = await readGlass(lookUp, [glassRole(here.account, "glass-1")]);
    expect(use).toMatchObject({ session: "INC-1", by: `arn:aws:iam::${account.id}:user/tenure/break-glass/glass-1` });
    const { events } = await lookUp("ResourceName", use!.role);
    expect(JSON.parse(events.find(({ EventName }) => EventName === "AssumeRole")!.CloudTrailEvent!).requestParameters).toMatchObject({
      serialNumber: FACTOR.serial,
    });
    trail.destroy();
  });

  it("works while GitHub is down: evidence waits on this machine and comes home once, with the next step", async () => {
    asSealed();
    const github = openGitHub(UNREACHABLE)!;
    const here = at({ incident: "INC-2", github, ledger: openLedger(github, "") });
    expect(await open(here, "GitHub is down as well", FACTOR, undefined)).toMatchObject({
      result: "clean",
      output: expect.stringContaining("export AWS_SESSION_TOKEN="),
    });
    expect(here.said).toEqual(
      [expect.stringMatching(/^the issue could not be opened/), expect.stringMatching(/^1 entry waits in .*queue on this machine/)].sort(),
    );
    const home = { ...here, ledger: openLedger(undefined, join(scratch, "ledger")) };
    await bringHome(home.ledger, home.log, home.queue);
    await bringHome(home.ledger, home.log, home.queue);
    expect(await written(home)).toMatchObject([{ action: "opened", incident: "INC-2" }]);
    expect(waiting(here.queue)).toEqual([]);
  });

  it("lets nobody in under a name that is no incident, with other credentials, or who is no custodian; and writes the refusal down", async () => {
    asSealed();
    const curious = at({ incident: "curiosity" });
    await expect(open(curious, "only looking", FACTOR, undefined)).rejects.toThrow(
      /^AWS refused arn:aws:iam::\d+:user\/tenure\/break-glass\/glass-1: AccessDenied/,
    );
    expect((await written(curious)).map(({ action }) => action)).toEqual(["opened", "refused"]);
    expect(incidentsOf(await curious.ledger.read())[0]!.opened).toEqual([]);
    expect(() => incidentOf(curious.glass, "curiosity")).toThrow(/--incident: expected the incident, called INC-\*/);
    const stranger = at({ incident: "INC-3", by: "person/w2" });
    await expect(open(stranger, "let me in", FACTOR, undefined)).rejects.toThrow("person/w2 is no custodian of break-glass/glass-1");
    expect((await written(stranger)).filter(({ incident }) => incident === "INC-3")).toEqual([]);
    asAdministrator();
    await expect(open(at({ incident: "INC-3" }), "as somebody else", FACTOR, undefined)).rejects.toThrow(
      /the AWS credentials are those of .*:root, expected the sealed ones/,
    );
  });

  it("is sealed again: the key that was used is dead, the new one lies in its secret, and somebody else has to review it", async () => {
    asSealed();
    const here = at({ incident: "INC-4" });
    await open(here, "single sign-on is down", FACTOR, undefined);
    await expect(close(here, "person/w3")).rejects.toThrow("--reviewer: person/w3 opened it, and nobody reviews what they did");
    const denied = await close(here, "person/w4");
    expect([denied.result, denied.output.split("\n").slice(1)]).toEqual([
      "findings",
      [expect.stringMatching(/list-access-keys/), expect.stringMatching(/create-access-key/), expect.stringMatching(/--status Inactive/)],
    ]);
    asAdministrator();
    const { result, output } = await close(here, "person/w4");
    const made = /the new key (AKIA\w+) lies in Secrets Manager as (\S+);/.exec(output)!;
    expect([result, output.split("\n")[1]]).toEqual(["clean", `stopped: ${key.accessKeyId}`]);
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName: "glass-1" }));
    expect(Object.fromEntries(AccessKeyMetadata!.map(({ AccessKeyId, Status }) => [AccessKeyId, Status]))).toEqual({
      [key.accessKeyId]: "Inactive",
      [made[1]!]: "Active",
    });
    asSealed();
    await expect(open(at({ incident: "INC-5" }), "with the old key", FACTOR, undefined)).rejects.toThrow(/AWS refused/);
    asAdministrator();
    const secrets = new SecretsManagerClient(account.client);
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: made[2]! }));
    secrets.destroy();
    key = JSON.parse(SecretString!);
    await expect(review({ ...here, by: "person/w3" }, "justified", "all was well")).rejects.toThrow("nobody reviews what they did");
    await expect(review({ ...here, by: "person/w2" }, "justified", "all was well")).rejects.toThrow(
      "person/w2 cannot review it: expected person/w4 or somebody of team/security",
    );
    const later = { ...here, by: "person/w4", asOf: plus(here.asOf, 1_000) } as const;
    expect(await review(later, "justified", "restored the table")).toEqual({
      result: "clean",
      output: "reviewed: break-glass/glass-1 for INC-4 by person/w4: justified",
    });
    expect(incidentsOf(await here.ledger.read()).filter(({ incident }) => incident === "INC-4")).toMatchObject([
      { incident: "INC-4", opened: [here.asOf], reviewed: later.asOf, reviewer: "person/w4" },
    ]);
  });

  it("is tried once a year, and the record says when", async () => {
    asSealed();
    const here = at({ incident: "INC-drill-2026-11-28" });
    const { result, output } = await drill(here, FACTOR, false);
    expect([result, output]).toEqual(["clean", expect.stringContaining("note: it works: AWS let the sealed identity in")]);
    const { drill: tried } = readRecords(folder(here.root)).accounts.get("prod")!.records.get("break-glass/glass-1")!
      .fields as BreakGlassRecord;
    expect(tried).toEqual({ lastAt: here.asOf.slice(0, 10), every: 365 * 86_400_000 });
    expect((await written(here)).map(({ action }) => action)).toEqual(["drilled"]);
    asAdministrator();
  });
});

function loud() {
  const { log } = quietLog();
  const warnings: string[] = [];
  return { warnings, log: { ...log, warn: (message: string) => void warnings.push(message) } };
}
