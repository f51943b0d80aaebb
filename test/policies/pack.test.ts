import { readFileSync } from "node:fs";
import { join } from "node:path";
import pb from "@pulumi/pulumi/proto/analyzer_pb.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CATALOGUE } from "../../policies/catalogue.ts";
import { writeJudged } from "../../stacks/files/judged.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { RecordRef } from "../../stacks/model/ref.ts";
import { AS_OF, BASE } from "../support/small-organisation.ts";
import { type Analyzer, REPOSITORY, type Said, type Shown, secret, stackResource, startAnalyzer, urnOf } from "./analyzer.ts";
import { POLICY, UNKNOWN, USER } from "./judging.ts";
import {
  ADMINISTRATOR,
  advisory,
  attachment,
  changed,
  expected,
  exporter,
  group,
  key,
  membership,
  permission,
  profile,
  secretResource,
  tagged,
  VIOLATING,
  worker,
} from "./resources.ts";
import { temporaryFolder, writeRecords } from "./temporary.ts";

/** Records that rules on the whole stack speak against, beside those of the small organisation. */
const BROKEN = {
  "accounts/prod/people/w1.yaml": "owner: person/w1\npurpose: Console access to the ledger\nexpires: 2027-06-30\ngroups: [readers]\n",
  "accounts/prod/roles/admin.yaml":
    "owner: team/platform\npurpose: Administration\nexpires: 2028-03-31\nrequestable: { by: [team/platform], maxDuration: 4h, approvers: [team/security] }\n",
  "accounts/prod/groups/readers.yaml": "owner: team/ghosts\npurpose: Read access\nexpires: 2027-09-30\n",
  "accounts/prod/people/w5.yaml": "owner: person/w5\npurpose: Console access\nexpires: 2027-02-01\n",
  "directory/people/w5.yaml":
    "team: platform\nmanager: w1\ntype: seasonal\nsponsor: w1\nstarts: 2020-01-01\nends: 2026-12-31\nstatus: active\n",
};

/** A second account, so that there is another environment. */
const DEV = 'id: "222222222222"\nenvironment: non-production\nregion: us-east-1\nowner: team/platform\n';

const w1: Shown = { type: USER, name: "people/w1", props: { name: "w1" } };
const w5: Shown = { type: USER, name: "people/w5", props: { name: "w5" } };
const readers: Shown = { type: "aws:iam/group:Group", name: "groups/readers", props: { name: "readers" } };
const STACK: readonly Shown[] = [stackResource(), group, readers, exporter, key("primary"), w1, w5, worker];

const lifetimeOf = (subject: string, what: string, urn: string) => expected("record-limit-lifetime", subject, what, urn);

/** What rules on records say about those, in the order of the catalogue. */
const SAID_OF_RECORDS: readonly Said[] = [
  expected(
    "record-limit-end",
    "people/w5",
    "works until 31 Jan 2027 23:59:59 UTC (in 69 days), but the last day of person/w5 is 2026-12-31",
    urnOf(w5),
  ),
  lifetimeOf("people/w1", "works until 29 Jun 2027 23:59:59 UTC (in 218 days): 218 days, where people may last 180 days", urnOf(w1)),
  lifetimeOf("roles/admin", "works until 30 Mar 2028 23:59:59 UTC (in 493 days): 493 days, where roles may last 365 days", ""),
  expected(
    "record-require-living-owner",
    "groups/readers",
    "owner team/ghosts cannot answer: team/ghosts has no active member",
    urnOf(readers),
  ),
];

const LATER = "2027-01-01T00:00:00Z" as Instant;
const NO_OWNER = expected("tags-require-owner", "permissions/ledger-write", 'has no tag "owner"', urnOf(permission));
const noOwner = tagged(permission, { owner: "" });

const policiesOf = (said: readonly Said[], level: Said["level"]) =>
  said
    .filter((one) => one.level === level)
    .map(({ policy }) => policy)
    .sort();

