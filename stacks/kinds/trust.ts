import { z } from "zod";
import { type ArnHome, iamArn } from "../iam/arn.ts";
import { accountRoot, type Condition, documentObject, documentOf, type PolicyDocument, type Statement } from "../iam/document.ts";
import { sameMeaning } from "../iam/equivalence.ts";
import { accountId, instant, strictObject } from "../model/fields.ts";
import { document } from "./fields.ts";

/** Host and path of GitHub's issuer, as it names the provider in IAM. */
export const GITHUB_ISSUER = "token.actions.githubusercontent.com";

/** Services that send `aws:SourceAccount` when they assume a role (their guides, "Confused deputy prevention"); for the others the condition would shut them out. */
const SENDS_SOURCE_ACCOUNT = new Set([
  "bedrock.amazonaws.com",
  "bedrock-agentcore.amazonaws.com",
  "codebuild.amazonaws.com",
  "ecs-tasks.amazonaws.com",
  "scheduler.amazonaws.com",
  "states.amazonaws.com",
]);

/** A GitHub repository that may assume the role. Ids stand in the subject of repositories made or renamed since 2026-07-15; names alone need an ending `legacySubject`. */
const github = strictObject({
  repository: z.string().regex(/^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/, { error: "expected <owner>/<repository>, without wildcards" }),
  ownerId: z.int().positive(),
  repositoryId: z.int().positive(),
  environment: z
    .string()
    .regex(/^[^*?:]+$/, { error: "expected an environment without wildcards" })
    .optional(),
  branch: z
    .string()
    .regex(/^[^*?:]+$/, { error: "expected a branch without wildcards" })
    .optional(),
  legacySubject: strictObject({ until: instant }).optional().describe("also accept the subject without ids, until then"),
}).refine((trust) => (trust.environment === undefined) !== (trust.branch === undefined), {
  error: "expected exactly one of environment and branch",
});

/** Who may assume a workload's role; exactly one form. */
export const workloadTrust = z
  .union([
    strictObject({
      service: z.string().regex(/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/, { error: "expected a service such as lambda.amazonaws.com" }),
      sourceArn: z.string().startsWith("arn:").optional(),
    }),
    strictObject({
      account: accountId,
      externalId: z
        .string()
        .regex(/^[\w+=,.@:/-]{2,1224}$/)
        .optional(),
    }),
    strictObject({ github }),
    strictObject({ document: document.describe("adopted as it stood") }),
  ])
  .describe("who may assume the role: service, account, github, or document for what was adopted");

/** Who may assume a workload's role, as read. */
export type WorkloadTrust = z.output<typeof workloadTrust>;

/** The trust policy of a workload's role. */
export function trustDocument(trust: WorkloadTrust, home: ArnHome): PolicyDocument {
  if ("document" in trust) return trust.document;
  return documentOf(...statements(trust, home));
}

/** The record form of a trust policy: one of the named forms when it is exactly that, else the document as it stands. */
export function recogniseTrust(observed: PolicyDocument, home: ArnHome): Record<string, unknown> {
  const candidates = [serviceTrust(observed, home), accountTrust(observed), githubTrust(observed)];
  const found = candidates.find((candidate) => {
    const parsed = workloadTrust.safeParse(candidate);
    return candidate !== undefined && parsed.success && sameMeaning(trustDocument(parsed.data, home), observed);
  });
  return found ?? { document: documentObject(observed) };
}

