import { describe, expect, it } from "vitest";
import type { AccountFound } from "../../../../scripts/decide/adoption/account.ts";
import { type Adoption, adoption, type Wave } from "../../../../scripts/decide/adoption/adoption.ts";
import { denialsOf, previewOf } from "../../../../scripts/decide/adoption/effects.ts";
import type { Observation } from "../../../../scripts/observe/observation.ts";
import type { Arn } from "../../../../stacks/iam/arn.ts";
import { addEntity, addKey, observationOf, strangeRole, strangeUser, withGap, withPart } from "../../../support/observations.ts";
import { ADMIN, allow, arn, strangeGroup, strangePolicy } from "../../../support/shapes.ts";
import { AS_OF, edit, PROD, personText, small } from "../../../support/small-organisation.ts";

const ALL: Wave = { kinds: [], path: undefined, owner: undefined };
type Found = Parameters<typeof addEntity>[1];

/** What becomes of the small organisation's account once somebody has made these things in it by hand. */
function adopted(
  found: readonly Found[],
  options: { wave?: Partial<Wave>; files?: object; at?: Partial<AccountFound>; disturb?: (o: Observation) => Observation } = {},
) {
  const declared = small({ ...options.files });
  const seen = found.reduce(addEntity, observationOf(declared, "prod"));
  const observed = (options.disturb?.(seen) ?? seen).parts;
  const at: AccountFound = {
    ...{ account: declared.accounts.get("prod")!, declared, observed, asOf: AS_OF, ref: "adopt" },
    ...{ elsewhere: new Set<Arn>(), creators: new Map(), policyTags: new Map() },
    ...options.at,
  };
  const result = adoption(at, { ...ALL, ...options.wave });
  if ("missing" in result) throw new Error(`missing: ${result.missing}`);
  return { ...result, declared, records: result.adopted.map(({ record }) => record.ref) };
}

const textOf = ({ adopted: all }: Adoption, ref: string) => all.find(({ record }) => record.ref === ref)?.text;
const commentsOf = ({ adopted: all }: Adoption, ref: string) => all.find(({ record }) => record.ref === ref)?.comments;

