import { describe, expect, it } from "vitest";
import { type Access, accessOf } from "../../../scripts/gate/access.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { AS_OF, edit, small } from "../../support/small-organisation.ts";

const PUT = { action: "s3:PutObject", resource: "arn:aws:s3:::ledger/2026/a" };
const LEDGER = "accounts/prod/permissions/ledger-write.yaml";

const answers = (found: readonly Access[]) =>
  Object.fromEntries(found.map(({ record, holder, answer }) => [`${record} ${holder}`, answer]));
const who = (files: Record<string, string | null> = {}, asked = PUT, asOf = AS_OF) => accessOf(small(files), "prod", asked, asOf);

/** What every record of the small organisation that holds `ledger-write` can do, and the template of an administrator. */
const HOLDERS = {
  "roles/admin template": "yes",
  "roles/support role": "yes",
  "service-accounts/exporter user": "yes",
  "workloads/worker role": "yes",
};

describe("scripts/gate/access", () => {
  it("finds users through their groups, roles by themselves, and whoever gets a grant", () => {
    const found = who();
    expect(answers(found)).toEqual(HOLDERS);
    const exporter = found.find(({ record }) => record === "service-accounts/exporter");
    expect(exporter).toEqual({
      stack: "prod",
      record: "service-accounts/exporter",
      identity: "arn:aws:iam::000000000000:user/exporter",
      holder: "user",
      answer: "yes",
      through: [{ policy: "permissions/ledger-write", group: "writers", on: null, when: [] }],
      unless: [],
      unjudged: [],
    });
  });

  it("leaves out whoever certainly cannot: by policy, by state, by the end", () => {
    expect(answers(who({}, { ...PUT, resource: "arn:aws:s3:::other/a" }))).toEqual({ "roles/admin template": "yes" });
    const disabled = "state: disabled\ndisabled: { since: 2026-11-01, reason: left alone, ref: x }\n";
    const stopped = edit("accounts/prod/workloads/worker.yaml", "permissions:", `${disabled}permissions:`);
    expect(Object.keys(answers(who(stopped)))).not.toContain("workloads/worker role");
    expect(answers(who({}, PUT, "2027-04-01T00:00:00Z" as Instant))).toEqual({
      "roles/support role": "yes",
      "workloads/worker role": "yes",
    });
    expect(answers(who({}, PUT, "2027-07-01T00:00:00Z" as Instant))).toEqual({});
  });

  it("finds the readers of the secrets of keys, until their own end", () => {
    const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
    const read = (name: string) => ({
      action: "secretsmanager:GetSecretValue",
      resource: `arn:aws:secretsmanager:us-east-1:000000000000:secret:tenure/service-accounts/${name}/AKIAEXAMPLE-aBcDeF`,
    });
    const files = edit(EXPORTER, "groups:", "secretReaders: [workloads/worker]\ngroups:");
    const found = who(files, read("exporter"));
    expect(answers(found)).toEqual({ "roles/admin template": "yes", "workloads/worker role": "yes" });
    expect(found.find(({ record }) => record === "workloads/worker")?.through).toEqual([
      { policy: "secret policy of service-accounts/exporter", group: null, on: null, when: [] },
    ]);
    expect(answers(who(files, read("other")))).toEqual({ "roles/admin template": "yes" });
    expect(answers(who({}, read("exporter")))).toEqual({ "roles/admin template": "yes" });
    expect(answers(who(files, read("exporter"), "2027-07-01T00:00:00Z" as Instant))).toEqual({});
  });

  it("says on which resources, where it is asked about more than a policy names", () => {
    const found = who({}, { ...PUT, resource: "*" });
    expect(answers(found)).toMatchObject({ "workloads/worker role": "if", "roles/admin template": "yes" });
    expect(found.find(({ record }) => record === "workloads/worker")?.through).toEqual([
      { policy: "permissions/ledger-write", group: null, on: ["arn:aws:s3:::ledger/*"], when: [] },
    ]);
  });

  it("names the conditions whose outcome the records do not tell, and settles those that they do", () => {
    const when = (condition: string) => edit(LEDGER, 'on: "arn:aws:s3:::ledger/*"', `on: "arn:aws:s3:::ledger/*"\n    when: ${condition}`);
    const open = who(when('{ Bool: { "aws:MultiFactorAuthPresent": "true" } }'));
    expect(answers(open)).toMatchObject({ "service-accounts/exporter user": "if", "workloads/worker role": "if" });
    expect(open.find(({ record }) => record === "workloads/worker")?.through).toEqual([
      { policy: "permissions/ledger-write", group: null, on: null, when: ['Bool aws:MultiFactorAuthPresent "true"'] },
    ]);
    expect(answers(who(when("{ StringEquals: { aws:username: exporter } }")))).toEqual({
      "roles/admin template": "yes",
      "service-accounts/exporter user": "yes",
    });
    // A user's tags are in its record; a session of a role may bring its own.
    expect(answers(who(when("{ StringEquals: { aws:PrincipalTag/owner: team/payments } }")))).toEqual({
      ...HOLDERS,
      "roles/support role": "if",
      "workloads/worker role": "if",
    });
    expect(answers(who(when("{ StringEquals: { aws:PrincipalTag/Team: web } }")))).toEqual({
      "roles/admin template": "yes",
      "roles/support role": "if",
      "workloads/worker role": "if",
    });
  });

  it("names what may deny it", () => {
    const denied = edit(
      LEDGER,
      "statements:\n",
      'statements:\n  - deny: "s3:*"\n    on: "*"\n    when: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }\n',
    );
    const worker = who(denied).find(({ record }) => record === "workloads/worker");
    expect(worker).toMatchObject({
      answer: "if",
      unless: [{ policy: "permissions/ledger-write", on: null, when: ['IpAddress aws:SourceIp "10.0.0.0/8"'] }],
    });
  });

  it("takes a policy of AWS that is not known here for neither, and says which", () => {
    const unknown = "arn:aws:iam::aws:policy/SecurityAudit";
    const only = edit("accounts/prod/workloads/worker.yaml", "permissions: [ledger-write]", `permissions: ["${unknown}"]`);
    expect(who(only).find(({ record }) => record === "workloads/worker")).toMatchObject({
      answer: "unknown",
      through: [],
      unjudged: [`${unknown}: its document is not known here`],
    });
    const beside = edit("accounts/prod/workloads/worker.yaml", "permissions: [ledger-write]", `permissions: [ledger-write, "${unknown}"]`);
    expect(who(beside).find(({ record }) => record === "workloads/worker")).toMatchObject({ answer: "if", unjudged: [expect.any(String)] });
  });

  it("knows the lock of every boundary", () => {
    const admin = (action: string, resource: string) => answers(who({}, { action, resource }))["roles/admin template"];
    expect(admin("iam:CreateUser", "arn:aws:iam::000000000000:user/new")).toBe("if");
    expect(admin("iam:UpdateAssumeRolePolicy", "arn:aws:iam::000000000000:role/worker")).toBeUndefined();
    expect(admin("iam:CreateAccessKey", "arn:aws:iam::000000000000:user/exporter")).toBeUndefined();
    expect(admin("sts:AssumeRole", "arn:aws:iam::000000000000:role/worker")).toBeUndefined();
  });
});
