import { join } from "node:path";
import { readDeclared } from "../../stacks/files/read.ts";
import { folder, type Tree } from "../../stacks/files/tree.ts";
import type { Commit, Declared } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { treeOf } from "./builders.ts";

/** The moment at which the small and the sample organisation are judged: nothing in them has ended, nothing is close to its end. */
export const AS_OF = "2026-11-24T00:00:00Z" as Instant;

/** The commit that trees made here claim to be. */
export const BASE = "1".repeat(40) as Commit;

/** The account of the small organisation. */
export const PROD = "000000000000";

/**
 * A small organisation as files: one account with every kind of record, three teams that answer and one that cannot,
 * and one person who has left. Tests put files beside these or in their place; `null` takes one away.
 */
export const SMALL: Readonly<Record<string, string>> = {
  "settings.yaml": "teams: { security: security, platform: platform }\n",
  "directory/teams/payments.yaml": "lead: w1\n",
  "directory/teams/security.yaml": "lead: w3\n",
  "directory/teams/platform.yaml": "lead: w5\n",
  "directory/teams/ghosts.yaml": "lead: w9\n",
  "directory/people/w1.yaml": personText({ login: "ada-l", id: 1, team: "payments" }),
  "directory/people/w2.yaml": personText({ login: "bob-k", id: 2, team: "payments", manager: "w1" }),
  "directory/people/w3.yaml": personText({ login: "sec-s", id: 3, team: "security", manager: "w1" }),
  "directory/people/w4.yaml": personText({ login: "sue-t", id: 4, team: "security", manager: "w3" }),
  "directory/people/w5.yaml": personText({ login: "pia-p", id: 5, team: "platform", manager: "w1" }),
  "directory/people/w9.yaml": personText({ login: "gone-g", id: 9, team: "ghosts", manager: "w2", status: "left" }),
  "accounts/prod/account.yaml": `id: "${PROD}"\nenvironment: production\nregion: us-east-1\nowner: team/platform\n`,
  "accounts/prod/permissions/ledger-write.yaml":
    'owner: team/payments\npurpose: Put objects into the ledger\nexpires: 2027-09-30\nstatements:\n  - allow: "s3:PutObject"\n    on: "arn:aws:s3:::ledger/*"\n',
  "accounts/prod/groups/writers.yaml":
    "owner: team/payments\npurpose: Write access to the ledger\nexpires: 2027-09-30\npermissions: [ledger-write]\n",
  "accounts/prod/groups/readers.yaml":
    'owner: team/platform\npurpose: Read access to what everybody may see\nexpires: 2027-09-30\npermissions: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]\n',
  "accounts/prod/service-accounts/exporter.yaml":
    "owner: team/payments\npurpose: Nightly export to the ledger\nexpires: 2027-03-31\ngroups: [writers]\nkeys:\n  primary: { expires: 2027-01-31 } # rotated by hand\n",
  "accounts/prod/people/w1.yaml":
    "owner: person/w1\npurpose: Console access to the ledger\nexpires: 2027-03-31\ngroups: [readers]\nconsole: true\n",
  "accounts/prod/workloads/worker.yaml":
    "owner: team/payments\npurpose: Renders invoices\nexpires: 2027-06-30\ntrust: { service: lambda.amazonaws.com }\npermissions: [ledger-write]\n",
  "accounts/prod/roles/support.yaml":
    "owner: team/payments\npurpose: Looks into ledger entries\nexpires: 2027-05-31\ntrust: { people: [person/w2] }\npermissions: [ledger-write]\n",
  "accounts/prod/roles/admin.yaml":
    'owner: team/platform\npurpose: Full administration during incidents\nexpires: 2027-03-31\npermissions: ["arn:aws:iam::aws:policy/AdministratorAccess"]\nrequestable: { by: [team/platform], maxDuration: 4h, approvers: [team/security] }\n',
};

/** The text of a person of the directory: an employee with no last day unless stated, who acts in `prod` through the user `w<id>`. */
export function personText(options: {
  login: string;
  id: number;
  team: string;
  manager?: string;
  status?: "active" | "leave" | "left";
  ends?: string;
}): string {
  const { login, id, team, manager, status = "active", ends } = options;
  return `github: { login: ${login}, id: ${id} }\nteam: ${team}\nmanager: ${manager ?? "null"}\ntype: employee\nstarts: 2020-01-01\nends: ${ends ?? "null"}\nstatus: ${status}\naws: { prod: { user: w${id} } }\n`;
}

/** The small organisation with these files beside its own or in their place. */
export function smallTree(files: Readonly<Record<string, string | null>> = {}): Tree {
  const there = Object.entries({ ...SMALL, ...files }).flatMap(([path, text]) => (text === null ? [] : [[path, text] as const]));
  return { ...treeOf(Object.fromEntries(there)), commit: BASE };
}

/** What the small organisation declares with these files. @throws RecordError when they are invalid. */
export function small(files: Readonly<Record<string, string | null>> = {}): Declared {
  return readDeclared(smallTree(files));
}

/** The texts of a tree, as commands hand them on. */
export function textsOf(tree: Tree): ReadonlyMap<string, string> {
  return new Map([...tree.files].flatMap(([path, blob]) => ("text" in blob ? [[path, blob.text] as const] : [])));
}

/** The sample organisation of the repository as it stands, as a commit. */
export function sampleTree(): Tree {
  return { ...folder(join(import.meta.dirname, "..", "..", "stacks")), commit: BASE };
}

/** What the sample organisation declares. */
export function sample(): Declared {
  return readDeclared(sampleTree());
}

/** One text replaced in one file of the small organisation: `edit("accounts/…", "a", "b")`. @throws Error when it is not there. */
export function edit(
  path: string,
  from: string,
  to: string,
  files: Readonly<Record<string, string | null>> = SMALL,
): Record<string, string> {
  const text = files[path];
  if (!text?.includes(from)) throw new Error(`expected ${path} to hold ${JSON.stringify(from)}, got ${JSON.stringify(text)}`);
  return { [path]: text.replace(from, to) };
}