describe("scripts/decide/adoption/adoption", () => {
  it("leaves alone what is declared, by records or by the account's own program", () => {
    const user = strangeUser(PROD, "scanner");
    expect(adopted([])).toMatchObject({ records: [], edits: [], refused: [] });
    expect(adopted([user], { at: { elsewhere: new Set([user.arn]) } }).records).toEqual([]);
    expect(adopted([user]).records).toEqual(["service-accounts/scanner"]);
  });

  it("writes an active record with an end within the lifetime of its kind, and keys with one of their own", () => {
    const user = strangeUser(PROD, "scanner", { tags: { Team: "payments", Purpose: "Scans images" } });
    const result = adopted([user], {
      disturb: (o) => addKey(o, { id: "AKIASCANNER00000001", user: user.arn, status: "Active", createdAt: AS_OF }),
    });
    expect(textOf(result, "service-accounts/scanner")).toEqual({
      owner: "team/payments",
      purpose: "Scans images",
      expires: "2027-11-24",
      keys: { "adopted-1": { id: "AKIASCANNER00000001", secret: "external", expires: "2027-02-22" } },
      tags: { Team: "payments", Purpose: "Scans images" },
      adopted: { at: AS_OF, ref: "adopt" },
    });
    expect(commentsOf(result, "service-accounts/scanner")).toEqual({
      owner: 'guess: the tag Team says "payments"',
      purpose: "guess: the tag Purpose says so",
      adopted: "service-accounts, since it has 1 access key (1 active) and no console password",
    });
  });

  it.each([
    ["its path", strangeRole(PROD, "x", { path: "/payments/" }), "team/payments", "its path /payments/ holds the name of the team"],
    ["its name", strangeRole(PROD, "payments-worker"), "team/payments", "its name payments-worker holds the name of the team"],
    ["nothing", strangeRole(PROD, "x"), "team/platform", "nothing says whose it is; it is whoever answers for the account"],
    [
      "a tag with a login",
      strangeRole(PROD, "x", { tags: { contact: "Ada-L@example.com" } }),
      "person/w1",
      'the tag contact says "Ada-L@example.com"',
    ],
    [
      "a tag that means nobody",
      strangeRole(PROD, "x", { tags: { owner: "team/nobody" } }),
      "team/platform",
      "nothing says whose it is; it is whoever answers for the account",
    ],
  ] as const)("guesses who answers for something by %s", (_, entity, value, because) => {
    expect(adopted([entity]).adopted[0]!.owner).toEqual({ value, because, guess: true });
  });

  it("takes the team of whoever made it, where CloudTrail was asked and nothing else tells", () => {
    const role = strangeRole(PROD, "x");
    const creators = new Map([[role.arn, arn("user/w2")]]);
    expect(adopted([role], { at: { creators } }).adopted[0]!.owner).toEqual({
      value: "team/payments",
      because: "person/w2 of that team made it (CloudTrail)",
      guess: true,
    });
  });

  it("ends the access of somebody who has left, and says that it will be denied everything", () => {
    const files = {
      "directory/people/w2.yaml": personText({
        login: "bob-k",
        id: 2,
        team: "payments",
        manager: "w1",
        status: "left",
        ends: "2026-11-01",
      }),
    };
    const result = adopted([strangeUser(PROD, "w2")], { files });
    expect(textOf(result, "people/w2")).toMatchObject({ expires: "2026-11-02" });
    expect(denialsOf(result, result.declared, AS_OF)).toEqual([
      {
        record: "people/w2",
        entity: arn("user/w2"),
        actions: "everything",
        from: null,
        because: "it ended 2 Nov 2026 00:00:00 UTC (22 days ago): the last day of person/w2 is 2026-11-01",
      },
    ]);
  });

  it("says of an administrator what the lock will deny", () => {
    const result = adopted([strangeRole(PROD, "x", { attached: [ADMIN] })]);
    const [denial] = denialsOf(result, result.declared, AS_OF);
    expect(denial).toMatchObject({
      record: "workloads/x",
      actions: expect.arrayContaining(["iam:CreateUser", "iam:PassRole"]),
      from: null,
    });
    expect(previewOf(result, result.declared)).toEqual({
      imported: 1,
      bounded: 1,
      tagged: 1,
      untouched: 0,
      boundaries: [{ name: "until-2027-11-24", identities: 1 }],
    });
  });

  it("keeps a permissions boundary that a record can name, and refuses one that would become wider", () => {
    const entities = [
      strangePolicy("narrow"),
      strangePolicy("deep", { path: "/x/", arn: arn("policy/x/deep") }),
      strangeUser(PROD, "a", { boundary: arn("policy/narrow") }),
      strangeUser(PROD, "b", { boundary: arn("policy/x/deep") }),
    ];
    const result = adopted(entities);
    expect(textOf(result, "service-accounts/a")).toMatchObject({ boundary: "narrow" });
    expect(result.refused).toEqual([
      { entity: arn("user/b"), because: expect.stringContaining("would be replaced by a wider one"), gap: false },
    ]);
  });

  it("refuses a group that cannot be declared, and whoever is in it: nobody loses a membership", () => {
    const result = adopted([strangeGroup("wr1ters"), strangeUser(PROD, "x", { groups: ["wr1ters"] }), strangeUser(PROD, "y")]);
    expect(result.refused.map(({ entity, because }) => [entity, because])).toEqual([
      [arn("group/wr1ters"), 'its name looks the same to people as "writers" in accounts/prod/groups/writers.yaml'],
      [arn("user/x"), "it is a member of wr1ters, which cannot be declared"],
    ]);
    expect(result.records).toEqual(["service-accounts/y"]);
  });

  it("takes along what a wave names, and leaves the rest for another", () => {
    const entities = [
      strangePolicy("p"),
      strangePolicy("q"),
      strangeGroup("g", { attached: [arn("policy/p")] }),
      strangeUser(PROD, "x", { groups: ["g"], path: "/apps/", arn: arn("user/apps/x") }),
      strangeRole(PROD, "r", { attached: [arn("policy/q")] }),
    ];
    const result = adopted(entities, { wave: { path: "/apps/" } });
    expect([result.records, [...result.along].sort(), result.later]).toEqual([
      ["groups/g", "permissions/p", "service-accounts/x"],
      ["groups/g", "permissions/p"],
      2,
    ]);
    expect(adopted(entities, { wave: { kinds: ["workloads"] } }).records).toEqual(["permissions/q", "workloads/r"]);
    expect(adopted(entities, { wave: { owner: "team/payments" } }).records).toEqual([]);
  });

  it("documents policies on the user itself by an exception that ends", () => {
    const result = adopted([strangeUser(PROD, "x", { inline: { old: allow() } })]);
    expect(result.edits.map((edited) => ("create" in edited ? edited.create : ""))).toEqual([
      "accounts/prod/service-accounts/x.yaml",
      "accounts/prod/exceptions/direct-policies-x.yaml",
    ]);
    expect(result.edits[1]).toMatchObject({
      record: { rule: "attachment-no-user-policies", subject: "service-accounts/x", expires: "2027-02-22" },
    });
  });

  it("keeps what stops somebody already, and leaves Tenure's own identities without a boundary", () => {
    const files = edit("settings.yaml", "teams", "pipeline: [role/tenure-deploy]\nteams");
    const stopped = strangeUser(PROD, "x", { boundary: arn("policy/tenure/disabled") });
    const result = adopted([stopped, strangeRole(PROD, "tenure-deploy")], { files });
    expect(textOf(result, "service-accounts/x")).toMatchObject({
      state: "disabled",
      disabled: { since: AS_OF, reason: "it had been stopped in AWS" },
    });
    expect(result.outOfScope).toEqual([
      { what: arn("role/tenure-deploy"), because: "Tenure itself works by it (settings.yaml, pipeline): it carries no boundary" },
    ]);
  });

  it("names what AWS would not tell of, and adopts nothing of half an account", () => {
    const role = strangeRole(PROD, "x");
    const disturb = (o: Observation) =>
      withPart(addEntity(o, role), "sessions", (value) => Object.fromEntries(Object.entries(value).filter(([key]) => key !== role.arn)));
    expect(adopted([], { disturb }).refused).toEqual([
      { entity: role.arn, because: "it is newer than what was read of it: run this again", gap: true },
    ]);
    for (const part of ["authorization", "keys", "providers"] as const)
      expect(() => adopted([], { disturb: (o) => withGap(o, part) })).toThrow(`missing: ${part}`);
  });

  it("says in the file that a policy's tags were not read", () => {
    expect(commentsOf(adopted([strangePolicy("p")], { at: { policyTags: undefined } }), "permissions/p")).toMatchObject({
      statements: "its tags were not read: put those to keep under `tags`",
    });
    const policyTags = new Map([[arn("policy/p"), { Team: "web" }]]);
    expect(textOf(adopted([strangePolicy("p")], { at: { policyTags } }), "permissions/p")).toMatchObject({ tags: { Team: "web" } });
  });

  it("gives the same records for the same account, whatever the order in which AWS tells of it", () => {
    const entities = [
      strangeUser(PROD, "b"),
      strangePolicy("p"),
      strangeUser(PROD, "a"),
      strangeRole(PROD, "r", { attached: [arn("policy/p")] }),
    ];
    expect(adopted(entities.toReversed()).edits).toEqual(adopted(entities).edits);
  });
});
