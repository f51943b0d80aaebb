import { edit, SMALL } from "./small-organisation.ts";

/** Files by path; `null` takes one away. */
export type Files = Readonly<Record<string, string | null>>;

/** One change of the small organisation and what the gate has to say of it. `rules` are those that count against it. */
export type DiffCase = {
  name: string;
  to: Files;
  /** What is different before and after. */
  from?: Files;
  code?: boolean;
  rules?: readonly string[];
  risk: "standard" | "high";
  needs: readonly string[];
  /** Also judged by the engine, with program and pack as processes. */
  engine?: boolean;
};

export const P = "accounts/prod";
export const EXPORTER = `${P}/service-accounts/exporter.yaml`;
export const WORKER = `${P}/workloads/worker.yaml`;
export const POLICY = `${P}/permissions/ledger-write.yaml`;
export const WRITERS = `${P}/groups/writers.yaml`;
export const READERS = `${P}/groups/readers.yaml`;
export const SUPPORT = `${P}/roles/support.yaml`;
export const ADMIN = `${P}/roles/admin.yaml`;
export const PERSON = `${P}/people/w1.yaml`;
export const OFF = "state: disabled\ndisabled: { since: 2026-11-24, reason: stopped, ref: x }\n";
export const RETIRED = "retired: { at: 2026-11-24, reason: replaced, ref: x }\n";
export const ADOPTED = "adopted: { at: 2026-11-24, ref: x }\n";
export const BOUNDS = "owner: team/payments\npurpose: Something for the ledger\nexpires: 2027-03-31\n";
export const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";
export const off = (path: string): Files => ({ [path]: `${SMALL[path]}${OFF}` });
export const retire = (path: string): Files => ({ [path]: null, [path.replace(`${P}/`, `${P}/retired/`)]: `${SMALL[path]}${RETIRED}` });
export const statements = (text: string): Files => ({ [POLICY]: `${SMALL[POLICY]!.split("statements:")[0]}statements:\n${text}` });
export const spare = edit(
  EXPORTER,
  "primary: { expires: 2027-01-31 }",
  "primary: { expires: 2027-01-31 }\n  spare: { expires: 2027-01-31 }",
);
export const github = (subject: string): Files => edit(WORKER, "{ service: lambda.amazonaws.com }", `{ github: { ${subject} } }`);
export const GITHUB = {
  [`${P}/providers/github.yaml`]:
    'owner: team/platform\npurpose: Sign-in of workflows\nexpires: 2027-12-31\noidc: { url: "https://token.actions.githubusercontent.com", audiences: [sts.amazonaws.com] }\n',
};
export const DEV = {
  "accounts/dev/account.yaml": 'id: "111111111111"\nenvironment: non-production\nregion: us-east-1\nowner: team/platform\n',
};
export const LAPSED = { [EXPORTER]: SMALL[EXPORTER]!.replaceAll(/2027-0[13]-31/g, "2026-11-01") };

export const OWNER = ["team/payments"];
export const EITHER = ["team/payments | team/security"];
export const BOTH = ["team/payments", "team/security"];
