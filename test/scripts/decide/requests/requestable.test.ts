import { describe, expect, it } from "vitest";
import { isEligible, requestableIn, templateFor } from "../../../../scripts/decide/requests/requestable.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { AS_OF, edit, small } from "../../../support/small-organisation.ts";

const ADMIN = "accounts/prod/roles/admin.yaml";
const open = (files: Readonly<Record<string, string>> = {}) => {
  const declared = small(files);
  return { account: declared.accounts.get("prod")!, people: declared.directory.people };
};
const LINE = {
  stack: "prod",
  role: "admin",
  purpose: "Full administration during incidents",
  permissions: ["arn:aws:iam::aws:policy/AdministratorAccess"],
  by: ["team/platform"],
  longest: "4h",
  approvers: ["team/security"],
  until: "2027-03-31T00:00:00Z",
};

describe("scripts/decide/requests/requestable", () => {
  it("says what can be asked for, by whom, and what one person can", () => {
    const { account, people } = open();
    expect(requestableIn(account, AS_OF)).toEqual([LINE]);
    expect(requestableIn(account, AS_OF, people.get("w5"))).toEqual([LINE]);
    expect(requestableIn(account, AS_OF, people.get("w1"))).toEqual([]);
  });

  it("leaves out what has ended or was stopped", () => {
    expect(requestableIn(open().account, "2027-03-31T00:00:00Z" as Instant)).toEqual([]);
    const stopped = edit(
      ADMIN,
      "permissions:",
      "state: disabled\ndisabled: { since: 2026-11-01, reason: looked odd, ref: x }\npermissions:",
    );
    expect(requestableIn(open(stopped).account, AS_OF)).toEqual([]);
  });

  it("knows who is meant, by name or by team", () => {
    const { people } = open();
    expect([isEligible(people.get("w5")!, ["team/platform"]), isEligible(people.get("w1")!, ["person/w1"])]).toEqual([true, true]);
    expect(isEligible(people.get("w1")!, ["team/platform", "person/w2"])).toBe(false);
  });

  it.each([
    [
      "w5",
      "support",
      {},
      "roles/support is a standing role and cannot be asked for; what person/w5 can ask for in prod: admin (at most 4h)",
    ],
    [
      "w5",
      "amdin",
      {},
      'there is no accounts/prod/roles/amdin.yaml; did you mean "admin"?; what person/w5 can ask for in prod: admin (at most 4h)',
    ],
    [
      "w1",
      "admin",
      {},
      "person/w1 may not have roles/admin, which is for team/platform; there is nothing in prod that person/w1 can ask for",
    ],
    [
      "w5",
      "admin",
      edit(ADMIN, "expires: 2027-03-31", "expires: 2026-11-24"),
      "roles/admin ended at 2026-11-24T00:00:00Z, and so would every grant of it; there is nothing in prod that person/w5 can ask for",
    ],
  ])("%s cannot have %s", (id, role, files, because) => {
    const { account, people } = open(files as Readonly<Record<string, string>>);
    expect(templateFor(role, people.get(id)!, account, AS_OF)).toEqual({ because });
  });

  it("gives the template to whoever may have it", () => {
    const { account, people } = open();
    expect(templateFor("admin", people.get("w5")!, account, AS_OF)).toBe(account.records.get("roles/admin")!.fields);
  });
});
