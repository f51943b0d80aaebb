import { describe, expect, it } from "vitest";
import { evidenceOf, settingsDigest } from "../../../scripts/command/deploy-evidence.ts";
import type { DeployedStack } from "../../../scripts/command/deploy-stack.ts";
import { nextEntry } from "../../../scripts/ledger/entry.ts";
import { changeFacts } from "../../support/entries.ts";
import { operation } from "../../support/plans.ts";
import { AS_OF, BASE, smallTree } from "../../support/small-organisation.ts";

const MADE = { engine: "embedded", program: "a".repeat(64), baseline: false };
const HASH = "c".repeat(64);

/** A deployment as far as evidence is about it. */
function deployed(more: object = {}): DeployedStack {
  const operations = [
    operation("create", "people/w1"),
    operation("update", "people/w1#groups"),
    operation("delete", "people/w2"),
    operation("same", "people/w3"),
  ];
  return {
    stack: "prod.1",
    verdict: { violations: [] },
    done: { operations, result: "succeeded" },
    readBack: { result: "as declared", findings: [] },
    manifest: null,
    observedAt: AS_OF,
    proofs: [
      { record: "people/w1", observed: HASH },
      { record: "people/w2", observed: "absent" },
    ],
    ...more,
  } as unknown as DeployedStack;
}

const source = { tree: { ...smallTree(), commit: BASE } };
const written = (one: DeployedStack, merged?: Parameters<typeof evidenceOf>[2]) => {
  const facts = evidenceOf(one, source, merged, MADE);
  expect(() => nextEntry(undefined, "deployed", AS_OF, facts)).not.toThrow();
  return facts;
};

describe("scripts/command/deploy-evidence", () => {
  it("says of each record what was done and what AWS had of it afterwards; what was not touched is not named", () => {
    expect(written(deployed()).touched).toEqual([
      { record: "prod/people/w1", operations: { create: 1, update: 1 }, observed: HASH },
      { record: "prod/people/w2", operations: { delete: 1 }, observed: "absent" },
    ]);
  });

  it("knows nothing of a record that nobody looked for", () => {
    expect(written(deployed({ proofs: [] })).touched!.map(({ observed }) => observed)).toEqual(["unknown", "unknown"]);
  });

  it("writes what a program of an account is called only where that is an id", () => {
    const operations = [operation("create", "builder"), operation("create", "Ada's role")];
    expect(written(deployed({ done: { operations, result: "succeeded" } })).touched!.map(({ record }) => record)).toEqual([
      "prod/extra/builder",
      expect.stringMatching(/^prod\/extra\/sha256-[0-9a-f]{16}$/),
    ]);
  });

  it("keeps who asked for and approved each change, and violations without their sentences", () => {
    const violation = {
      rule: "key-limit-active",
      subject: "people/w1",
      level: "mandatory",
      standing: false,
      exception: "prod/exceptions/x",
      message: "Ada has 2 keys",
    };
    const change = { ...changeFacts(), commit: BASE, mergedAt: AS_OF };
    const facts = written(deployed({ verdict: { violations: [violation] } }), { approved: [change], unapproved: [] });
    expect(facts.violations).toEqual([
      { rule: "key-limit-active", record: "prod/people/w1", level: "mandatory", standing: false, exception: "prod/exceptions/x" },
    ]);
    expect([facts.approvals, facts.changes]).toEqual(["verified", [change]]);
    expect(written(deployed())).toMatchObject({ approvals: "unverified" });
  });

  it("knows the settings by their digest", () => {
    expect(settingsDigest(smallTree())).toMatch(/^[0-9a-f]{64}$/);
    expect(settingsDigest(smallTree({ "settings.yaml": "teams: { security: security, platform: security }\n" }))).not.toBe(
      settingsDigest(smallTree()),
    );
  });
});
