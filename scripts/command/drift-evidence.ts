import { createHash } from "node:crypto";
import { entitiesOf } from "../../stacks/entities.ts";
import type { Tree } from "../../stacks/files/tree.ts";
import type { AccountName, Declared } from "../../stacks/model/declared.ts";
import { type RecordRef, recordTag } from "../../stacks/model/ref.ts";
import { CHECK_NAMES } from "../compare/checks.ts";
import type { Extra } from "../compare/extra.ts";
import { tieOut } from "../compare/tie-out.ts";
import { canonical } from "../ledger/canonical.ts";
import { type Facts, idOfRecord } from "../ledger/entry.ts";
import { type DriftResult, statusOf } from "../report/drift-json.ts";
import { settingsDigest } from "./deploy-evidence.ts";

/** What the ledger keeps of a drift run over one account: which checks were asked, what each found, and that nothing was left out. */
export function evidenceOf(result: DriftResult, declared: Declared, tree: Tree, extra: Extra): Facts<"drift"> {
  const { comparison, heldBack, observation } = result;
  const { account } = comparison;
  const tagOf = (record: RecordRef | null) => tag(account, record);
  return {
    stack: account,
    commit: tree.commit,
    settings: settingsDigest(tree),
    status: statusOf(result),
    findings: comparison.findings.map(({ id, check, record, subject, severity }) => ({
      id,
      check,
      record: tagOf(record),
      subject: digestOfSubject(subject),
      severity,
    })),
    covered: comparison.covered.map(({ finding: { id, check, record }, exception }) => ({
      id,
      check,
      record: tagOf(record),
      exception: idOfRecord(exception),
    })),
    checks: [...CHECK_NAMES],
    unknown: [...new Set(comparison.unknown.map(({ check }) => check))],
    heldBack: heldBack.length,
    tieOut: tieOut(entitiesOf(declared, account), observation, extra)?.map((line) => ({ ...line })) ?? null,
    observedAt: observation.finishedAt,
    manifest: createHash("sha256").update(canonical(observation.manifest)).digest("hex"),
  };
}

/** What stands for a subject in the ledger: its hash. Whoever knows the ARN finds it; a name that somebody made up by hand is not published for ever. */
export function digestOfSubject(subject: string): string {
  return createHash("sha256").update(subject).digest("hex");
}

function tag(account: AccountName, record: RecordRef | null): string | null {
  return record === null ? null : idOfRecord(recordTag(account, record));
}
