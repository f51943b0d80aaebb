import { describe, expect, it } from "vitest";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { comparison, expectedFinding } from "../../../support/findings.ts";
import { changeRole, changeUser, withGap } from "../../../support/observations.ts";
import { edit, small } from "../../../support/small-organisation.ts";

const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
const at = (text: string) => text as Instant;
const overdue = (...args: Parameters<typeof comparison>) => comparison(...args).findings.filter(({ check }) => check === "review-overdue");
const support =
  (createdAt: string, more: object = {}) =>
  (observation: Parameters<typeof changeRole>[0]) =>
    changeRole(observation, "support", { createdAt: at(createdAt), lastUsedAt: at("2026-11-23T00:00:00Z"), ...more });

describe("scripts/compare/checks/review-overdue", () => {
  it("finds nothing while everything is young (in sync)", () => {
    expect(overdue(small())).toEqual([]);
  });

  it("finds what nobody has confirmed for as long as its class allows, as a note", () => {
    expect(overdue(small(), support("2026-05-28T00:00:01Z"))).toEqual([]);
    expect(overdue(small(), support("2026-05-28T00:00:00Z"))).toEqual([
      expectedFinding({
        check: "review-overdue",
        subject: "arn:aws:iam::000000000000:role/support",
        record: "roles/support",
        severity: "informational",
        message: "roles/support was last looked at 2026-05-28T00:00:00Z, and is to be confirmed every 180d",
      }),
    ]);
  });

  it("is stricter with software, and with whoever can administer the account", () => {
    const worker = (createdAt: string) => overdue(small(), (o) => changeRole(o, "worker", { createdAt: at(createdAt) })).length;
    expect([worker("2026-08-26T00:00:01Z"), worker("2026-08-26T00:00:00Z")]).toEqual([0, 1]);
    expect(overdue(small(), support("2026-08-26T00:00:00Z"))).toEqual([]);
    expect(overdue(small(), support("2026-08-26T00:00:00Z", { attached: [ADMIN] })).map(({ message }) => message)).toEqual([
      "roles/support was last looked at 2026-08-26T00:00:00Z, and is to be confirmed every 90d",
    ]);
  });

  it("takes adopting for a look: what was found in AWS may be years old", () => {
    const adopted = edit("accounts/prod/roles/support.yaml", "trust:", "adopted: { at: 2026-11-20, ref: x }\ntrust:");
    expect(overdue(small(adopted), support("2019-01-01T00:00:00Z"))).toEqual([]);
  });

  it("does not ask about what is disabled", () => {
    const off = edit(
      "accounts/prod/people/w1.yaml",
      "groups:",
      "state: disabled\ndisabled: { since: 2026-11-20, reason: x, ref: x }\ngroups:",
    );
    expect(overdue(small(off), (observation) => changeUser(observation, "w1", { createdAt: at("2020-01-01T00:00:00Z") }))).toEqual([]);
  });

  it("is unknown when the account's details could not be read", () => {
    const { unknown } = comparison(small(), (observation) => withGap(observation, "authorization"));
    expect(unknown.map(({ check }) => check)).toContain("review-overdue");
  });
});
