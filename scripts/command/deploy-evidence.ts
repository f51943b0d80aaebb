import { createHash } from "node:crypto";
import { CATALOGUE } from "../../policies/catalogue.ts";
import type { Tree } from "../../stacks/files/tree.ts";
import { declarerOf, parseRecordRef, recordTag } from "../../stacks/model/ref.ts";
import { accountOfStackName } from "../../stacks/model/slice.ts";
import { type Facts, idOfRecord } from "../ledger/entry.ts";
import type { Merged } from "./approved.ts";
import type { DeployedStack } from "./deploy-stack.ts";
import type { Source } from "./source.ts";

type Operations = Facts<"deployed">["operations"];

/** What the ledger keeps of a deployment that was made: whose approvals it had, what was judged, done to which record, and found afterwards. */
export function evidenceOf(
  deployed: DeployedStack,
  { tree }: Pick<Source, "tree">,
  merged: Merged | undefined,
  made: { engine: string; program: string; baseline: boolean },
): Facts<"deployed"> {
  const { stack, done, readBack, manifest, observedAt, verdict } = deployed;
  const idOf = (subject: string) => (parseRecordRef(subject) ? tagOf(stack, subject) : null);
  return {
    stack,
    commit: tree.commit,
    ...made,
    settings: settingsDigest(tree),
    approvals: merged ? "verified" : "unverified",
    ...(merged
      ? {
          changes: merged.approved.map((one) => ({
            ...one,
            requestedBy: [...one.requestedBy],
            approvedBy: [...one.approvedBy],
            records: one.records.map(idOfRecord),
            exceptions: one.exceptions.map(idOfRecord),
          })),
        }
      : {}),
    rules: CATALOGUE.map(({ name }) => name).sort(),
    violations: verdict.violations.map(({ rule, subject, level, standing, exception }) => ({
      rule,
      record: idOf(subject),
      level,
      standing,
      exception: exception === null ? null : idOfRecord(exception),
    })),
    result: done!.result,
    operations: counted(done!.operations.map(({ op }) => op)),
    touched: touchedOf(deployed),
    readBack: { result: readBack.result, findings: readBack.findings.map(({ id }) => id), manifest, observedAt },
  };
}

/** The digest of the settings that decided; of nothing where there are none. */
export function settingsDigest({ files }: Tree): string {
  const blob = files.get("settings.yaml");
  return createHash("sha256")
    .update(blob && "text" in blob ? blob.text : "")
    .digest("hex");
}

/** Each record of which something was done, with what AWS had of it afterwards. */
function touchedOf({ stack, done, proofs }: DeployedStack): NonNullable<Facts<"deployed">["touched"]> {
  const operations = new Map<string, string[]>();
  for (const { op, name } of done!.operations) {
    if (op === "same") continue;
    const ref = declarerOf(name);
    operations.set(ref, [...(operations.get(ref) ?? []), op]);
  }
  const observed = new Map<string, string>(proofs.map((proof) => [proof.record, proof.observed]));
  return [...operations]
    .map(([ref, ops]) => ({ record: tagOf(stack, ref), operations: counted(ops), observed: observed.get(ref) ?? "unknown" }))
    .sort((a, b) => (a.record < b.record ? -1 : 1));
}

function tagOf(stack: string, ref: string): string {
  return idOfRecord(recordTag(accountOfStackName(stack), ref as `${string}/${string}`));
}

function counted(ops: readonly string[]): Operations {
  const counts: Record<string, number> = {};
  for (const op of ops) counts[op] = (counts[op] ?? 0) + 1;
  return counts as Operations;
}
