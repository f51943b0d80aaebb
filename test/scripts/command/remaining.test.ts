import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DeployedStack } from "../../../scripts/command/deploy-stack.ts";
import { sayWhatRemains } from "../../../scripts/command/remaining.ts";
import { entriesOf, type Ledger, openLedger } from "../../../scripts/ledger/ledger.ts";
import { changeFacts, proposedFacts } from "../../support/entries.ts";
import { someFinding } from "../../support/findings.ts";
import { octokitOf } from "../../support/github.ts";
import { planOf } from "../../support/plans.ts";
import { type Pulls, startPulls } from "../../support/pulls.ts";
import { clientOf } from "../../support/repository.ts";
import { AS_OF, BASE } from "../../support/small-organisation.ts";

const FOUND = someFinding();

describe("scripts/command/remaining", () => {
  let pulls: Pulls;
  let folder: string;
  let ledger: Ledger;
  beforeAll(async () => {
    pulls = await startPulls();
    folder = mkdtempSync(join(tmpdir(), "tenure-remaining-"));
    ledger = openLedger(undefined, folder);
  });
  afterAll(async () => {
    await pulls.close();
    rmSync(folder, { recursive: true });
  });

  it("says on the merged pull request what is still there, once, and writes it down", async () => {
    const { number, head } = await pulls.propose("ada-l", { "/a.txt": "1\n" });
    await ledger.append("proposed", AS_OF, proposedFacts({ number, head, findings: [FOUND.id] }));
    const entries = await ledger.read();
    const merged = { approved: [{ ...changeFacts({ pull: number }), commit: BASE, mergedAt: AS_OF }], unapproved: [] };
    const say = async (more: Partial<DeployedStack>) => {
      const deployed = { stack: "prod", done: planOf(), remaining: [FOUND], ...more } as DeployedStack;
      await sayWhatRemains({ github: clientOf(pulls.github), ledger, entries }, deployed, merged);
      return entriesOf(await ledger.read(), "still-there").length;
    };
    expect(await say({ remaining: [] })).toBe(0);
    expect(await say({ remaining: [someFinding({ check: "orphaned" })] })).toBe(0);
    expect(await say({ stack: "dev" })).toBe(0);
    expect(await say({ done: planOf({ result: "failed" }) })).toBe(0);
    expect(await say({})).toBe(1);
    await say({});
    const [owner, repo] = pulls.github.repository.split("/") as [string, string];
    const { data } = await octokitOf(pulls.github, "ada-l").rest.issues.listComments({ owner, repo, issue_number: number });
    expect(data.map(({ body }) => body!.split("\n")[0])).toEqual([
      `**Still there** after the deployment of \`prod\` at ${BASE.slice(0, 10)} was read back from AWS:`,
    ]);
  });
});
