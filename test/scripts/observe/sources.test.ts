import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  IAMClient,
  ListAccessKeysCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
  TagUserCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { ConfiguredRetryStrategy } from "@smithy/core/retry";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { compare } from "../../../scripts/compare/compare.ts";
import type { Aws } from "../../../scripts/emulators/aws/aws.ts";
import type { Clients } from "../../../scripts/observe/aws-iam/clients.ts";
import type { Observation, Observed } from "../../../scripts/observe/observation.ts";
import { observeAccount, PERMISSIONS } from "../../../scripts/observe/sources.ts";
import { statusOf } from "../../../scripts/report/drift-json.ts";
import type { Federation } from "../../../stacks/iam/entity.ts";
import type { Declared } from "../../../stacks/model/declared.ts";
import { accountIn, startOwnAws, type TestAccount } from "../../support/aws.ts";
import { observationOf, partOf } from "../../support/observations.ts";
import { clientsOf, makeReal, now, smallIn } from "../../support/real-account.ts";
import { AS_OF } from "../../support/small-organisation.ts";

/** Each operation, the parts that are gone without it, and what the gap says. */
const DENIALS: readonly [operation: string, parts: readonly (keyof Observed)[]][] = [
  ["GetAccountSummary", ["summary"]],
  ["GetAccountAuthorizationDetails", ["authorization", "keys", "otherCredentials"]],
  ["ListRoles", ["sessions"]],
  ["ListOpenIDConnectProviders", ["providers"]],
  ["ListSAMLProviders", ["providers"]],
  ["GetOpenIDConnectProvider", ["providers"]],
  ["GetSAMLProvider", ["providers"]],
  ["GenerateCredentialReport", ["credentials", "keys", "otherCredentials"]],
  ["GetCredentialReport", ["credentials", "keys", "otherCredentials"]],
  ["ListAccessKeys", ["keys"]],
  ["ListServiceSpecificCredentials", ["otherCredentials"]],
  ["ListSigningCertificates", ["otherCredentials"]],
  ["ListSSHPublicKeys", ["otherCredentials"]],
  ["ListInstanceProfiles", ["instanceProfiles"]],
  ["ListServerCertificates", ["serverCertificates"]],
  ["ListVirtualMFADevices", ["mfaDevices"]],
  ["ListSecrets", ["slots"]],
  ["GetResourcePolicy", ["slots"]],
];

/** The operations of Secrets Manager among them; all others are IAM's. */
const OF_SECRETS: readonly string[] = ["ListSecrets", "GetResourcePolicy"];

/** What only a deep look asks everybody for. */
const RARE: readonly string[] = ["ListSigningCertificates", "ListSSHPublicKeys", "GetResourcePolicy"];

/** A provider but for what AWS fills in. */
function withoutThumbprints({ federation, ...provider }: { federation: Federation }) {
  return { ...provider, federation: "oidc" in federation ? { oidc: { ...federation.oidc, thumbprints: [] } } : federation };
}

/** Two identity providers and a machine that has its role by an instance profile. */
const FEDERATED = {
  "accounts/prod/providers/ci.yaml":
    "owner: team/platform\npurpose: Sign-in of builds\nexpires: 2027-06-30\noidc: { url: https://ci.example.com/id/1, audiences: [sts.amazonaws.com] }\n",
  "accounts/prod/providers/corp.yaml": `owner: team/platform\npurpose: Sign-in of staff\nexpires: 2027-06-30\nsaml: { metadata: "<x>${"y".repeat(1_000)}</x>" }\n`,
  "accounts/prod/workloads/host.yaml":
    "owner: team/platform\npurpose: Runs builds\nexpires: 2027-06-30\ntrust: { service: ec2.amazonaws.com }\n",
};

/** The same clients, with AWS's counts of the account changed. */
function counting(clients: Clients, { client }: TestAccount, change: (counts: Record<string, number>) => Record<string, number>): Clients {
  const iam = new IAMClient({ ...client, maxAttempts: 1 });
  iam.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const answer = await next(args);
        if (commandName !== "GetAccountSummaryCommand") return answer;
        const output = answer.output as { SummaryMap?: Record<string, number> };
        return { ...answer, output: { ...output, SummaryMap: change(output.SummaryMap!) } as never };
      },
    { step: "initialize" },
  );
  return { ...clients, iam, close: () => iam.destroy() };
}

