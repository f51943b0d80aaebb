import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fixRecords } from "../../../scripts/command/fix-records.ts";
import { readProblems } from "../../../scripts/command/records.ts";
import { folder } from "../../../stacks/files/tree.ts";
import { smallRepository } from "../../support/git.ts";
import { SMALL } from "../../support/small-organisation.ts";

const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const WORKER = "accounts/prod/workloads/worker.yaml";

function repository(files: Readonly<Record<string, string>>) {
  const { root, write } = smallRepository();
  write(Object.fromEntries(Object.entries(files).map(([path, text]) => [`stacks/${path}`, text])));
  const problems = () => readProblems(folder(root));
  return { root, problems, text: (path: string) => readFileSync(join(root, path), "utf8"), fix: () => fixRecords(root, problems()) };
}

describe("scripts/command/fix-records", () => {
  it("repairs what is mechanical, says each, and changes nothing the second time", () => {
    const { fix, text, problems } = repository({ [EXPORTER]: SMALL[EXPORTER]!.replace("groups:", "group:") });
    const fixes = fix();
    expect(fixes.filter(({ file }) => file === EXPORTER)).toEqual([
      { file: EXPORTER, line: 1, what: "the line that names the schema" },
      { file: EXPORTER, line: 5, what: "key group is groups" },
    ]);
    expect(text(EXPORTER)).toBe(`# yaml-language-server: $schema=../../../schemas/service-accounts.json\n${SMALL[EXPORTER]}`);
    expect(problems()).toEqual([]);
    expect(fix()).toEqual([]);
  });

  it("leaves a file as it is that would be more wrong afterwards", () => {
    const worse = SMALL[WORKER]!.replace("permissions: [ledger-write]", "permission: [ledger-write, nothing, nowhere]");
    const { fix, text, problems } = repository({ [WORKER]: worse });
    expect(problems()).toHaveLength(1);
    expect(fix().filter(({ file }) => file === WORKER)).toEqual([]);
    expect(text(WORKER)).toBe(worse);
  });
});
