import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHECKS } from "../../../scripts/compare/checks.ts";
import { compare } from "../../../scripts/compare/compare.ts";
import { entityOfSubject } from "../../../scripts/compare/finding.ts";
import type { Observation, Parts } from "../../../scripts/observe/observation.ts";
import { documentOf } from "../../../stacks/iam/document.ts";
import { ProjectError } from "../../../stacks/model/errors.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { comparison, exceptionText, idOf } from "../../support/findings.ts";
import {
  addEntity,
  addKey,
  changeGroup,
  changeKey,
  changePolicy,
  changeRole,
  changeUser,
  gapOf,
  observationOf,
  PART_NAMES,
  partOf,
  removeEntity,
  roleIn,
  strangeRole,
  strangeUser,
  userIn,
  withGap,
  withPart,
} from "../../support/observations.ts";
import { AS_OF, edit, PROD, sample, small } from "../../support/small-organisation.ts";

const SAMPLE = sample();
const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess" as const;
const EVERYTHING = documentOf({ effect: "Allow", actions: ["*"], resources: ["*"], conditions: [] });
const OPEN = documentOf({ effect: "Allow", principals: [{ type: "AWS", values: ["*"] }], actions: ["sts:AssumeRole"], conditions: [] });

describe("scripts/compare/compare", () => {
  it.each(["prod", "dev"])("finds nothing in the sample account %s as it is declared", (account) => {
    expect(compare(SAMPLE, observationOf(SAMPLE, account), AS_OF)).toEqual({ account, findings: [], covered: [], unknown: [] });
  });

  it("gives the same answer for the same records, observation and moment", () => {
    const observation = changeUser(observationOf(SAMPLE, "prod"), "legacy-ftp", { attached: [ADMIN], groups: [] });
    expect(compare(sample(), structuredClone(observation), AS_OF)).toEqual(compare(SAMPLE, observation, AS_OF));
  });

  it.each([
    ["another id under the name", { accountId: "222222222222" }],
    ["a name that nobody declared", { account: "staging" }],
  ])("refuses an observation of another account: %s", (_, other) => {
    const observation = { ...observationOf(SAMPLE, "prod"), ...other };
    expect(() => compare(SAMPLE, observation, AS_OF)).toThrow(
      new ProjectError(
        "OBSERVATION_OF_ANOTHER_ACCOUNT",
        `the observation is of ${observation.account} (${observation.accountId}), which no accounts/${observation.account}/account.yaml declares with that id`,
      ),
    );
  });

  it("sorts worst first, then by check, subject and facet", () => {
    const { findings } = comparison(small(edit("accounts/prod/groups/readers.yaml", "2027-09-30", "2026-11-20")), (observation) =>
      changeUser(
        changeRole(addEntity(observation, strangeUser(PROD, "x", { attached: [ADMIN] })), "worker", {
          trust: OPEN,
          attached: [],
          tags: {},
        }),
        "w1",
        { boundary: null },
      ),
    );
    expect(findings.map(({ severity, check, subject, facet }) => [severity, check, subject.split(":")[5], facet])).toEqual([
      ["critical", "expiry-not-enforced", "user/w1", "boundary"],
      ["critical", "unmanaged", "user/x", null],
      ["high", "changed", "role/worker", "attachment"],
      ["high", "changed", "role/worker", "trust"],
      ["high", "expired", "group/readers", null],
      ["medium", "changed", "role/worker", "tags"],
      ["medium", "expiry-not-enforced", "role/worker", "boundary"],
    ]);
  });

  it("takes only the exceptions of the account that is compared", () => {
    const files = {
      "accounts/dev/account.yaml": 'id: "111111111111"\nenvironment: non-production\nregion: us-east-1\nowner: team/platform\n',
      "accounts/dev/service-accounts/exporter.yaml": "owner: team/payments\npurpose: Another\nexpires: 2027-03-31\n",
      "accounts/dev/exceptions/x.yaml": exceptionText("changed", "service-accounts/exporter"),
    };
    const { findings, covered } = comparison(small(files), (observation) => changeUser(observation, "exporter", { attached: [ADMIN] }));
    expect([findings.length, covered]).toEqual([1, []]);
  });

  describe("unknown is never clean", () => {
    const whole = observationOf(SAMPLE, "prod");

    it.each(
      CHECKS.flatMap((check, index) => PART_NAMES.map((part) => ({ name: check.name, index, part, needs: check.needs.includes(part) }))),
    )("check $index ($name) without $part: unknown is $needs", ({ index, part, needs }) => {
      const { unknown } = compare(SAMPLE, withGap(whole, part), AS_OF);
      const expected = CHECKS.filter((check) => check.needs.includes(part)).map(({ name }) => name);
      expect(expected.includes(CHECKS[index]!.name) || !needs).toBe(true);
      expect(new Set(unknown.map(({ check }) => check))).toEqual(new Set(expected));
      expect(new Set(unknown.map(({ gap }) => gap.operation))).toEqual(new Set(expected.length > 0 ? [part] : []));
    });

    it("reads nothing that a check did not name: no check fails or finds anything when the other parts are gone", () => {
      for (const check of CHECKS) {
        const others = PART_NAMES.filter((part) => !check.needs.includes(part));
        const { findings, unknown } = compare(
          SAMPLE,
          others.reduce((all, part) => withGap(all, part), whole),
          AS_OF,
        );
        expect(findings).toEqual([]);
        expect(unknown.every((each) => others.some((part) => each.gap.operation === part))).toBe(true);
      }
    });

    it("names the gap as the source named it", () => {
      const gap = { source: "aws-iam", operation: "ListRoles", reason: "Throttling: Rate exceeded", retry: true };
      expect(compare(SAMPLE, withGap(whole, "sessions", gap), AS_OF).unknown).toEqual([
        { check: "changed", gap },
        { check: "non-compliant", gap },
      ]);
    });

    it("says each check that could not be made once, however many of its parts are missing", () => {
      const { unknown } = compare(SAMPLE, withGap(whole, "authorization"), AS_OF);
      const said = unknown.map((each) => JSON.stringify(each));
      expect(new Set(said).size).toBe(said.length);
    });

    it("still finds what needs nothing of AWS when nothing could be read", () => {
      const dark = PART_NAMES.reduce((all, part) => withGap(all, part, gapOf(part)), whole);
      const { findings, unknown } = compare(SAMPLE, dark, "2027-09-30T00:00:00Z" as Instant);
      expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(["exception-lapsed", "expired", "leaver"]));
      expect(new Set(unknown.map(({ check }) => check))).toEqual(
        new Set([
          "changed",
          "credential-undeclared",
          "expired",
          "expiry-not-enforced",
          "key-undeclared",
          "leaked",
          "missing",
          "non-compliant",
          "review-overdue",
          "rotation-overdue",
          "stale",
          "unmanaged",
        ]),
      );
    });
  });

  describe("one manipulation is one finding", () => {
    const key = "AKIASTRANGE00001";
    const user = strangeUser(PROD, "intruder", { groups: ["readers"] });
    const role = strangeRole(PROD, "side-door", { attached: [ADMIN] });
    const arn = (rest: string) => `arn:aws:iam::${PROD}:${rest}` as const;
    const rewritten = {
      ...roleIn(observationOf(SAMPLE, "prod"), "sandbox-copy").trust,
      statements: roleIn(observationOf(SAMPLE, "prod"), "sandbox-copy").trust.statements.map((statement) => ({
        ...statement,
        sid: "Rewritten",
        actions: ["STS:AssumeRole"],
        principals: [{ type: "AWS", values: ["111111111111"] }],
      })),
    };
    const cases: readonly [string, (observation: Observation) => Observation, readonly string[]][] = [
      ["a user", (o) => addKey(addEntity(o, user), { id: key, user: user.arn }), [`unmanaged ${user.arn}`]],
      ["a role", (o) => addEntity(o, role), [`unmanaged ${role.arn}`]],
      ["a key", (o) => addKey(o, { id: key, user: arn("user/metrics-shipper") }), [`key-undeclared ${arn("user/metrics-shipper")}#${key}`]],
      ["an admin policy on a user", (o) => changeUser(o, "status-page", { attached: [ADMIN] }), [`changed ${arn("user/status-page")}`]],
      [
        "an admin policy on a role",
        (o) => changeRole(o, "night-report", { attached: [...roleIn(o, "night-report").attached, ADMIN] }),
        [`changed ${arn("role/night-report")}`],
      ],
      ["an admin policy on a group", (o) => changeGroup(o, "readers", { attached: [ADMIN] }), [`changed ${arn("group/readers")}`]],
      ...(["owner", "record", "managed-by", "expires"] as const).flatMap((tag): typeof cases => [
        [
          `the tag ${tag} removed`,
          (o) =>
            changeUser(o, "legacy-ftp", {
              tags: Object.fromEntries(Object.entries(userIn(o, "legacy-ftp").tags).filter(([k]) => k !== tag)),
            }),
          [`${tag === "expires" ? "expiry-not-enforced" : "changed"} ${arn("user/legacy-ftp")}`],
        ],
        [
          `the tag ${tag} changed`,
          (o) => changeUser(o, "legacy-ftp", { tags: { ...userIn(o, "legacy-ftp").tags, [tag]: "something else" } }),
          [`${tag === "expires" ? "expiry-not-enforced" : "changed"} ${arn("user/legacy-ftp")}`],
        ],
      ]),
      ["a membership removed", (o) => changeUser(o, "w1003", { groups: ["readers"] }), [`changed ${arn("user/w1003")}`]],
      ["an inline policy", (o) => changeUser(o, "report-mailer", { inline: { x: EVERYTHING } }), [`changed ${arn("user/report-mailer")}`]],
      ["a widened trust", (o) => changeRole(o, "deploy-web", { trust: OPEN }), [`changed ${arn("role/deploy-web")}`]],
      ["a trust with the same meaning", (o) => changeRole(o, "sandbox-copy", { trust: rewritten }), []],
      ["a boundary taken off", (o) => changeUser(o, "w1003", { boundary: null }), [`expiry-not-enforced ${arn("user/w1003")}`]],
      ["a key switched off", (o) => changeKey(o, partOf(o, "keys")[0]!.id, { status: "Inactive" }), ["changed KEY"]],
      ["a password", (o) => withPassword(o, arn("user/status-page")), [`changed ${arn("user/status-page")}`]],
      ["a user deleted", (o) => removeEntity(o, arn("user/billing-exporter")), [`missing ${arn("user/billing-exporter")}`]],
      ["a policy's document", (o) => changePolicy(o, "ledger-read", { document: EVERYTHING }), [`changed ${arn("policy/ledger-read")}`]],
    ];

    it.each(cases)("%s", (_, disturb, expected) => {
      const observation = observationOf(SAMPLE, "prod");
      const first = partOf(observation, "keys")[0]!;
      const { findings } = compare(SAMPLE, disturb(observation), AS_OF);
      expect(findings.map(({ check, subject }) => `${check} ${subject}`)).toEqual(
        expected.map((text) => text.replace("KEY", `${first.user}#${first.id}`)),
      );
    });
  });

  it("finds a random disturbance at exactly the entity that was disturbed, with an id that only check, subject and facet decide", () => {
    const whole = observationOf(SAMPLE, "prod");
    fc.assert(
      fc.property(disturbances(whole), ({ arn, disturb }) => {
        const { findings, covered } = compare(SAMPLE, disturb(whole), AS_OF);
        expect(findings.length).toBeGreaterThan(0);
        expect(new Set(findings.map(({ subject }) => entityOfSubject(subject)))).toEqual(new Set([arn]));
        expect(findings.map(({ id }) => id)).toEqual(findings.map(({ check, subject, facet }) => idOf(check, subject, facet)));
        expect(covered).toEqual([]);
      }),
      { numRuns: 200, seed: 20_261_124 },
    );
  });
});

