import { readDeclared } from "../../../stacks/files/read.ts";
import type { Tree } from "../../../stacks/files/tree.ts";
import { printProblem, RecordError } from "../../../stacks/model/errors.ts";
import { treeOf } from "../../support/builders.ts";

/** A small organisation in which nothing is wrong: every kind of file once, so that each mistake can be made in it and in it alone. */
export const SOUND: Readonly<Record<string, string>> = {
  "settings.yaml": `# yaml-language-server: $schema=./schemas/settings.json
timeZone: Etc/UTC
teams: { security: security, platform: platform }
`,
  "directory/teams/platform.yaml": "lead: w1001\n",
  "directory/teams/security.yaml": "lead: w1001\ngithub: security\n",
  "directory/teams/payments.yaml": `lead: w1042
delegates:
  - { for: w1042, to: w1001, from: 2026-12-20, until: 2027-01-06 }
`,
  "directory/people/w1001.yaml": person(["team: platform", "manager: null", "type: employee"]),
  "directory/people/w1042.yaml": person(["team: payments", "manager: w1001", "type: employee"]),
  "directory/people/w2001.yaml": person(["team: payments", "manager: w1042", "type: contractor", "ends: 2027-03-31", "sponsor: w1042"]),
  "accounts/dev/account.yaml": account("111111111111"),
  "accounts/prod/account.yaml": account("000000000000"),
  "accounts/prod/service-accounts/billing-exporter.yaml": `# yaml-language-server: $schema=../../../schemas/service-accounts.json
owner: team/payments
purpose: Nightly invoice export to the ledger bucket
expires: 2027-03-31
groups: [ledger-writers]
keys:
  primary: { expires: 2027-01-31 }
`,
  "accounts/prod/groups/ledger-writers.yaml": record("team/payments", "permissions: [ledger-write]"),
  "accounts/prod/permissions/ledger-write.yaml": record(
    "team/payments",
    `statements:
  - allow: ["s3:PutObject"]
    on: ["arn:aws:s3:::ledger/*"]
    when: { StringEquals: { "aws:ResourceAccount": "000000000000" } }`,
  ),
  "accounts/prod/workloads/deploy-web.yaml": record(
    "team/platform",
    `trust:
  github: { repository: acme/web, ownerId: 123, repositoryId: 456, environment: production }
permissions: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]`,
  ),
  "accounts/prod/providers/github.yaml": record(
    "team/platform",
    "oidc: { url: https://token.actions.githubusercontent.com, audiences: [sts.amazonaws.com] }",
  ),
  "accounts/prod/roles/auditor.yaml": record("team/security", "trust: { people: [person/w1001] }"),
  "accounts/prod/people/w1001.yaml": record("person/w1001"),
  "accounts/prod/people/w1042.yaml": record("person/w1042", "console: true"),
  "accounts/prod/exceptions/two-keys.yaml": `rule: key-limit-active
subject: service-accounts/billing-exporter
reason: Vendor rotates by hand
compensating: Source-IP condition on both keys
approvedBy: person/w1001
expires: 2027-01-31
`,
  "accounts/prod/retired/service-accounts/old-exporter.yaml": record(
    "team/nobody",
    'retired: { at: 2026-11-20T10:00:00Z, reason: replaced by billing-exporter, ref: "#512" }',
  ),
};

function person(lines: readonly string[]): string {
  return `${lines.join("\n")}\nstarts: 2024-02-01\nstatus: active\n`;
}

function account(id: string): string {
  return `id: "${id}"\nenvironment: production\nregion: us-east-1\nowner: team/platform\n`;
}

/** A record on lines 1 to 3, what is added from line 4 on. */
export function record(owner: string, more = ""): string {
  return `owner: ${owner}\npurpose: Something that is needed\nexpires: 2027-03-31\n${more}${more === "" ? "" : "\n"}`;
}

/** Changes of the sound organisation: new texts of files, files that are gone, words of a file replaced. */
export type Changes = Readonly<Record<string, string | undefined | readonly [from: string, to: string]>>;

/** The sound organisation with changes. @throws Error when a word to be replaced is not there: the test would prove nothing. */
export function changed(changes: Changes): Tree {
  const files: Record<string, string> = { ...SOUND };
  for (const [path, change] of Object.entries(changes)) {
    if (change === undefined) delete files[path];
    else if (typeof change === "string") files[path] = change;
    else {
      const [from, to] = change;
      if (!files[path]?.includes(from)) throw new Error(`expected ${JSON.stringify(from)} in ${path}`);
      files[path] = files[path].replace(from, to);
    }
  }
  return treeOf(files);
}

/** Everything that reading complains about, as printed; empty when it reads. */
export function problemsOf(tree: Tree): readonly string[] {
  try {
    readDeclared(tree);
    return [];
  } catch (error) {
    if (error instanceof RecordError) return error.problems.map(printProblem);
    throw error;
  }
}
