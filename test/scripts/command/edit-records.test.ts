import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { editRecords } from "../../../scripts/command/edit-records.ts";
import { readRecords } from "../../../scripts/command/records.ts";
import type { Edit } from "../../../stacks/files/edit.ts";
import { folder } from "../../../stacks/files/tree.ts";
import { smallRepository } from "../../support/git.ts";
import { AS_OF } from "../../support/small-organisation.ts";

const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const GROUP = { owner: "team/payments", purpose: "Something new", expires: "2027-09-30" };
const CREATE: Edit = { create: "accounts/prod/groups/new.yaml", record: GROUP };
const expiring = (to: string): Edit => ({ change: EXPORTER, steps: [{ set: ["expires"], to }] });

function run(edits: readonly Edit[], options: { dryRun?: boolean; refused?: readonly { record: string; because: string }[] } = {}) {
  const { root, git } = smallRepository();
  const tree = folder(root);
  const records = { root, tree, declared: readRecords(tree), asOf: AS_OF, dryRun: options.dryRun ?? false };
  const act = () => editRecords(records, { edits, refused: options.refused ?? [], notes: [] });
  return { act, root, status: () => git("status", "--porcelain", "--untracked-files=all") };
}

describe("scripts/command/edit-records", () => {
  it("writes what is valid, says where, and how to undo it", () => {
    const { act, root, status } = run([expiring("2027-06-30"), CREATE]);
    expect(act()).toEqual({
      result: "clean",
      output: [
        `changed ${join(root, EXPORTER)}`,
        `wrote ${join(root, "accounts/prod/groups/new.yaml")}`,
        `undo: git checkout -- ${join(root, EXPORTER)}`,
        `undo: rm ${join(root, "accounts/prod/groups/new.yaml")}`,
      ].join("\n"),
    });
    expect(readFileSync(join(root, EXPORTER), "utf8")).toContain("expires: 2027-06-30\n");
    expect(status()).toBe(`M stacks/${EXPORTER}\n?? stacks/accounts/prod/groups/new.yaml`);
    expect(readdirSync(join(root, "accounts/prod/groups")).sort()).toEqual(["new.yaml", "readers.yaml", "writers.yaml"]);
  });

  it("with --dry-run prints a diff and writes nothing", () => {
    const { act, root, status } = run([expiring("2027-06-30")], { dryRun: true });
    const { result, output } = act();
    expect(result).toBe("clean");
    expect(output.split("\n").filter((line) => /^[-+]/.test(line))).toEqual([
      `--- a${join(root, EXPORTER)}`,
      `+++ b${join(root, EXPORTER)}`,
      "-expires: 2027-03-31",
      "+expires: 2027-06-30",
    ]);
    expect(status()).toBe("");
  });

  it("writes nothing at all when one of the edits would not be valid, and says which", () => {
    const { act, root, status } = run([
      expiring("2027-06-30"),
      { create: CREATE.create, record: { ...GROUP, owner: "team/nobody" } } as Edit,
    ]);
    expect(act).toThrow(
      `the records would not be valid, so nothing was written:\n${join(root, "accounts/prod/groups/new.yaml")}:2: owner: team/nobody is not in the directory`,
    );
    expect(status()).toBe("");
  });

  it("says beforehand what the gate would say about it, and only about it", () => {
    const { act } = run([expiring("2030-01-01")]);
    expect(act().output).toContain(
      "the gate would say: service-accounts/exporter: works until 31 Dec 2029 23:59:59 UTC (in 1134 days): 1134 days, where service-accounts may last 365 days",
    );
  });

  it("does what it can and says what it cannot", () => {
    const { act } = run([expiring("2027-06-30")], { refused: [{ record: "prod/groups/readers", because: "it is not yours" }] });
    const { result, output } = act();
    expect(result).toBe("findings");
    expect(output).toContain("\nnot done: prod/groups/readers: it is not yours\n");
  });

  it("changes nothing when nothing changes", () => {
    const { act, status } = run([expiring("2027-03-31")]);
    expect(act()).toEqual({ result: "clean", output: "nothing to change" });
    expect(status()).toBe("");
  });
});
