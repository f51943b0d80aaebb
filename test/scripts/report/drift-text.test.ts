import { describe, expect, it } from "vitest";
import type { Attribution } from "../../../scripts/observe/observation.ts";
import type { DriftResult, ProposalResult } from "../../../scripts/report/drift-json.ts";
import { driftText } from "../../../scripts/report/drift-text.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { decided } from "../../support/decisions.ts";
import { exceptionText, idOf } from "../../support/findings.ts";
import { addEntity, changeUser, strangeUser, withGap, withPart } from "../../support/observations.ts";
import { AS_OF, PROD, smallTree } from "../../support/small-organisation.ts";

const READ = ["  read  aws-iam: 2 users, 2 roles, 2 groups, 5 policies, 1 keys in 1 calls", "  read  aws-secrets: 1 slots in 1 calls"];
const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess" as const;
const RIGHT =
  "the records are right: `npm run deploy -- --stack prod --refresh` puts back what Pulumi made; what it did not make (an attachment or inline policy added by hand) is to be removed by hand";

function text(proposals: readonly ProposalResult[], ...args: Parameters<typeof decided>): readonly string[] {
  const { observation, comparison, decision } = decided(...args);
  const result: DriftResult = { observation, comparison, ...decision, proposals };
  return driftText(result, AS_OF).split("\n");
}

describe("scripts/report/drift-text", () => {
  it("says clean, as of when, and what was read", () => {
    expect(text([], smallTree())).toEqual([`CLEAN  prod as of ${AS_OF}: 0 findings`, ...READ]);
  });

  it("says what was found, where, and what is held back", () => {
    expect(text([], smallTree(), (o) => changeUser(o, "exporter", { attached: [ADMIN] }))).toEqual([
      `FINDINGS  prod as of ${AS_OF}: 1 findings`,
      ...READ,
      `  high      changed              service-accounts/exporter: attachment differs; attached: ${ADMIN} was added`,
      `                                 arn:aws:iam::${PROD}:user/exporter`,
      "",
      "  0 changes to propose, 1 findings held back",
      `  held back   1 finding: ${RIGHT}`,
    ]);
  });

  it("says what was not read though no check of today needs it, and which single entity a check knows nothing of", () => {
    const [status, ...lines] = text([], smallTree(), (o) => withGap(o, "mfaDevices"));
    expect(status).toMatch(/^INCOMPLETE /);
    expect(lines).toContain("  not read  aws-iam mfaDevices: AccessDenied: mfaDevices");
    const subject = "arn:aws:iam::000000000000:user/exporter" as const;
    const refused = { source: "aws-iam", operation: "ListAccessKeys", reason: "AccessDenied: no", retry: false, subject };
    const about = text([], smallTree(), (o) => ({
      ...o,
      parts: { ...o.parts, keys: { ...o.parts.keys, except: [refused] } as typeof o.parts.keys },
    }));
    expect(about).toContain(`  unknown   key-undeclared of ${subject}: aws-iam ListAccessKeys: AccessDenied: no`);
  });

  it("says who did it, or that nobody knows", () => {
    const changed = (attribution: Attribution) =>
      text([], smallTree(), (o) => ({ ...changeUser(o, "exporter", { attached: [ADMIN] }), attributions: [attribution] }));
    const finding = idOf("changed", "arn:aws:iam::000000000000:user/exporter", "attachment");
    const by = "arn:aws:iam::000000000000:user/eve";
    expect(changed({ finding, known: true, by, at: "2026-11-23T12:00:00Z" as Instant, event: "AttachUserPolicy" })).toContain(
      `                                 by ${by} at 2026-11-23T12:00:00Z (AttachUserPolicy)`,
    );
    expect(changed({ finding, known: false, because: "CloudTrail is silent" })).toContain(
      "                                 by whom is unknown: CloudTrail is silent",
    );
  });

  it("says how old the credential report is when it is no fresh one", () => {
    const old = text([], smallTree(), (o) =>
      withPart(o, "credentials", (report) => ({ ...report, reportedAt: "2026-11-23T20:30:00Z" as Instant })),
    );
    expect(old).toContain(
      "  note      AWS's credential report is 210 minutes old: passwords, and keys of users who had none then, are as of 2026-11-23T20:30:00Z",
    );
  });

  it("says what is unknown before everything else, each check once", () => {
    const lines = text([], smallTree(), (o) => withGap(o, "slots"));
    expect(lines.slice(0, 3)).toEqual([
      expect.stringMatching(/^INCOMPLETE {2}prod as of .*: 0 findings, \d+ checks could not be made$/),
      "  read  aws-iam: 2 users, 2 roles, 2 groups, 5 policies, 1 keys in 1 calls",
      "  PARTIAL  aws-secrets:  in 1 calls",
    ]);
    const unknown = lines.filter((line) => line.startsWith("  unknown"));
    expect(unknown).toContain("  unknown   key-undeclared: aws-secrets slots: AccessDenied: slots");
    expect(new Set(unknown).size).toBe(unknown.length);
    expect(lines[0]).toContain(`${unknown.length} checks could not be made`);
  });

  it("says what an exception covers", () => {
    const files = { "accounts/prod/exceptions/x.yaml": exceptionText("changed", "service-accounts/exporter") };
    expect(text([], smallTree(files), (o) => changeUser(o, "exporter", { attached: [ADMIN] })).at(-1)).toBe(
      `  excepted  changed: service-accounts/exporter: attachment differs; attached: ${ADMIN} was added (prod/exceptions/x)`,
    );
  });

  it("says what became of each pull request, and shows its text when asked to", () => {
    const proposal = { branch: "revoke/prod/user-1", title: "Adopt x", number: 7, url: "https://x/7", notes: ["ada could not be asked"] };
    const lines = text(
      [
        { ...proposal, action: "opened" },
        { ...proposal, action: "would open", number: null, url: null, notes: [], body: "**Next**\n\nmore\n" },
      ],
      smallTree(),
      (o) => addEntity(o, strangeUser(PROD, "x")),
    );
    expect(lines.slice(lines.indexOf("  1 changes to propose, 0 findings held back"))).toEqual([
      "  1 changes to propose, 0 findings held back",
      "  opened      #7 Adopt x",
      "              https://x/7",
      "              ada could not be asked",
      "  would open  Adopt x",
      "              revoke/prod/user-1",
      "",
      "    | **Next**",
      "    | ",
      "    | more",
    ]);
  });

  it("groups what is held back for one reason", () => {
    const lines = text([], smallTree(), (o) => changeUser(changeUser(o, "exporter", { attached: [ADMIN] }), "w1", { groups: [] }));
    expect(lines.filter((line) => line.startsWith("  held back"))).toEqual([`  held back   2 findings: ${RIGHT}`]);
  });
});