describe("scripts/observe/sources", () => {
  let aws: Aws;
  let account: TestAccount;
  let clients: Clients;
  let declared: Declared;
  let undo: (() => void) | undefined;
  beforeAll(async () => {
    aws = await startOwnAws();
  });
  afterAll(() => aws.close());

  const observe = (deep = false): Promise<Observation> => observeAccount(declared.accounts.get("prod")!, declared, clients, { deep, now });
  const gapsOf = ({ parts }: Observation) =>
    Object.entries(parts)
      .flatMap(([name, part]) => (part.complete ? [] : [name]))
      .sort();

  describe("an account that is as declared", () => {
    beforeAll(async () => {
      account = accountIn(aws);
      clients = clientsOf(account.client);
      declared = smallIn(account, FEDERATED);
      await makeReal(declared, clients);
    });
    afterAll(() => clients.close());
    beforeEach(() => {
      undo?.();
      undo = undefined;
      aws.gateway.limitPages(undefined);
    });

    it("is observed as it is, part by part", async () => {
      const observed = await observe();
      const expected = observationOf(declared, "prod");
      expect(observed).toMatchObject({ schema: "tenure/observation/1", account: "prod", accountId: account.id });
      const undated = <E extends { arn: string; createdAt?: unknown; versions?: unknown }>(entities: readonly E[]) =>
        entities.map(({ createdAt: _, versions: __, ...entity }) => entity);
      const { users, roles, groups, policies } = partOf(observed, "authorization");
      const expectedLists = partOf(expected, "authorization");
      expect(undated(users)).toEqual(undated(expectedLists.users));
      expect(undated(roles)).toEqual(undated(expectedLists.roles));
      expect(groups).toEqual(expectedLists.groups);
      expect(undated(policies)).toEqual(undated(expectedLists.policies));
      expect(undated(partOf(observed, "providers")).map(withoutThumbprints)).toEqual(
        undated(partOf(expected, "providers")).map(withoutThumbprints),
      );
      expect(partOf(observed, "sessions")).toEqual(partOf(expected, "sessions"));
      expect(partOf(observed, "credentials").rows.map(({ user, console, hasKeys }) => [user, console, hasKeys])).toEqual(
        partOf(expected, "credentials").rows.map(({ user, console, hasKeys }) => [user, console, hasKeys]),
      );
      expect(partOf(observed, "keys").map(({ user, status }) => [user, status])).toEqual(
        partOf(expected, "keys").map(({ user, status }) => [user, status]),
      );
      expect(partOf(observed, "slots")).toEqual(
        partOf(observed, "keys").map(({ id }) => ({ keyId: id, record: "prod/service-accounts/exporter", slot: "primary" })),
      );
    });

    it("leads to no finding", async () => {
      expect(compare(declared, await observe(), AS_OF)).toMatchObject({ findings: [], unknown: [] });
    });

    it("comes to the same in pages of seven as in one", async () => {
      const whole = await observe();
      aws.gateway.limitPages(7);
      const paged = await observe();
      aws.gateway.limitPages(undefined);
      const values = ({ parts }: Observation) =>
        Object.fromEntries(
          Object.entries(parts).map(([name, part]) => [name, name === "credentials" ? "dated" : (part as { value: unknown }).value]),
        );
      expect(values(paged)).toEqual(values(whole));
      const pages = ({ manifest }: Observation, operation: string) => manifest.find((entry) => entry.operation === operation)!;
      expect(pages(whole, "GetAccountAuthorizationDetails")).toMatchObject({ pages: 1, calls: 1 });
      const { items } = pages(whole, "GetAccountAuthorizationDetails");
      expect(pages(paged, "GetAccountAuthorizationDetails")).toMatchObject({ pages: Math.ceil(items / 7), items });
    });

    it("says what was asked and what came", async () => {
      const { manifest, startedAt, finishedAt } = await observe();
      const one = (part: string, operation: string, items: number, source = "aws-iam") => ({
        ...{
          part,
          source,
          operation,
          items,
          calls: 1,
          pages: 1,
          refused: [],
          startedAt: expect.any(String),
          finishedAt: expect.any(String),
        },
      });
      expect(manifest).toEqual([
        one("summary", "GetAccountSummary", expect.any(Number) as never),
        // Two users, three roles, two groups; one policy, one boundary for each of four ends, and the one that denies everything.
        one("authorization", "GetAccountAuthorizationDetails", 2 + 3 + 2 + 1 + 3 + 1),
        one("providers", "ListOpenIDConnectProviders", 1),
        one("providers", "ListSAMLProviders", 1),
        one("providers", "GetOpenIDConnectProvider", 1),
        one("providers", "GetSAMLProvider", 1),
        one("sessions", "ListRoles", 3),
        { ...one("credentials", "GenerateCredentialReport", 0), calls: expect.any(Number), pages: expect.any(Number) },
        one("credentials", "GetCredentialReport", 2),
        one("keys", "ListAccessKeys", 1),
        one("otherCredentials", "ListServiceSpecificCredentials", 0),
        one("instanceProfiles", "ListInstanceProfiles", 1),
        one("serverCertificates", "ListServerCertificates", 0),
        one("mfaDevices", "ListVirtualMFADevices", 0),
        one("slots", "ListSecrets", 1, "aws-secrets"),
      ]);
      for (const entry of manifest) {
        expect([startedAt, entry.startedAt, entry.finishedAt, finishedAt]).toEqual(
          [startedAt, entry.startedAt, entry.finishedAt, finishedAt].sort(),
        );
      }
    });

    it("asks for the keys of users who have any, and of every user when it looks deep", async () => {
      const asked = async (deep: boolean) => (await observe(deep)).manifest.find(({ operation }) => operation === "ListAccessKeys")!.calls;
      expect([await asked(false), await asked(true)]).toEqual([1, 2]);
    });

    it.each(DENIALS)("without permission for %s has exactly the gaps %j", async (operation, parts) => {
      undo = aws.gateway.inject({ kind: "deny", operations: [operation] });
      const observed = await observe(RARE.includes(operation));
      expect(gapsOf(observed)).toEqual([...parts].sort());
      const first = observed.parts[parts[0]!];
      if (!first || first.complete) throw new Error("expected a gap");
      expect(first.gap).toMatchObject({ source: OF_SECRETS.includes(operation) ? "aws-secrets" : "aws-iam", retry: false });
      expect(first.gap.reason).toMatch(
        new RegExp(`^AccessDenied(Exception)?: User: arn:aws:iam::${account.id}:root is not authorized to perform: .*${operation}`),
      );
    });

    it("needs the credential report for knowing whom to ask, but not when it looks deep", async () => {
      undo = aws.gateway.inject({ kind: "deny", operations: ["GetCredentialReport"] });
      const shallow = await observe();
      expect(shallow.parts.keys).toMatchObject({
        complete: false,
        gap: {
          operation: "ListAccessKeys",
          reason: "the credential report could not be read; --deep asks for the keys of every user instead",
        },
      });
      expect(gapsOf(await observe(true))).toEqual(["credentials"]);
      expect(shallow.parts.otherCredentials).toMatchObject({ gap: { operation: "ListServiceSpecificCredentials", retry: false } });
    });

    it.each([
      ["throttle", true],
      ["error", true],
      ["cut", true],
      ["deny", false],
    ] as const)("says of %s whether trying again may help: %s", async (kind, retry) => {
      undo = aws.gateway.inject({ kind, operations: ["ListRoles"] });
      const { parts } = await observe();
      expect(parts.sessions).toMatchObject({ complete: false, gap: { source: "aws-iam", operation: "ListRoles", retry } });
    });

    it.each([
      ["Users", "authorization", "GetAccountAuthorizationDetails"],
      ["Roles", "authorization", "GetAccountAuthorizationDetails"],
      ["Providers", "providers", "ListOpenIDConnectProviders"],
      ["InstanceProfiles", "instanceProfiles", "ListInstanceProfiles"],
      ["ServerCertificates", "serverCertificates", "ListServerCertificates"],
    ] as const)("has a gap when AWS counts more %s than it lists, after a second look", async (key, part, operation) => {
      const more = counting(clients, account, (counts) => ({ ...counts, [key]: 99 }));
      const observed = await observeAccount(declared.accounts.get("prod")!, declared, more, { deep: false, now });
      more.close();
      expect(observed.parts[part]).toMatchObject({
        complete: false,
        gap: {
          operation,
          reason: expect.stringMatching(new RegExp(`^GetAccountSummary counts 99 ${key}, and \\d+ were read$`)),
          retry: true,
        },
      });
      expect(observed.manifest.filter((entry) => entry.part === part && entry.operation === operation)).toHaveLength(2);
    });

    it("looks again when something went between the counts and the list, and is complete then", async () => {
      let asked = 0;
      const more = counting(clients, account, (counts) => ({ ...counts, Users: counts.Users! + (asked++ === 0 ? 1 : 0) }));
      const observed = await observeAccount(declared.accounts.get("prod")!, declared, more, { deep: false, now });
      more.close();
      expect(gapsOf(observed)).toEqual([]);
      expect(observed.manifest.filter(({ operation }) => operation === "GetAccountSummary")).toHaveLength(2);
    });

    it("says of a user whose keys AWS refuses to tell exactly that, and nothing else is lost", async () => {
      const { iam } = clients;
      for (const name of ["closed", "open"]) {
        await iam.send(new CreateUserCommand({ UserName: name }));
        await iam.send(new CreateAccessKeyCommand({ UserName: name }));
      }
      const whole = compare(declared, await observe(), AS_OF);
      undo = aws.gateway.inject({ kind: "deny", operations: ["ListAccessKeys"], users: ["exporter"] });
      const observed = await observe();
      const arn = `arn:aws:iam::${account.id}:user/exporter`;
      expect(observed.parts.keys).toMatchObject({ complete: true, except: [{ operation: "ListAccessKeys", subject: arn, retry: false }] });
      expect(observed.manifest.find(({ operation }) => operation === "ListAccessKeys")).toMatchObject({
        calls: 3,
        pages: 2,
        refused: [arn],
      });
      const { findings, unknown } = compare(declared, observed, AS_OF);
      expect(findings).toEqual(whole.findings);
      expect(new Set(unknown.map(({ gap }) => gap.subject))).toEqual(new Set([arn]));
      expect(unknown.map(({ check }) => check)).toEqual(expect.arrayContaining(["changed", "expired", "key-undeclared", "missing"]));
      for (const UserName of ["closed", "open"]) {
        const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName }));
        await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: AccessKeyMetadata![0]!.AccessKeyId }));
        await iam.send(new DeleteUserCommand({ UserName }));
      }
    });

    it("names the session that ended in the middle, in each part that came after it", async () => {
      undo = aws.gateway.inject({ kind: "expire", operations: ["ListRoles", "GenerateCredentialReport", "ListSecrets"] });
      const observed = await observe();
      expect(gapsOf(observed)).toEqual(["credentials", "keys", "otherCredentials", "sessions", "slots"]);
      for (const name of ["credentials", "sessions", "slots"] as const)
        expect(observed.parts[name]).toMatchObject({
          gap: { reason: expect.stringMatching(/^the AWS session ended during the observation; sign in again \(/) },
        });
    });

    it("stops at the account's budget of calls, and says what was not asked", async () => {
      const frugal = { ...declared, settings: { ...declared.settings, limits: { ...declared.settings.limits, observe: { calls: 7 } } } };
      const observed = await observeAccount(declared.accounts.get("prod")!, frugal, clients, { deep: false, now });
      expect(gapsOf(observed)).toEqual(
        ["credentials", "keys", "otherCredentials", "instanceProfiles", "serverCertificates", "mfaDevices", "slots"].sort(),
      );
      expect(observed.manifest.reduce((sum, { calls }) => sum + calls, 0)).toBe(7);
      expect(observed.parts.slots).toMatchObject({
        gap: {
          operation: "ListSecrets",
          reason: "the 7 calls that one observation of an account may take are used up (settings: limits.observe.calls)",
          retry: false,
        },
      });
    });

    it("counts the calls that it had to repeat", async () => {
      const patient = { ...clients, iam: new IAMClient({ ...account.client, retryStrategy: new ConfiguredRetryStrategy(5, () => 0) }) };
      undo = aws.gateway.inject({ kind: "throttle", operations: ["ListRoles"], times: 3 });
      const observed = await observeAccount(declared.accounts.get("prod")!, declared, patient, { deep: false, now });
      expect(observed.manifest.find(({ operation }) => operation === "ListRoles")).toMatchObject({ calls: 4, pages: 1 });
      patient.iam.destroy();
    });

    it("is never clean when a part is missing", async () => {
      for (const [operation] of DENIALS) {
        undo = aws.gateway.inject({ kind: "deny", operations: [operation] });
        const observation = await observe(true);
        undo();
        const result = { observation, comparison: compare(declared, observation, AS_OF), changes: [], heldBack: [], proposals: [] };
        expect([operation, statusOf(result)]).toEqual([operation, "incomplete"]);
      }
    });

    it("names in the observer's policy every permission that it needs, and no other", async () => {
      const needed = DENIALS.map(([operation]) => `${OF_SECRETS.includes(operation) ? "secretsmanager" : "iam"}:${operation}`);
      // The stand-in has no AgentCore; what it is asked with is tested beside it (aws-agentcore/agents.test.ts).
      const { "aws-agentcore": _, ...others } = PERMISSIONS;
      expect(Object.values(others).flat().sort()).toEqual([...needed, "cloudtrail:LookupEvents"].sort());
    });
  });

  it("finds every change that was made by hand, once, and nothing in a trust rewritten with the same meaning", async () => {
    account = accountIn(aws);
    clients = clientsOf(account.client);
    declared = smallIn(account);
    await makeReal(declared, clients);
    const { iam } = clients;
    const lambda = (more: object) =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Sid: "Again", Effect: "Allow", Principal: { Service: ["lambda.amazonaws.com"] }, Action: ["STS:AssumeRole"], ...more },
        ],
      });
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "worker", PolicyDocument: lambda({}) }));
    expect(compare(declared, await observe(), AS_OF).findings).toEqual([]);
    await iam.send(new CreateUserCommand({ UserName: "intruder" }));
    await iam.send(new CreateAccessKeyCommand({ UserName: "intruder" }));
    await iam.send(new CreateRoleCommand({ RoleName: "side-door", Path: "/batch/", AssumeRolePolicyDocument: lambda({}) }));
    const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName: "w1" }));
    await iam.send(new AttachUserPolicyCommand({ UserName: "exporter", PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }));
    await iam.send(new TagUserCommand({ UserName: "exporter", Tags: [{ Key: "owner", Value: "team/web" }] }));
    await iam.send(new UntagRoleCommand({ RoleName: "support", TagKeys: ["managed-by"] }));
    await iam.send(new RemoveUserFromGroupCommand({ UserName: "w1", GroupName: "readers" }));
    await iam.send(
      new PutUserPolicyCommand({
        UserName: "w1",
        PolicyName: "sneaky",
        PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }] }),
      }),
    );
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "worker", PolicyDocument: lambda({ Principal: { AWS: "*" } }) }));
    await iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName: "exporter" }));
    const arn = (rest: string) => `arn:aws:iam::${account.id}:${rest}`;
    expect(
      compare(declared, await observe(true), AS_OF).findings.map(({ check, subject, facet }) => `${check} ${subject} ${facet}`),
    ).toEqual([
      `expiry-not-enforced ${arn("user/exporter")} boundary`,
      `changed ${arn("role/worker")} trust`,
      `changed ${arn("user/exporter")} attachment`,
      `changed ${arn("user/w1")} attachment`,
      `changed ${arn("user/w1")} membership`,
      `key-undeclared ${arn("user/w1")}#${key!.AccessKeyId} key`,
      `unmanaged ${arn("role/batch/side-door")} null`,
      `unmanaged ${arn("user/intruder")} null`,
      `changed ${arn("role/support")} tags`,
      `changed ${arn("user/exporter")} tags`,
    ]);
    clients.close();
  });
});