function statements(trust: Exclude<WorkloadTrust, { document: unknown }>, home: ArnHome): readonly Statement[] {
  if ("service" in trust) {
    const conditions: Condition[] = [];
    if (SENDS_SOURCE_ACCOUNT.has(trust.service))
      conditions.push({ operator: "StringEquals", key: "aws:SourceAccount", values: [home.accountId] });
    if (trust.sourceArn) conditions.push({ operator: "ArnLike", key: "aws:SourceArn", values: [trust.sourceArn] });
    return [allow("sts:AssumeRole", { type: "Service", values: [trust.service] }, conditions)];
  }
  if ("account" in trust) {
    const conditions =
      trust.externalId === undefined ? [] : [{ operator: "StringEquals", key: "sts:ExternalId", values: [trust.externalId] }];
    return [allow("sts:AssumeRole", { type: "AWS", values: [accountRoot(home.partition, trust.account)] }, conditions)];
  }
  const { github: from } = trust;
  const provider = { type: "Federated", values: [iamArn(home, "oidc-provider", GITHUB_ISSUER)] };
  const subject = (owner: string, repository: string) =>
    `repo:${owner}/${repository}:${from.environment === undefined ? `ref:refs/heads/${from.branch}` : `environment:${from.environment}`}`;
  const [owner, repository] = from.repository.split("/") as [string, string];
  const conditions = (sub: string): Condition[] => [
    { operator: "StringEquals", key: `${GITHUB_ISSUER}:aud`, values: ["sts.amazonaws.com"] },
    { operator: "StringEquals", key: `${GITHUB_ISSUER}:sub`, values: [sub] },
  ];
  const withIds = allow(
    "sts:AssumeRoleWithWebIdentity",
    provider,
    conditions(subject(`${owner}@${from.ownerId}`, `${repository}@${from.repositoryId}`)),
  );
  if (!from.legacySubject) return [withIds];
  const until: Condition = { operator: "DateLessThan", key: "aws:CurrentTime", values: [from.legacySubject.until] };
  return [withIds, allow("sts:AssumeRoleWithWebIdentity", provider, [...conditions(subject(owner, repository)), until])];
}

function allow(action: string, principal: { type: string; values: readonly string[] }, conditions: readonly Condition[]): Statement {
  return { effect: "Allow", principals: [principal], actions: [action], conditions };
}

/** The parts of a document with one statement and one principal; all named forms but GitHub's legacy one are such. */
function single(observed: PolicyDocument) {
  const [statement] = observed.statements;
  const principal = statement?.principals?.[0];
  return principal && { type: principal.type, value: principal.values[0] ?? "", conditions: statement.conditions };
}

function conditionValue(conditions: readonly Condition[], key: string): string | undefined {
  return conditions.find((condition) => condition.key.toLowerCase() === key.toLowerCase())?.values[0];
}

function serviceTrust(observed: PolicyDocument, _home: ArnHome): Record<string, unknown> | undefined {
  const only = single(observed);
  if (only?.type !== "Service") return undefined;
  const sourceArn = conditionValue(only.conditions, "aws:SourceArn");
  return { service: only.value, ...(sourceArn === undefined ? {} : { sourceArn }) };
}

function accountTrust(observed: PolicyDocument): Record<string, unknown> | undefined {
  const only = single(observed);
  const account = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(only?.value ?? "")?.[1];
  if (only?.type !== "AWS" || account === undefined) return undefined;
  const externalId = conditionValue(only.conditions, "sts:ExternalId");
  return { account, ...(externalId === undefined ? {} : { externalId }) };
}

function githubTrust(observed: PolicyDocument): Record<string, unknown> | undefined {
  for (const { conditions } of observed.statements) {
    const match = /^repo:([^@/:]+)@(\d+)\/([^@/:]+)@(\d+):(?:environment:(.+)|ref:refs\/heads\/(.+))$/.exec(
      conditionValue(conditions, `${GITHUB_ISSUER}:sub`) ?? "",
    );
    if (!match) continue;
    const until = observed.statements
      .map((statement) => conditionValue(statement.conditions, "aws:CurrentTime"))
      .find((value) => value !== undefined);
    return {
      github: {
        repository: `${match[1]}/${match[3]}`,
        ownerId: Number(match[2]),
        repositoryId: Number(match[4]),
        ...(match[5] === undefined ? { branch: match[6] } : { environment: match[5] }),
        ...(until === undefined ? {} : { legacySubject: { until } }),
      },
    };
  }
  return undefined;
}
