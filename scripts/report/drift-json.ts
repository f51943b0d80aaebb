import { isPlatformOwned } from "../../stacks/iam/entity.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { Comparison } from "../compare/compare.ts";
import type { Finding } from "../compare/finding.ts";
import type { Change, HeldBack } from "../decide/change.ts";
import type { AllParts, Gap, Observation, Part, Parts } from "../observe/observation.ts";
import { SOURCE_OF } from "../observe/parts.ts";

/** What a run did about one change. */
export type ProposalResult = {
  branch: string;
  title: string;
  action: "opened" | "updated" | "unchanged" | "left-alone" | "withdrawn" | "would open" | "would withdraw";
  number: number | null;
  url: string | null;
  notes: readonly string[];
  body?: string;
};

/** Everything that one account's drift run came to. */
export type DriftResult = {
  observation: Observation;
  comparison: Comparison;
  changes: readonly Change[];
  heldBack: readonly HeldBack[];
  proposals: readonly ProposalResult[];
};

/** `clean`, `findings` or `incomplete` (something is unknown or was not read, which wins). What is informational changes nothing. */
export function statusOf({ comparison, observation }: DriftResult): "clean" | "findings" | "incomplete" {
  if (comparison.unknown.length > 0 || Object.values(observation.parts).some((part) => gapsOf(part).length > 0)) return "incomplete";
  return comparison.findings.every(isNotice) ? "clean" : "findings";
}

/** True for what is only said, so that nobody is surprised later: it makes no account anything but clean. */
export function isNotice({ severity }: Pick<Finding, "severity">): boolean {
  return severity === "informational";
}

/** The result of one account as `tenure/drift/1`. */
export function driftJson(result: DriftResult, asOf: Instant) {
  const { observation, comparison, changes, heldBack, proposals } = result;
  return {
    schema: "tenure/drift/1" as const,
    stack: comparison.account,
    asOf,
    status: statusOf(result),
    sources: sourcesOf(observation),
    findings: comparison.findings.map(({ id, check, subject, record, facet, severity, message, differences, attribution, use }) => ({
      id,
      check,
      subject,
      record,
      facet,
      severity,
      message,
      differences,
      ...(attribution === undefined ? {} : { attribution: withoutFinding(attribution) }),
      ...(use === undefined ? {} : { use }),
    })),
    covered: comparison.covered.map(({ finding, exception }) => ({
      finding: finding.id,
      check: finding.check,
      subject: finding.subject,
      exception,
    })),
    unknown: comparison.unknown,
    ...(comparison.settling === undefined
      ? {}
      : { settling: comparison.settling.map(({ id, check, subject, facet }) => ({ id, check, subject, facet })) }),
    changes: changes.map(({ id, action, record, because, edits }) => ({
      id,
      action,
      record,
      findings: because.map((finding) => finding.id),
      edits,
    })),
    heldBack,
    proposals,
  };
}

/** The parts of each source, in the order in which they are read. */
const SOURCES: ReadonlyMap<keyof typeof COUNTS, readonly (keyof AllParts)[]> = Map.groupBy(
  Object.keys(SOURCE_OF) as readonly (keyof AllParts)[],
  (part) => SOURCE_OF[part],
);

/** What was asked of each source: complete or with its gaps, how many calls, how much came. */
export function sourcesOf({ parts, manifest }: Observation) {
  return [...SOURCES].flatMap(([name, names]) => {
    // What no setting asks for is not there: that is no gap.
    const read = names.flatMap((part) => parts[part] ?? []);
    if (read.length === 0) return [];
    const gaps = read.flatMap((part) => gapsOf(part));
    const calls = manifest.filter(({ source }) => source === name).reduce((sum, entry) => sum + entry.calls, 0);
    return {
      name,
      complete: gaps.length === 0,
      calls,
      counts: COUNTS[name](parts),
      ...(gaps.length > 0 ? { gaps } : {}),
      ...reportAge(parts, name),
    };
  });
}

function withoutFinding<T extends { finding: string }>({ finding: _, ...rest }: T): Omit<T, "finding"> {
  return rest;
}

/** What a part lacks: all of it, or single entities. */
export function gapsOf(part: Part<unknown>): readonly Gap[] {
  return part.complete ? (part.except ?? []) : [part.gap];
}

type Counts = (parts: Observation["parts"]) => Record<string, number>;

/** How many of each there are, by source; what was not read is not counted. */
const COUNTS: Readonly<Record<(typeof SOURCE_OF)[keyof AllParts], Counts>> = {
  "aws-iam": iamCounts,
  "aws-secrets": ({ slots }) => sizes({ slots }),
  "aws-agentcore": ({ agents }): Record<string, number> =>
    agents?.complete ? { agents: agents.value.runtimes.length, workloadIdentities: agents.value.identities.length } : {},
  "aws-cloudtrail": ({ glass }) => sizes(glass ? { breakGlassUses: glass } : {}),
  ledger: ({ incidents, questions }) => sizes({ ...(incidents ? { incidents } : {}), ...(questions ? { questions } : {}) }),
  hr: ({ people }): Record<string, number> => (people?.complete ? { people: people.value.people.length } : {}),
  applications: ({ applications }) =>
    applications?.complete ? accountCounts(Object.values(applications.value).flatMap(({ accounts }) => accounts)) : {},
  github: ({ githubAccounts, githubKeys, githubApps, githubBypass }) => ({
    ...(githubAccounts?.complete ? accountCounts(githubAccounts.value.accounts) : {}),
    ...sizes({ ...(githubKeys ? { deployKeys: githubKeys } : {}), ...(githubApps ? { apps: githubApps } : {}) }),
    ...(githubBypass?.complete ? { administrators: githubBypass.value.administrators.length } : {}),
  }),
};

function accountCounts(accounts: readonly { active: boolean }[]): Record<string, number> {
  return { accounts: accounts.length, activeAccounts: accounts.filter(({ active }) => active).length };
}

/** What IAM has. AWS's own roles are counted apart, and never hidden. */
function iamCounts(parts: Observation["parts"]): Record<string, number> {
  const { authorization, credentials, providers, keys, otherCredentials, instanceProfiles, serverCertificates } = parts;
  const root = credentials.complete ? credentials.value.root : null;
  return {
    ...(authorization.complete ? entityCounts(authorization.value) : {}),
    ...sizes({ providers, keys, otherCredentials, instanceProfiles, serverCertificates }),
    ...(root ? { rootKeys: root.keys, rootWithoutMfa: root.mfa ? 0 : 1 } : {}),
  };
}

function entityCounts({ users, roles, groups, policies }: Parts["authorization"]): Record<string, number> {
  const on = (path: string) => roles.filter((role) => role.path.startsWith(path)).length;
  return {
    ...{ users: users.length, roles: roles.length, groups: groups.length, policies: policies.length },
    ...{ platformRoles: roles.filter(isPlatformOwned).length, serviceLinkedRoles: on("/aws-service-role/") },
    identityCenterRoles: on("/aws-reserved/sso.amazonaws.com/"),
  };
}

function sizes(parts: Readonly<Record<string, Part<readonly unknown[]>>>): Record<string, number> {
  return Object.fromEntries(Object.entries(parts).flatMap(([name, part]) => (part.complete ? [[name, part.value.length]] : [])));
}

/** Keys of users without keys are as old as the report: up to four hours on AWS. */
function reportAge({ credentials }: Observation["parts"], source: string) {
  return source === "aws-iam" && credentials.complete ? { credentialReport: credentials.value.reportedAt } : {};
}