describe("policies/pack", () => {
  const temporary = temporaryFolder();
  const running: Analyzer[] = [];
  afterAll(async () => {
    await Promise.all(running.map((analyzer) => analyzer.close()));
    temporary.discard();
  });

  /** A pack with the file of a command: these records, and what holds on base. */
  async function startJudging(
    name: string,
    files: Record<string, string>,
    base: {
      exceptions?: readonly [rule: string, subject: RecordRef, expires: Instant, account?: string][];
      standing?: readonly Said[];
    } = {},
  ): Promise<Analyzer> {
    const exceptions = (base.exceptions ?? []).map(([rule, subject, expires, account = "prod"], index) => ({
      ...{ id: `${account}/exceptions/${index}`, rule, subject, account, expires },
    }));
    const standing = (base.standing ?? []).map(({ policy, message }) => {
      return { rule: policy, account: "prod", subject: message.slice(0, message.indexOf(": ")), message };
    });
    const root = writeRecords(join(temporary.folder, name), files);
    const path = writeJudged(join(temporary.folder, `${name}.json`), { root, asOf: AS_OF, base: { commit: BASE, exceptions, standing } });
    const analyzer = await startAnalyzer({ TENURE_BASE: path });
    running.push(analyzer);
    return analyzer;
  }

  describe("with nothing on base", () => {
    let pack: Analyzer;
    beforeAll(async () => {
      pack = await startJudging("plain", { "accounts/dev/account.yaml": DEV });
    });

    it("prints its port and nothing else", () => {
      console.info(`the pack was ready after ${pack.startMs} ms`);
      expect(pack.printed).toEqual({ stdout: expect.stringMatching(/^\d+\n$/), stderr: "" });
    });

    it("announces every rule as it stands in the catalogue", async () => {
      const info = await pack.info();
      const { version } = JSON.parse(readFileSync(join(REPOSITORY, "policies/package.json"), "utf8")) as { version: string };
      expect([info.getName(), info.getVersion(), info.getInitialconfigMap().getLength()]).toEqual(["tenure", version, 0]);
      const announced = info.getPoliciesList().map((policy) => ({
        name: policy.getName(),
        description: policy.getDescription(),
        level: policy.getEnforcementlevel(),
        severity: policy.getSeverity(),
        remediation: policy.getRemediationSteps(),
        url: policy.getUrl(),
      }));
      const severities = { low: "LOW", medium: "MEDIUM", high: "HIGH", critical: "CRITICAL" } as const;
      expect(announced).toEqual(
        CATALOGUE.map(({ name, description, severity, level, remediation, url }) => ({
          ...{ name, description, url, level: pb.EnforcementLevel[level === "mandatory" ? "MANDATORY" : "ADVISORY"] },
          severity: pb.PolicySeverity[`POLICY_SEVERITY_${severities[severity]}`],
          remediation: remediation.replace("{file}", "the record"),
        })),
      );
    });

    it("judges rules on keys and records once for a stack, the others for each resource", async () => {
      const policies = (await pack.info()).getPoliciesList();
      const onStack = policies.filter((policy) => policy.getPolicyType() === pb.PolicyType.POLICY_TYPE_STACK);
      expect(onStack.map((policy) => policy.getName())).toEqual(
        CATALOGUE.map(({ name }) => name).filter((name) => /^(key|record)-/.test(name)),
      );
      expect(Object.keys(VIOLATING)).toEqual(CATALOGUE.map(({ name }) => name).filter((name) => !/^(key|record)-/.test(name)));
    });

    it.each([
      exporter,
      worker,
      permission,
      membership,
      attachment,
      group,
      secretResource,
      profile("people/w1"),
      key("primary"),
      stackResource(),
    ])("has nothing to say about what records make: $type $name", async (resource) => {
      expect(await pack.analyze(resource)).toEqual([]);
    });

    it("says of each policy that is about other types that it is, so that an engine need not ask again", async () => {
      const onResources = Object.keys(VIOLATING);
      const ofMembership = await pack.passedOver(membership);
      expect(Object.keys(ofMembership).sort()).toEqual([...onResources].sort());
      expect(Object.values(ofMembership).every((reason) => reason.startsWith("Policy only applies to resources of type 'aws:iam/"))).toBe(
        true,
      );
      expect(Object.keys(await pack.passedOver(worker)).filter((name) => /^(tags|trust|session|boundary)-/.test(name))).toEqual([]);
    });

    it.each(Object.entries(VIOLATING))(
      "blocks a resource that breaks %s, and says what and where",
      async (policy, [resource, subject, what]) => {
        // Whoever asks for no ExternalId has no contract either: such a role cannot break the one rule alone.
        const said = (await pack.analyze(resource)).filter((one) => one.policy === policy || one.policy !== "trust-require-contract");
        expect(said).toEqual([expected(policy, subject, what, urnOf(resource))]);
      },
    );

    it("says everything that is wrong with one resource", async () => {
      const bare: Shown = { type: USER, name: "a-user", props: { name: "eve" } };
      expect(policiesOf(await pack.analyze(bare), "mandatory")).toEqual([
        "boundary-match-expires",
        "tags-require-expires",
        "tags-require-owner",
      ]);
    });

    it("knows a break-glass role by its record, though an attachment does not say on which path the role stands", async () => {
      const text = `owner: team/security\npurpose: For the bad hour\nexpires: 2027-09-30\ncustodians: [person/w3, person/w4]\nrole: { permissions: ["${ADMINISTRATOR}"] }\n`;
      const glass = await startJudging("glass", { "accounts/prod/break-glass/glass.yaml": text });
      const attached = (role: string): Shown => ({
        type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        name: "break-glass/glass#attachment/AdministratorAccess",
        props: { role, policyArn: ADMINISTRATOR },
      });
      expect(await glass.analyze(attached("glass"))).toEqual([]);
      expect(policiesOf(await glass.analyze(attached("another")), "mandatory")).toEqual(["attachment-no-full-admin"]);
    });

    it("names what no record declares by what it is in AWS", async () => {
      const bare: Shown = { type: POLICY, name: "my-policy", props: { ...permission.props, tags: { owner: "team/payments" } } };
      expect(await pack.analyze(bare)).toEqual([
        expected("tags-require-expires", "policy/ledger-write", 'has no tag "expires"', urnOf(bare), "accounts/prod/<kind>/<name>.yaml"),
      ]);
    });

    it("has nothing to say about a stack whose records keep the rules", async () => {
      expect(await pack.analyzeStack([stackResource(), exporter, key("primary"), worker, permission])).toEqual([]);
      expect(await pack.analyzeStack([])).toEqual([]);
    });

    it("judges the keys of a user together, and says it at the user", async () => {
      expect(await pack.analyzeStack([stackResource(), key("spare"), exporter, key("primary")])).toEqual([
        expected("key-limit-active", "service-accounts/exporter", "has 2 active access keys (primary, spare)", urnOf(exporter)),
        expected("key-limit-lifetime", "service-accounts/exporter", "key spare has no end", urnOf(exporter)),
      ]);
    });

    it.each([
      ["tags as a whole", changed(exporter, { tags: UNKNOWN.object }), ["boundary-match-expires", "tags-"]],
      ["one tag", tagged(exporter, { Team: UNKNOWN.text }), ["boundary-match-expires", "tags-"]],
      ["the boundary", changed(exporter, { permissionsBoundary: UNKNOWN.text }), ["boundary-match-expires"]],
      ["the name", changed(exporter, { name: UNKNOWN.text }), ["boundary-match-expires", "tags-"]],
      ["the trust", changed(worker, { assumeRolePolicy: UNKNOWN.text }), ["trust-"]],
      ["the session", changed(worker, { maxSessionDuration: UNKNOWN.number }), ["session-limit-duration"]],
      ["the document", changed(permission, { policy: UNKNOWN.text }), ["document-"]],
      ["the attached policy", changed(attachment, { policyArn: UNKNOWN.text }), ["attachment-"]],
      [
        "whose password it is",
        changed(profile("service-accounts/exporter"), { user: UNKNOWN.text }),
        ["console-no-service-accounts", "console-only-secret-password"],
      ],
    ])("reports what is not known yet, rule by rule, and neither passes nor blocks it: %s", async (_, resource, rules) => {
      const said = await pack.analyze(resource);
      const affected = CATALOGUE.map(({ name }) => name).filter((name) => rules.some((rule) => name.startsWith(rule)));
      expect([policiesOf(said, "advisory"), policiesOf(said, "mandatory")]).toEqual([affected, []]);
      for (const { policy, message } of said) {
        expect(message).toMatch(
          new RegExp(`^can't run policy '${policy}' from policy pack 'tenure@v[\\d.]+' during preview: .* can't be known during preview$`),
        );
      }
    });

    it("reports keys of which something is not known yet", async () => {
      const said = await pack.analyzeStack([stackResource(), exporter, key("primary", { user: UNKNOWN.text })]);
      expect([policiesOf(said, "advisory"), policiesOf(said, "mandatory")]).toEqual([["key-limit-active", "key-limit-lifetime"], []]);
    });

    it("reads records whatever is not known about the resources", async () => {
      const vague = { ...exporter, props: { name: UNKNOWN.text, tags: UNKNOWN.object } };
      expect(await pack.analyzeStack([stackResource(), vague])).toEqual([]);
    });

    it.each<[string, Shown, rules: string, why: string]>([
      ["no document", changed(worker, { assumeRolePolicy: "no document" }), "trust-", "document: expected JSON"],
      ["nothing", changed(worker, { assumeRolePolicy: null }), "trust-", "document: expected an object"],
      [
        "another grammar",
        changed(permission, { policy: '{"Statement":[{"Effect":"Maybe"}]}' }),
        "document-",
        "Statement\\[0\\].Effect: expected",
      ],
    ])("blocks a document that is none under every rule that was to judge it, instead of failing: %s", async (_, resource, rules, why) => {
      const said = await pack.analyze(resource);
      expect(policiesOf(said, "mandatory")).toEqual(CATALOGUE.map(({ name }) => name).filter((name) => name.startsWith(rules)));
      expect(policiesOf(said, "advisory")).toEqual([]);
      for (const { message, urn } of said) {
        expect(message).toMatch(new RegExp(`^${resource.name}: could not be judged \\(${why}`));
        expect(urn).toBe(urnOf(resource));
      }
    });

    it.each<[string, Shown]>([
      ["a tag", tagged(exporter, { Team: secret("hunter2 !") })],
      ["an e-mail address in a tag", tagged(exporter, { Team: secret("hunter2@example.org") })],
      ["a document that is none", changed(worker, { assumeRolePolicy: secret("hunter2") })],
      ["a document of another grammar", changed(permission, { policy: secret('{"Statement":[{"Effect":"hunter2"}]}') })],
      ["a key of such a document", changed(permission, { policy: secret('{"Statement":[],"hunter2":1}') })],
    ])("never repeats a secret that stands where none belongs: %s", async (_, resource) => {
      const said = await pack.analyze(resource);
      expect(policiesOf(said, "mandatory")).not.toEqual([]);
      expect(said.filter(({ message }) => message.includes("hunter2"))).toEqual([]);
    });

    it("judges a secret like any other value", async () => {
      expect(await pack.analyze(changed(attachment, { policyArn: secret(ADMINISTRATOR) }))).toEqual([
        expected("attachment-no-full-admin", "groups/writers", `${ADMINISTRATOR} makes its holder an administrator`, urnOf(attachment)),
      ]);
    });
  });

  describe("with records that break rules", () => {
    let pack: Analyzer;
    beforeAll(async () => {
      pack = await startJudging("broken", BROKEN, {
        exceptions: [
          ["tags-require-owner", "permissions/ledger-write", LATER],
          ["session-limit-duration", "workloads/worker", AS_OF],
          ["tags-only-legal", "service-accounts/exporter", LATER, "dev"],
          ["key-limit-active", "service-accounts/exporter", LATER],
        ],
        standing: [
          SAID_OF_RECORDS[1]!,
          expected("boundary-match-expires", "service-accounts/exporter", "has no permissions boundary, so nothing ends it", ""),
        ],
      });
    });

    it("says it at the resource of the record, and at the stack for a record that makes none", async () => {
      const [holderEnd, lifetime, template, owner] = SAID_OF_RECORDS as [Said, Said, Said, Said];
      expect(await pack.analyzeStack(STACK)).toEqual([holderEnd, advisory(lifetime), template, owner]);
    });

    it("says it too when nothing of the record is in the stack", async () => {
      const [holderEnd, lifetime, template, owner] = SAID_OF_RECORDS.map((said) => ({ ...said, urn: "" })) as [Said, Said, Said, Said];
      expect(await pack.analyzeStack([stackResource()])).toEqual([holderEnd, advisory(lifetime), template, owner]);
    });

    it("speaks of the records of the stack that it judges alone", async () => {
      expect(await pack.analyzeStack([stackResource("dev")], "dev")).toEqual([]);
    });

    it("makes advisory what an exception on base covers, resource or stack", async () => {
      expect(await pack.analyze(noOwner)).toEqual([advisory(NO_OWNER)]);
      const said = await pack.analyzeStack([...STACK, key("spare")]);
      expect(said.filter(({ policy }) => policy === "key-limit-active")).toEqual([
        advisory(expected("key-limit-active", "service-accounts/exporter", "has 2 active access keys (primary, spare)", urnOf(exporter))),
      ]);
    });

    it("blocks all the same when the exception has lapsed, or is another account's", async () => {
      for (const rule of ["session-limit-duration", "tags-only-legal"]) {
        const [resource, subject, what] = VIOLATING[rule]!;
        expect(await pack.analyze(resource)).toEqual([expected(rule, subject, what, urnOf(resource))]);
      }
    });

    it("blocks what an exception of this account would cover in another", async () => {
      const [said, ...others] = await pack.analyze(noOwner, "dev");
      expect([said?.policy, said?.level, others]).toEqual(["tags-require-owner", "mandatory", []]);
    });

    it("makes advisory what stands on base to the word, and blocks the same rule broken in another way", async () => {
      const { permissionsBoundary: _, ...without } = exporter.props;
      const nothing = expected(
        "boundary-match-expires",
        "service-accounts/exporter",
        "has no permissions boundary, so nothing ends it",
        urnOf(exporter),
      );
      expect(await pack.analyze({ ...exporter, props: without })).toEqual([advisory(nothing)]);
      const [resource, subject, what] = VIOLATING["boundary-match-expires"]!;
      expect(await pack.analyze(resource)).toEqual([expected("boundary-match-expires", subject, what, urnOf(resource))]);
    });
  });

  describe("for resources of another project, which no record declares", () => {
    /** A plain user of somebody's own program, on a stack of theirs. */
    const plain = (tags: Record<string, unknown>): Shown => ({ type: USER, name: "my-user", props: { name: "eve", tags } });
    const rulesOf = (said: readonly Said[]) => said.map(({ policy, level }) => `${policy} ${level}`);
    let pack: Analyzer;
    beforeAll(async () => {
      pack = await startJudging("elsewhere", {});
    });

    it("judges by tags and properties alone", async () => {
      const sound = { owner: "team/payments", expires: "2027-03-31T00:00:00Z" };
      const bounded = changed(plain(sound), { permissionsBoundary: `arn:aws:iam::000000000000:policy/tenure/until-2027-03-31` });
      expect(await pack.analyze(bounded, "website")).toEqual([]);
      expect(rulesOf(await pack.analyze(plain({ Name: "eve" }), "website"))).toEqual([
        "boundary-match-expires mandatory",
        "tags-require-expires mandatory",
        "tags-require-owner mandatory",
      ]);
    });

    it("does not take a record's tag for its exception: anybody may write one", async () => {
      const excused = await startJudging("excused", {}, { exceptions: [["tags-require-owner", "service-accounts/exporter", LATER]] });
      const said = await excused.analyze(plain({ record: "prod/service-accounts/exporter" }), "website");
      expect(rulesOf(said)).toContain("tags-require-owner mandatory");
    });

    it("takes levels from the configuration of the pack, and excuses nothing that it does not name", async () => {
      const configured = await startJudging("configured", {});
      await configured.configure({ "boundary-match-expires": "disabled", "tags-require-expires": "advisory" });
      expect(rulesOf(await configured.analyze(plain({}), "website"))).toEqual([
        "tags-require-expires advisory",
        "tags-require-owner mandatory",
      ]);
    });

    it("has no records of such a stack to judge", async () => {
      expect(await pack.analyzeStack([stackResource("website"), plain({})], "website")).toEqual([]);
    });
  });
});