function withPassword(observation: Observation, user: string): Observation {
  return withPart(observation, "credentials", (report) => ({
    ...report,
    rows: report.rows.map((row) => (row.user === user ? { ...row, console: !row.console } : row)),
  }));
}

type Disturbance = { arn: string; disturb(observation: Observation): Observation };

/** Any one change of any one entity, in any facet. */
function disturbances(whole: Observation): fc.Arbitrary<Disturbance> {
  const { users, roles, groups, policies } = partOf(whole, "authorization");
  const keys = partOf(whole, "keys");
  const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
  const policy = word.map((name) => `arn:aws:iam::${PROD}:policy/x-${name}` as const);
  const key = fc.stringMatching(/^AKIA[A-Z0-9]{12}$/);
  const on = <E extends { arn: string }>(entities: readonly E[], change: (entity: E) => fc.Arbitrary<Disturbance["disturb"]>) =>
    fc.constantFrom(...entities).chain((entity) => change(entity).map((disturb) => ({ arn: entity.arn, disturb })));
  const tags = (entity: { tags: Readonly<Record<string, string>> }) =>
    fc.oneof(
      word.map((name) => ({ ...entity.tags, [`x-${name}`]: name })),
      fc.constantFrom("owner", "managed-by", "expires").map((gone) => {
        const { [gone]: _, ...others } = entity.tags;
        return others;
      }),
    );
  return fc.oneof(
    on([...users, ...roles, ...groups, ...policies], ({ arn }) => fc.constant((o: Observation) => removeEntity(o, arn))),
    on(users, (entity) => tags(entity).map((changed) => (o: Observation) => changeUser(o, entity.name, { tags: changed }))),
    on(roles, (entity) => tags(entity).map((changed) => (o: Observation) => changeRole(o, entity.name, { tags: changed }))),
    on(users, ({ name, attached }) => policy.map((arn) => (o: Observation) => changeUser(o, name, { attached: [...attached, arn] }))),
    on(roles, ({ name, attached }) => policy.map((arn) => (o: Observation) => changeRole(o, name, { attached: [...attached, arn] }))),
    on(groups, ({ name, attached }) => policy.map((arn) => (o: Observation) => changeGroup(o, name, { attached: [...attached, arn] }))),
    on(users, ({ name }) => word.map((group) => (o: Observation) => changeUser(o, name, { groups: [`x-${group}`] }))),
    on(users, ({ name }) => word.map((inline) => (o: Observation) => changeUser(o, name, { inline: { [inline]: EVERYTHING } }))),
    on(roles, ({ name }) => fc.constantFrom(OPEN, EVERYTHING).map((trust) => (o: Observation) => changeRole(o, name, { trust }))),
    on(users, ({ name }) => fc.constantFrom(null, ADMIN).map((boundary) => (o: Observation) => changeUser(o, name, { boundary }))),
    on(roles, ({ name }) => fc.constantFrom(null, ADMIN).map((boundary) => (o: Observation) => changeRole(o, name, { boundary }))),
    on(roles, ({ arn }) =>
      fc.integer({ min: 3_601, max: 43_200 }).map((s) => (o: Observation) => withPart(o, "sessions", (all) => ({ ...all, [arn]: s }))),
    ),
    on(users, ({ arn }) => fc.constant((o: Observation) => withPassword(o, arn))),
    on(users, ({ arn }) => key.map((id) => (o: Observation) => addKey(o, { id, user: arn }))),
    on(policies, ({ name }) => fc.constant((o: Observation) => changePolicy(o, name, { document: EVERYTHING }))),
    fc.constantFrom(...keys).map(({ id, user }) => ({ arn: user, disturb: (o: Observation) => changeKey(o, id, { status: "Inactive" }) })),
    fc.constantFrom(...keys).map(({ id, user }) => ({
      arn: user,
      disturb: (o: Observation) => withPart(o, "keys", (all: Parts["keys"]) => all.filter((each) => each.id !== id)),
    })),
    word
      .map((name) => strangeUser(PROD, `x-${name}`))
      .map((entity) => ({ arn: entity.arn, disturb: (o: Observation) => addEntity(o, entity) })),
    word
      .map((name) => strangeRole(PROD, `x-${name}`))
      .map((entity) => ({ arn: entity.arn, disturb: (o: Observation) => addEntity(o, entity) })),
  );
}
