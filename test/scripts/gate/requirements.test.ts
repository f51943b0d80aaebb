import { describe, expect, it } from "vitest";
import { unstated } from "../../../scripts/gate/requirements.ts";
import { change } from "../../support/changes.ts";
import { exceptionText } from "../../support/findings.ts";
import { operation, planOf } from "../../support/plans.ts";
import { AS_OF, edit, SMALL } from "../../support/small-organisation.ts";

const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const RETIRED = "accounts/prod/retired/service-accounts/exporter.yaml";
const retired = `${SMALL[EXPORTER]}retired: { at: 2026-11-24, reason: replaced, ref: "#512" }\n`;
const GONE = { [EXPORTER]: null };
const deletions = [
  operation("delete", "service-accounts/exporter"),
  operation("delete", "service-accounts/exporter#key/primary", { type: "aws:iam/accessKey:AccessKey" }),
];

/** What is not stated in a change from some files to others, by the operations of its plan. */
function said(to: Record<string, string | null>, operations: Parameters<typeof planOf>[0] = {}, from: Record<string, string | null> = {}) {
  const { base, head, diff } = change(from, to);
  return unstated(diff, planOf(operations), base, head, AS_OF);
}
const rules = (...args: Parameters<typeof said>) => said(...args).map(({ rule, subject }) => `${rule} ${subject}`);

