import { describe, expect, it } from "vitest";
import type { Observation } from "../../../../scripts/observe/observation.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { comparison, exceptionText, expectedFinding, withoutLapsed } from "../../../support/findings.ts";
import { changeUser, userIn, withGap } from "../../../support/observations.ts";
import { AS_OF, edit, sample, small } from "../../../support/small-organisation.ts";

const USER = "arn:aws:iam::000000000000:user/exporter";
const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const TWO_KEYS = edit(EXPORTER, "primary: { expires: 2027-01-31 }", "primary: { expires: 2027-01-31 }\n  spare: { expires: 2027-01-31 }");
const excepted = (expires: string) => exceptionText("key-limit-active", "service-accounts/exporter", expires);
const FOUND = expectedFinding({
  check: "non-compliant",
  subject: USER,
  record: "service-accounts/exporter",
  facet: "key key-limit-active",
  severity: "medium",
  message: `key-limit-active: service-accounts/exporter: has 2 active access keys (primary, spare). Remove or disable a key in ${EXPORTER}; for a rotation call the new slot, or the one that stays, \`next\`.`,
});

describe("scripts/compare/checks/non-compliant", () => {
  it("finds nothing in an account that follows the rules (in sync)", () => {
    expect(comparison(small()).findings).toEqual([]);
  });

  it("finds a violation that stands in the records and in AWS alike", () => {
    expect(comparison(small(TWO_KEYS)).findings).toEqual([FOUND]);
  });

  it("finds a rule on the record itself, which AWS cannot show", () => {
    const { findings } = comparison(small(edit("accounts/prod/groups/readers.yaml", "2027-09-30", "2029-09-30")));
    expect(findings.map(({ subject, facet, severity }) => [subject, facet, severity])).toEqual([
      ["arn:aws:iam::000000000000:group/readers", "record record-limit-lifetime", "high"],
    ]);
  });

  it("is covered by an exception from the rule", () => {
    expect(comparison(small({ ...TWO_KEYS, "accounts/prod/exceptions/x.yaml": excepted("2027-01-31") })).findings).toEqual([]);
  });

  it("is found when the exception from the rule expired", () => {
    const declared = small({ ...TWO_KEYS, "accounts/prod/exceptions/x.yaml": excepted("2026-12-01") });
    const at = (asOf: string) => comparison(declared, undefined, asOf as Instant).findings.map(({ check }) => check);
    expect([at("2026-11-30T23:59:59Z"), at("2026-12-01T00:00:00Z")]).toEqual([[], ["exception-lapsed", "non-compliant"]]);
  });

  it("is covered by an exception from the check too, and found when that expired", () => {
    const compared = (expires: string) =>
      comparison(
        small({ ...TWO_KEYS, "accounts/prod/exceptions/x.yaml": exceptionText("non-compliant", "service-accounts/exporter", expires) }),
      );
    expect(compared("2027-01-31")).toMatchObject({ findings: [], covered: [{ finding: FOUND, exception: "prod/exceptions/x" }] });
    expect(withoutLapsed(compared("2026-11-24"))).toMatchObject({ findings: [FOUND], covered: [] });
  });

  it("asks nothing of what is disabled: it may do nothing, whatever it has", () => {
    const text = `${TWO_KEYS[EXPORTER]}state: disabled\ndisabled: { since: 2026-11-20, reason: stopped, ref: x }\nconsole: true\n`;
    expect(comparison(small({ [EXPORTER]: text })).findings).toEqual([]);
  });

  it("does not repeat what the check changed says of a facet", () => {
    const attached = ["arn:aws:iam::aws:policy/AdministratorAccess"] as const;
    const { findings } = comparison(small(), (observation) => changeUser(observation, "exporter", { attached }));
    expect(findings.map(({ check }) => check)).toEqual(["changed"]);
  });

  it("does not repeat what checks of their own watch: boundary, end and owner", () => {
    const files = edit(EXPORTER, "team/payments", "team/ghosts");
    const { findings } = comparison(small(files), (observation) => changeUser(observation, "exporter", { boundary: null }));
    expect(findings.map(({ check }) => check)).toEqual(["expiry-not-enforced", "orphaned"]);
  });

  it("gives every finding an id of its own, also when one facet breaks one rule twice", () => {
    const arns = ["ReadOnlyAccess", "AmazonS3ReadOnlyAccess"].map((name) => `arn:aws:iam::aws:policy/${name}`);
    const files = edit(EXPORTER, "groups: [writers]", `legacy: { attached: ["${arns.join('", "')}"] }`);
    const ids = comparison(small(files)).findings.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
  });

  describe("believes the records, not the tag by which an entity says whose it is", () => {
    const retag = (name: string, record: string | undefined) => (observation: Observation) => {
      const { record: _, ...tags } = userIn(observation, name).tags;
      return changeUser(observation, name, { tags: { ...tags, ...(record === undefined ? {} : { record }) } });
    };
    const checks = (declared: ReturnType<typeof small>, disturb: (observation: Observation) => Observation) =>
      comparison(declared, disturb, AS_OF).findings.map(({ check, facet }) => `${check} ${facet}`);

    it("so a removed tag does not take an exception away", () => {
      expect(checks(sample(), retag("legacy-ftp", undefined))).toEqual(["changed tags"]);
    });

    it("so a forged tag does not borrow the exception of another record", () => {
      const files = {
        ...TWO_KEYS,
        "accounts/prod/service-accounts/other.yaml": "owner: team/payments\npurpose: Another one\nexpires: 2027-03-31\n",
        "accounts/prod/exceptions/x.yaml": exceptionText("key-limit-active", "service-accounts/other"),
      };
      expect(checks(small(files), retag("exporter", "prod/service-accounts/other"))).toEqual([
        "changed tags",
        "exception-unused exceptions/x",
        "non-compliant key key-limit-active",
      ]);
    });

    it("so a forged tag does not borrow the rest of a disabled record", () => {
      const off =
        "owner: team/payments\npurpose: Stopped\nexpires: 2027-03-31\nstate: disabled\ndisabled: { since: 2026-11-01, reason: x, ref: x }\n";
      const files = { ...TWO_KEYS, "accounts/prod/service-accounts/stopped.yaml": off };
      expect(checks(small(files), retag("exporter", "prod/service-accounts/stopped"))).toEqual([
        "changed tags",
        "non-compliant key key-limit-active",
      ]);
    });

    it("so a forged tag does not make software a person, who may have a password", () => {
      const files = edit(EXPORTER, "groups: [writers]", "console: true");
      expect(checks(small(files), retag("exporter", "prod/people/w1"))).toEqual([
        "non-compliant console console-no-service-accounts",
        "changed tags",
      ]);
    });
  });

  it.each(["authorization", "sessions", "credentials", "keys", "slots"] as const)("is unknown without the part %s", (name) => {
    const { unknown } = comparison(small(TWO_KEYS), (observation) => withGap(observation, name));
    expect(unknown.map(({ check }) => check)).toContain("non-compliant");
  });

  it("says what it can about the records when AWS shows nothing at all", () => {
    const parts = ["authorization", "sessions", "credentials", "keys", "slots"] as const;
    const files = edit("accounts/prod/groups/readers.yaml", "2027-09-30", "2029-09-30");
    const { findings } = comparison(small(files), (observation) => parts.reduce((all, name) => withGap(all, name), observation));
    expect(findings.map(({ facet }) => facet)).toEqual(["record record-limit-lifetime"]);
  });
});
