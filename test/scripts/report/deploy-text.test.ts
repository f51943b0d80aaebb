import { describe, expect, it } from "vitest";
import { type Deployed, deployJson, deployText } from "../../../scripts/report/deploy-text.ts";
import type { Commit } from "../../../stacks/model/declared.ts";
import { someFinding } from "../../support/findings.ts";
import { operation, planOf } from "../../support/plans.ts";
import { verdict, violationOf } from "../../support/verdicts.ts";

const OPERATIONS = [
  operation("create", "groups/new"),
  operation("update", "people/w1", { changed: ["tags.owner", "permissionsBoundary"] }),
  operation("same", "groups/a"),
];
const deployed = (more: Partial<Deployed> = {}): Deployed => ({
  stack: "prod",
  verdict: verdict(),
  plan: planOf({ operations: OPERATIONS }),
  unshown: [],
  unapproved: [],
  reopened: [],
  done: planOf({ operations: OPERATIONS, against: "state" }),
  readBack: { result: "as declared", findings: [] },
  notes: ["records of HEAD 1234567890; approvals unverified"],
  ...more,
});
const text = (more: Partial<Deployed> = {}) => deployText(deployed(more), "stacks").split("\n");

describe("scripts/report/deploy-text", () => {
  it("says what was done, and that AWS was asked afterwards", () => {
    expect(text()).toEqual([
      "DEPLOYED  prod: 2 operations, 1 the same",
      "  create   groups/new",
      "  update   people/w1 (tags.owner, permissionsBoundary)",
      "  records of HEAD 1234567890; approvals unverified",
      "  read back: as declared",
    ]);
  });

  it("says which commits were not approved, before anything else, and how to go on", () => {
    const because = "came with no merged pull request";
    expect(text({ unapproved: [{ commit: "1234567890abcdef" as Commit, because }], done: undefined })).toEqual([
      "STOPPED  prod: unapproved-change",
      "  the commit 1234567890 came with no merged pull request",
      "  undo each of them in a pull request that is approved, and propose its content again in another one",
      "  records of HEAD 1234567890; approvals unverified",
      "  nothing was deployed",
    ]);
  });

  it("says what AWS has otherwise", () => {
    const findings = [someFinding({ check: "changed", message: "people/w1: tags differs" })];
    expect(text({ readBack: { result: "differs", findings } }).slice(-2)).toEqual([
      "  read back: differs",
      "    changed  people/w1: tags differs",
    ]);
  });

  it("says what failed, and what was done before", () => {
    const done = planOf({
      operations: [OPERATIONS[0]!],
      result: "failed",
      diagnostics: [
        { severity: "error", urn: "urn:x", message: "AccessDenied" },
        { severity: "warning", urn: undefined, message: "slow" },
        { severity: "error", urn: undefined, message: "update failed" },
      ],
    });
    expect(text({ done, readBack: { result: "incomplete", findings: [] } })).toEqual([
      "FAILED  prod: 1 operations, 0 the same",
      "  create   groups/new",
      "  error  urn:x AccessDenied",
      "  error   update failed",
      "  records of HEAD 1234567890; approvals unverified",
      "  read back: incomplete",
    ]);
  });

  it("says the verdict when it does not pass, and that nothing was deployed", () => {
    const lines = text({ verdict: verdict({ verdict: "blocked", violations: [violationOf()] }), done: undefined });
    expect([lines[0], lines.at(-1)]).toEqual(["BLOCKED  prod: 2 to update, 41 the same", "  nothing was deployed"]);
  });

  it("says which operations the change of records does not show", () => {
    expect(text({ unshown: [operation("delete", "people/w1")], done: undefined })).toEqual([
      "STOPPED  prod: the plan holds operations that the change of records does not show",
      "  delete   people/w1",
      "  records of HEAD 1234567890; approvals unverified",
      "  nothing was deployed",
    ]);
  });

  it("says of a dry run what would be done", () => {
    expect(text({ done: undefined }).slice(-4)).toEqual([
      "  create   groups/new",
      "  update   people/w1 (tags.owner, permissionsBoundary)",
      "  records of HEAD 1234567890; approvals unverified",
      "  dry run: nothing was deployed",
    ]);
  });

  it("says what it would give back that was stopped in AWS, and that nothing was deployed", () => {
    const lines = text({ done: undefined, reopened: ["people/w1 was stopped in AWS"] });
    expect([lines[0], lines[1], lines.at(-1)]).toEqual([
      "STOPPED  prod: it would give back what was stopped in AWS",
      "  people/w1 was stopped in AWS",
      "  nothing was deployed",
    ]);
  });

  it("is data without what stays the same", () => {
    expect(deployJson(deployed())).toEqual({
      stack: "prod",
      verdict: verdict(),
      plan: OPERATIONS.slice(0, 2),
      unshown: [],
      unapproved: [],
      reopened: [],
      result: "succeeded",
      readBack: { result: "as declared", findings: [] },
      notes: ["records of HEAD 1234567890; approvals unverified"],
    });
    expect(deployJson(deployed({ done: undefined })).result).toBeNull();
  });
});