describe("scripts/gate/requirements", () => {
  it("asks for nothing when nothing is removed, replaced or about to end", () => {
    expect(
      said(edit(EXPORTER, "2027-03-31", "2027-02-28"), {
        operations: [operation("update", "service-accounts/exporter"), operation("same", "people/w1")],
      }),
    ).toEqual([]);
  });

  it("blocks another path, which is another ARN", () => {
    const EXPORTER_ON = (path: string) => edit(EXPORTER, "groups:", `path: ${path}\ngroups:`);
    expect(rules(EXPORTER_ON("/apps/"))).toEqual(["diff-path-unchanged service-accounts/exporter"]);
    expect(said(EXPORTER_ON("/apps/"), {}, EXPORTER_ON("/tools/"))[0]!.message).toBe(
      "service-accounts/exporter: its path would change from /tools/ to /apps/, and its ARN with it. Put `path` back in accounts/prod/service-accounts/exporter.yaml, or make a new record and retire this one.",
    );
    expect(rules(EXPORTER_ON("/"))).toEqual([]);
  });

  describe("in an account over several stacks", () => {
    const ACCOUNT = "accounts/prod/account.yaml";
    const sliced = (slices: number) => ({ [ACCOUNT]: `${SMALL[ACCOUNT]}slices: ${slices}\n` });
    const home = "prod.1"; // of two, everything but what others stand on is in the second

    it("does not take a record that another stack has for one that was removed", () => {
      const [said1] = said({}, { stack: "prod.0", operations: [deletions[0]!] }, sliced(2));
      expect(said1).toMatchObject({ rule: "diff-removal-stated", subject: "service-accounts/exporter" });
      expect(said1!.message).toContain(`would be deleted from prod.0 and made again in ${home}`);
    });

    it("says what is wrong with a record once, by the stack that has it", () => {
      const soon = edit(EXPORTER, "2027-03-31", "2026-11-26");
      const from = { ...sliced(2), [EXPORTER]: null };
      expect(rules(soon, { stack: "prod.0" }, from)).toEqual([]);
      expect(rules(soon, { stack: home }, from)).toEqual(["diff-first-end service-accounts/exporter"]);
      expect(rules(soon, { stack: "prod" }, from)).toEqual(["diff-first-end service-accounts/exporter"]);
    });

    it("changes the number of stacks in a change of its own", () => {
      expect(rules(sliced(2))).toEqual([]);
      expect(rules({ ...sliced(2), ...edit(EXPORTER, "Nightly", "Hourly") })).toEqual(["diff-slices-alone service-accounts/exporter"]);
      expect(rules({ ...sliced(1), ...edit(EXPORTER, "Nightly", "Hourly") })).toEqual([]);
    });
  });

  describe("a new exception", () => {
    const path = "accounts/prod/exceptions/x.yaml";
    const text = (expires?: string) => exceptionText("key-limit-active", "service-accounts/exporter", expires);

    it("ends within the limit of base and names somebody who may approve it", () => {
      expect(said({ [path]: text() })).toEqual([]);
    });

    it("is blocked beyond the limit, also where the change raises that", () => {
      const raised = { "settings.yaml": `${SMALL["settings.yaml"]}lifetimes: { exceptions: 900d }\n` };
      expect(said({ [path]: text("2027-03-31"), ...raised })).toEqual([
        {
          rule: "diff-exception-lifetime",
          severity: "high",
          subject: "exceptions/x",
          field: "expires",
          message: `exceptions/x: works until 30 Mar 2027 23:59:59 UTC (in 127 days), where an exception may last 90 days (settings.yaml lifetimes.exceptions). Choose an earlier \`expires\` in ${path}.`,
        },
      ]);
    });

    it.each([
      ["has the access", exceptionText("changed", "people/w1").replace("person/w3", "person/w1"), "whom people/w1 itself names"],
      ["has left", text().replace("person/w3", "person/w9"), "who does not work here at present"],
    ])("is blocked when the approver that it names %s", (_, content, why) => {
      const [found] = said({ [path]: content });
      expect([found?.rule, found?.field]).toEqual(["diff-exception-approver", "approvedBy"]);
      expect(found?.message).toContain(why);
    });

    it("is asked of what changes alone: one on base stays until it lapses", () => {
      expect(said({}, {}, { [path]: text("2027-03-31") })).toEqual([]);
    });
  });

  describe("a removal", () => {
    it("is stated by the file under retired/", () => {
      expect(said({ ...GONE, [RETIRED]: retired }, { operations: deletions })).toEqual([]);
    });

    it("is blocked when it is not, with what to do", () => {
      expect(said(GONE, { operations: [deletions[0]!] })).toEqual([
        {
          rule: "diff-removal-stated",
          severity: "critical",
          subject: "service-accounts/exporter",
          field: undefined,
          message: `service-accounts/exporter: would be deleted, and the change does not say so. Move the file to ${RETIRED} with \`retired: { at, reason, ref }\`; a renamed record is a new identity, so retire the old one.`,
        },
      ]);
    });

    it("is not stated by another record that is retired", () => {
      const other = { "accounts/prod/retired/service-accounts/other.yaml": retired };
      expect(rules({ ...GONE, ...other }, { operations: [deletions[0]!] })).toEqual(["diff-removal-stated service-accounts/exporter"]);
    });

    it("of a boundary that nobody needs any more needs no words: the pipeline made it", () => {
      const operations = [operation("delete", "tenure/until-2027-03-31", { type: "aws:iam/policy:Policy" })];
      expect(said(edit(EXPORTER, "2027-03-31", "2027-02-28"), { operations })).toEqual([]);
    });

    it("of an attachment or a membership needs no words: the record says it", () => {
      const operations = ["groups", "policy/ledger-write", "inline/x"].map((part) =>
        operation("delete", `service-accounts/exporter#${part}`),
      );
      expect(said(edit(EXPORTER, "groups: [writers]", "groups: []"), { operations })).toEqual([]);
    });

    it("counts in a rename: the old name is removed, the new one is another identity", () => {
      const to = { ...GONE, "accounts/prod/service-accounts/renamed.yaml": SMALL[EXPORTER]! };
      const found = said(to, { operations: [deletions[0]!, operation("create", "service-accounts/renamed")] });
      expect(found.map(({ rule, subject }) => `${rule} ${subject}`)).toEqual(["diff-removal-stated service-accounts/exporter"]);
      expect(found[0]!.message).toContain(
        "service-accounts/renamed says the same, but nothing is renamed in IAM: a new name is a new identity with new keys and a new unique id, so keep it as a new record and retire this one once nothing uses it.",
      );
    });

    it("counts in a move to another account, and says that nothing moves", () => {
      const account = {
        "accounts/dev/account.yaml": 'id: "111111111111"\nenvironment: non-production\nregion: us-east-1\nowner: team/platform\n',
      };
      const moved = "accounts/dev/service-accounts/exporter.yaml";
      const group = { "accounts/dev/groups/writers.yaml": "owner: team/payments\npurpose: The same elsewhere\nexpires: 2027-09-30\n" };
      const found = said(
        { ...account, ...group, ...GONE, [moved]: SMALL[EXPORTER]! },
        { operations: [deletions[0]!] },
        { ...account, ...group },
      );
      expect(found.map(({ rule, subject }) => `${rule} ${subject}`)).toEqual(["diff-removal-stated service-accounts/exporter"]);
      expect(found[0]!.message).toContain(
        `nothing moves between accounts: ${moved} makes another identity, so keep it as a new record and retire this one.`,
      );
    });

    it("is asked for in the stack that is judged, by its own records", () => {
      const plan = {
        stack: "dev",
        operations: [
          operation("delete", "service-accounts/exporter", { urn: "urn:pulumi:dev::tenure::aws:iam/user:User::service-accounts/exporter" }),
        ],
      };
      const dev = {
        "accounts/dev/account.yaml": 'id: "111111111111"\nenvironment: non-production\nregion: us-east-1\nowner: team/platform\n',
      };
      expect(rules({ [RETIRED]: retired, [EXPORTER]: null }, plan, dev)).toEqual(["diff-removal-stated service-accounts/exporter"]);
    });
  });

  describe("the removal of a key", () => {
    const without = edit(EXPORTER, "keys:\n  primary: { expires: 2027-01-31 } # rotated by hand\n", "");
    const key = [deletions[1]!];

    it("is blocked while the key is active: nobody finds out what used a key by deleting it", () => {
      expect(said(without, { operations: key })).toEqual([
        {
          rule: "diff-key-disabled-first",
          severity: "high",
          subject: "service-accounts/exporter",
          field: "keys",
          message:
            "service-accounts/exporter: key primary would be deleted while it is active. Set `state: disabled` on the slot first; remove the slot once nothing uses it.",
        },
      ]);
    });

    it.each([
      ["the key is disabled", edit(EXPORTER, "primary: { expires: 2027-01-31 }", "primary: { expires: 2027-01-31, state: disabled }")],
      ["its user is disabled", { [EXPORTER]: `${SMALL[EXPORTER]}state: disabled\ndisabled: { since: 2026-11-01, reason: x, ref: x }\n` }],
    ])("is allowed once %s", (_, from) => {
      expect(said(without, { operations: key }, from)).toEqual([]);
    });

    it("is blocked when it is disabled and removed in one change: base decides", () => {
      expect(
        rules(
          { [EXPORTER]: `${without[EXPORTER]}state: disabled\ndisabled: { since: 2026-11-01, reason: x, ref: x }\n` },
          { operations: key },
        ),
      ).toEqual(["diff-key-disabled-first service-accounts/exporter"]);
    });
  });

  describe("a replacement", () => {
    it.each([
      ["the identity itself", "service-accounts/exporter", "aws:iam/user:User"],
      ["a key", "service-accounts/exporter#key/primary", "aws:iam/accessKey:AccessKey"],
      ["a password", "people/w1#console", "aws:iam/userLoginProfile:UserLoginProfile"],
    ])("of %s is blocked: it would be another one under the same name", (_, name, type) => {
      const operations = [operation("replace", name, { type, replaces: ["name", "path"] })];
      const ref = name.split("#")[0]!;
      expect(said({}, { operations })).toEqual([
        {
          rule: "diff-no-replacement",
          severity: "critical",
          subject: ref,
          field: undefined,
          message: `${ref}: ${type} would be replaced because of name, path. Make a new record with a new name and move this one to accounts/prod/retired/${ref}.yaml.`,
        },
      ]);
    });

    it("says so when the engine does not say why", () => {
      expect(said({}, { operations: [operation("replace", "people/w1")] })[0]!.message).toContain(
        "because of a property that cannot be changed",
      );
    });

    it.each(["service-accounts/exporter#groups", "workloads/worker#policy/ledger-write", "tenure/until-2027-03-31"])(
      "of %s is nothing",
      (name) => {
        expect(said({}, { operations: [operation("replace", name)] })).toEqual([]);
      },
    );
  });

  describe("a first end", () => {
    const record = (kind: string, expires: string, more = "") => ({
      [`accounts/prod/${kind}/new.yaml`]: `owner: ${kind === "people" ? "person/w2" : "team/payments"}\npurpose: New one\nexpires: ${expires}\n${more}`,
    });
    const TRUST = "trust: { service: lambda.amazonaws.com }\n";

    it("has to be at least seven days away, to the second", () => {
      expect(said(record("service-accounts", '"2026-12-01T00:00:00Z"'))).toEqual([]);
      expect(said(record("service-accounts", '"2026-11-30T23:59:59Z"'))).toEqual([
        {
          rule: "diff-first-end",
          severity: "medium",
          subject: "service-accounts/new",
          field: "expires",
          message:
            "service-accounts/new: works until 30 Nov 2026 23:59:58 UTC (in 6 days), expected a first end at least 7 days away. Choose a later `expires` in accounts/prod/service-accounts/new.yaml.",
        },
      ]);
    });

    it("is asked for where others depend on it", () => {
      expect(rules(record("workloads", "2026-11-26", TRUST))).toEqual(["diff-first-end workloads/new"]);
      expect(rules(record("roles", "2026-11-26", "trust: { people: [person/w2] }\n"))).toEqual(["diff-first-end roles/new"]);
      for (const kind of ["people", "groups"]) expect(rules(record(kind, "2026-11-26"))).toEqual([]);
    });

    it("is not asked for what was found in AWS, nor for what is only shortened", () => {
      expect(rules(record("workloads", "2026-11-26", `${TRUST}adopted: { at: 2026-11-24, ref: x }\n`))).toEqual([]);
      expect(rules(edit(EXPORTER, "expires: 2027-03-31", "expires: 2026-11-26"))).toEqual([]);
    });

    it("is asked for in the stack that is judged", () => {
      expect(rules(record("workloads", "2026-11-26", TRUST), { stack: "dev" })).toEqual([]);
    });
  });

  describe("many removals", () => {
    const many = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `accounts/prod/groups/g${index}.yaml`,
          "owner: team/payments\npurpose: One\nexpires: 2027-03-31\n",
        ]),
      );
    const goneOf = (count: number) =>
      Object.fromEntries(
        Array.from(
          { length: count },
          (_, index) =>
            [
              [`accounts/prod/groups/g${index}.yaml`, null],
              [`accounts/prod/retired/groups/g${index}.yaml`, "retired: { at: 2026-11-24, reason: x, ref: x }\n"],
            ] as const,
        ).flat(),
      );

    it("at once are too many above the limit, stated or not", () => {
      expect(rules(goneOf(10), {}, many(20))).toEqual([]);
      expect(said(goneOf(11), {}, many(20))).toEqual([
        {
          rule: "diff-limit-removals",
          severity: "critical",
          subject: "groups/g0",
          field: undefined,
          message:
            "groups/g0: this change removes 11 of 28 records of prod, where one deployment may remove 10 (settings.yaml limits.deploy.removals). Split it.",
        },
      ]);
    });

    it("are measured by the limit of base, not of the change", () => {
      const lax = { "settings.yaml": `${SMALL["settings.yaml"]}limits: { deploy: { removals: { count: 100, percent: 100 } } }\n` };
      expect(rules({ ...goneOf(11), ...lax }, {}, many(20))).toEqual(["diff-limit-removals groups/g0"]);
    });
  });

  it("asks for words when a retired name is given again", () => {
    const back = { [EXPORTER]: SMALL[EXPORTER]!, [RETIRED]: null };
    expect(
      said(back, { operations: [operation("create", "service-accounts/exporter")] }, { [EXPORTER]: null, [RETIRED]: retired }),
    ).not.toEqual([]);
  });

  describe("a retired name", () => {
    const gone = { [EXPORTER]: null, [RETIRED]: retired };

    it("may be taken back by saying so", () => {
      const back = `${SMALL[EXPORTER]}restored: { at: 2026-11-24, reason: retired by mistake, ref: "#513" }\n`;
      expect(said({ [EXPORTER]: back, [RETIRED]: null }, {}, gone)).toEqual([]);
    });

    it("is the same name in another kind of the same type, in other case, and where it only looks the same", () => {
      const person = "owner: person/w2\npurpose: Console access\nexpires: 2027-03-31\n";
      const other = (path: string) =>
        rules({ [RETIRED]: null, [path]: person.replace("person/w2", path.includes("people") ? "person/w2" : "team/payments") }, {}, gone);
      expect(other("accounts/prod/people/exporter.yaml")).toEqual(["diff-name-reuse people/exporter"]);
      expect(other("accounts/prod/service-accounts/Exporter.yaml")).toEqual(["diff-name-reuse service-accounts/Exporter"]);
      expect(other("accounts/prod/service-accounts/exp0rter.yaml")).toEqual(["diff-name-reuse service-accounts/exp0rter"]);
    });

    it("is not made free either, for the next change to give it to somebody", () => {
      expect(said({ [RETIRED]: null }, {}, gone)).toEqual([
        {
          rule: "diff-name-reuse",
          severity: "high",
          subject: "service-accounts/exporter",
          field: undefined,
          message: `service-accounts/exporter: the name was retired, and this would make it free. Put ${RETIRED} back; a retired name is not given to somebody else.`,
        },
      ]);
    });

    it("is asked about in the stack that is judged", () => {
      expect(rules({ [RETIRED]: null }, { stack: "dev" }, gone)).toEqual([]);
    });
  });

  describe("the last administrator of an account", () => {
    const GLASS = "accounts/prod/break-glass/glass.yaml";
    const ADMINS = "accounts/prod/groups/admins.yaml";
    const administrator = '["arn:aws:iam::aws:policy/AdministratorAccess"]';
    const glass = `owner: team/security\npurpose: For the bad hour\nexpires: 2027-09-30\ncustodians: [person/w3, person/w4]\nrole: { permissions: ${administrator} }\n`;
    const admins = `owner: team/platform\npurpose: Administration\nexpires: 2027-09-30\npermissions: ${administrator}\n`;
    const stopped = `${glass}state: disabled\ndisabled: { since: 2026-11-24, reason: leaked, ref: "#9" }\n`;
    const asMember = edit(EXPORTER, "groups: [writers]", "groups: [admins]");
    const retiredGlass = `${glass}retired: { at: 2026-11-24, reason: replaced, ref: "#9" }\n`;

    it.each<[string, Record<string, string | null>]>([
      ["retired", { [GLASS]: null, "accounts/prod/retired/break-glass/glass.yaml": retiredGlass }],
      ["disabled", { [GLASS]: stopped }],
    ])("does not go, whatever the change says: %s", (_, to) => {
      expect(said(to, {}, { [GLASS]: glass })).toEqual([
        {
          rule: "diff-last-administrator",
          severity: "critical",
          subject: "break-glass/glass",
          field: undefined,
          message:
            "break-glass/glass: nobody would be left who can administer prod. Declare another administrator first, such as a record under accounts/prod/break-glass/.",
        },
      ]);
    });

    it("goes when another one stays, by whatever group", () => {
      expect(rules({ [GLASS]: stopped }, {}, { [GLASS]: glass, [ADMINS]: admins, ...asMember })).toEqual([]);
    });

    it("may lose that by its group too", () => {
      const less = { [ADMINS]: admins.replace(administrator, "[]") };
      expect(rules(less, {}, { [ADMINS]: admins, ...asMember })).toEqual(["diff-last-administrator service-accounts/exporter"]);
    });

    it("is nobody's business where there was none: a template makes nobody an administrator by itself", () => {
      expect(rules({ "accounts/prod/roles/admin.yaml": null })).toEqual([]);
    });
  });

  describe("access of people who are not here", () => {
    const W9 = "accounts/prod/people/w9.yaml";
    const USER = SMALL["accounts/prod/people/w1.yaml"]!.replace("person/w1", "person/w9");
    const OFF = `${USER}state: disabled\ndisabled: { since: 2026-11-01, reason: has left, ref: x }\n`;
    const BACK = edit("directory/people/w9.yaml", "status: left", "status: active");

    it("is neither made nor enabled while the directory says that they have left, whatever the change itself says of them", () => {
      expect(rules({ [W9]: USER })).toEqual(["diff-holder-is-here people/w9"]);
      expect(rules({ [W9]: USER }, {}, { [W9]: OFF })).toEqual(["diff-holder-is-here people/w9"]);
      expect(rules({ ...BACK, [W9]: USER }, {}, { [W9]: OFF })).toEqual(["diff-holder-is-here people/w9"]);
      expect(rules({ ...BACK, [W9]: USER }, {}, { ...BACK, [W9]: OFF })).toEqual([]);
    });

    it("is not enabled under another owner's name either", () => {
      expect(rules({ [W9]: USER.replace("person/w9", "person/w2") }, {}, { [W9]: OFF })).toEqual(["diff-holder-is-here people/w9"]);
    });

    it("may be changed, stopped and adopted", () => {
      expect(rules({ [W9]: USER.replace("2027-03-31", "2027-01-31") }, {}, { [W9]: USER })).toEqual([]);
      expect(rules({ [W9]: OFF }, {}, { [W9]: USER })).toEqual([]);
      expect(rules({ [W9]: `${USER}adopted: { at: 2026-11-24, ref: x }\n` })).toEqual([]);
    });

    it("is not made before their first day", () => {
      const files = edit("directory/people/w2.yaml", "starts: 2020-01-01", "starts: 2026-11-25");
      const own = { "accounts/prod/people/w2.yaml": USER.replace("person/w9", "person/w2") };
      expect(said({ ...files, ...own }, {}, {}).map(({ message }) => message)).toEqual([
        "people/w2: would be access of person/w2 before their first day, 2026-11-25. Merge it then.",
      ]);
      expect(rules({ ...edit("directory/people/w2.yaml", "starts: 2020-01-01", "starts: 2026-11-24"), ...own })).toEqual([]);
    });
  });
});
