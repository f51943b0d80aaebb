import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judge, recordFacets } from "../../../../policies/judge.ts";
import type { Change } from "../../../../scripts/decide/change.ts";
import type { Observation, ObservedUser } from "../../../../scripts/observe/observation.ts";
import { entitiesOf } from "../../../../stacks/entities.ts";
import { documentOf } from "../../../../stacks/iam/document.ts";
import type { Entity } from "../../../../stacks/iam/entity.ts";
import { sameMeaning } from "../../../../stacks/iam/equivalence.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { decided, merged } from "../../../support/decisions.ts";
import {
  addEntity,
  addKey,
  MADE_AT,
  removeEntity,
  strangeRole,
  strangeUser,
  WHOLE_PARTS,
  withGap,
  withPart,
} from "../../../support/observations.ts";
import {
  ADMIN,
  allow,
  arn,
  completed,
  EVERYTHING,
  foreignTags,
  shapeOf,
  shapes,
  strangeGroup,
  strangePolicy,
} from "../../../support/shapes.ts";
import { AS_OF, edit, PROD, personText, small, smallTree } from "../../../support/small-organisation.ts";

/** What becomes of something that was found, and the record that it gets. */
function adoption(entity: Parameters<typeof addEntity>[1], disturb: (o: Observation) => Observation = (o) => o, files = {}) {
  const result = decided(smallTree(files), (observation) => disturb(addEntity(observation, entity)));
  const finding = result.comparison.findings.find(({ subject }) => subject === entity.arn)!;
  const change = result.decision.changes.find(({ because }) => because.some(({ id }) => id === finding.id));
  const heldBack = result.decision.heldBack.filter(({ finding: id }) => id === finding.id).map(({ because }) => because);
  const created = change?.edits[0];
  return { ...result, finding, change, heldBack, record: created && "create" in created ? created.record : undefined, files };
}

/** The entity as it stands once the change is merged. */
function declaredAs({ change, files }: { change: Change | undefined; files: object }, of: string): Entity | undefined {
  const declared = merged(smallTree(files as Record<string, string>), change?.edits ?? []);
  return entitiesOf(declared, "prod").find(({ entity }) => entity.arn === of)?.entity;
}

describe("scripts/decide/responses/adopt", () => {
  it("takes an old, harmless user over active, for two weeks, answered for by security", () => {
    const { change, heldBack } = adoption(strangeUser(PROD, "scanner", { groups: ["readers"], tags: { Team: "web", "aws:x": "y" } }));
    expect(heldBack).toEqual([]);
    expect(change).toMatchObject({
      stack: "prod",
      action: "adopt",
      record: "service-accounts/scanner",
      notes: ["It has group readers."],
      edits: [
        {
          create: "accounts/prod/service-accounts/scanner.yaml",
          record: {
            owner: "team/security",
            purpose: `Found in AWS at ${AS_OF}; what it is for is to be confirmed`,
            expires: "2026-12-08",
            groups: ["readers"],
            tags: { Team: "web" },
            adopted: { at: AS_OF, ref: `revoke/${change!.id}` },
          },
        },
      ],
    });
    expect(change!.edits[0]).not.toHaveProperty("record.state");
  });

  it("takes the user of somebody in the directory as theirs", () => {
    const { change, record } = adoption(strangeUser(PROD, "w2"));
    expect(change!.record).toBe("people/w2");
    expect(record).toMatchObject({ owner: "person/w2" });
  });

  it("takes the user that the directory names as somebody's, whatever it is called", () => {
    const files = edit("directory/people/w2.yaml", "user: w2", "user: bobby");
    const { change, record } = adoption(strangeUser(PROD, "bobby"), undefined, files);
    expect([change!.record, record]).toEqual(["people/bobby", expect.objectContaining({ owner: "person/w2" })]);
  });

  it.each([
    ["an administrator", strangeUser(PROD, "x", { attached: [ADMIN] }), "it can administer the account"],
    ["somebody in an administrative group", strangeUser(PROD, "x", { groups: ["readers"] }), "it can administer the account"],
    [
      "what was made recently",
      strangeUser(PROD, "x", { createdAt: "2026-11-20T00:00:00Z" as Instant }),
      "it was made recently, outside the records",
    ],
    [
      "a role made recently",
      strangeRole(PROD, "x", { createdAt: "2026-11-10T00:00:01Z" as Instant }),
      "it was made recently, outside the records",
    ],
    [
      "what has a boundary of its own",
      strangeUser(PROD, "x", { boundary: arn("policy/tight") }),
      "its own permissions boundary would be replaced by a wider one",
    ],
    [
      "what has a boundary of AWS's",
      strangeRole(PROD, "x", { boundary: "arn:aws:iam::aws:policy/ReadOnlyAccess" }),
      "its own permissions boundary would be replaced by a wider one",
    ],
  ] as const)("takes %s over disabled, and says why", (what, entity, reason) => {
    const admins = (o: Observation) =>
      what.includes("group")
        ? withPart(o, "authorization", (value) => ({
            ...value,
            groups: value.groups.map((one) => (one.name === "readers" ? { ...one, inline: { a: EVERYTHING } } : one)),
          }))
        : o;
    const { change, record } = adoption(entity, admins);
    expect(record).toMatchObject({
      state: "disabled",
      disabled: { since: AS_OF, reason: `nobody declared it, and ${reason}`, ref: `revoke/${change!.id}` },
    });
    expect(change!.action).toBe("adopt-disabled");
    expect(declaredAs({ change, files: {} }, entity.arn)).toMatchObject({ boundary: arn("policy/tenure/disabled") });
  });

  it("counts what is exactly two weeks old as no longer recent", () => {
    expect(adoption(strangeUser(PROD, "x", { createdAt: "2026-11-10T00:00:00Z" as Instant })).record).not.toHaveProperty("state");
  });

  it.each([
    ["user", strangeUser(PROD, "stopped", { boundary: arn("policy/tenure/disabled") })],
    ["role", strangeRole(PROD, "stopped", { boundary: arn("policy/tenure/disabled") })],
  ] as const)("takes a %s that on-call stopped in AWS over disabled: it stays stopped", (_, entity) => {
    const { change, heldBack, record } = adoption(entity);
    expect(heldBack).toEqual([]);
    expect(change!.action).toBe("adopt-disabled");
    expect(record).toMatchObject({ state: "disabled", disabled: { since: AS_OF, ref: `revoke/${change!.id}` } });
    expect(declaredAs({ change, files: {} }, entity.arn)).toMatchObject({ boundary: arn("policy/tenure/disabled") });
  });

  describe("lets nothing do more or longer than AWS let it", () => {
    const bounded = (name: string) => strangeUser(PROD, "batch", { boundary: arn(`policy/tenure/${name}`) });

    it.each([
      ["long ago", "until-2026-11-01", "2026-11-01"],
      ["at this very second", "until-2026-11-24", "2026-11-24"],
      ["within a day", "until-20261123T180000Z", "2026-11-23T18:00:00Z"],
    ] as const)("takes what had come to its end %s over disabled, with that end", (_, boundary, expires) => {
      const { change, heldBack, record } = adoption(bounded(boundary));
      expect([heldBack, change!.action]).toEqual([[], "adopt-disabled"]);
      expect(record).toMatchObject({ expires, disabled: { reason: "nobody declared it, and its end in AWS had come" } });
      expect(declaredAs({ change, files: {} }, arn("user/batch"))).toMatchObject({ boundary: arn("policy/tenure/disabled") });
    });

    it("keeps an end that comes before the time for finding out whose it is, for its keys too", () => {
      const user = bounded("until-20261201T180000Z");
      const { change, record } = adoption(user, (o) => addKey(o, { id: "AKIAFIRST0001", user: user.arn }));
      expect(record).toMatchObject({ expires: "2026-12-01T18:00:00Z", keys: { "adopted-1": { expires: "2026-12-01T18:00:00Z" } } });
      expect(record).not.toHaveProperty("state");
      expect(declaredAs({ change, files: {} }, user.arn)).toMatchObject({ boundary: user.boundary });
    });

    it("does not keep a later one: somebody has to say whose it is", () => {
      expect(adoption(bounded("until-2027-03-31")).record).toMatchObject({ expires: "2026-12-08" });
    });

    it("takes a policy on our path that states no end for a boundary of its own", () => {
      expect(adoption(bounded("tight")).record).toMatchObject({
        disabled: { reason: "nobody declared it, and its own permissions boundary would be replaced by a wider one" },
      });
    });

    it("takes the user of somebody who has left over disabled", () => {
      const { change, heldBack, record } = adoption(strangeUser(PROD, "w9"));
      expect([heldBack, change!.action]).toEqual([[], "adopt-disabled"]);
      expect(record).toMatchObject({ owner: "person/w9", disabled: { reason: "nobody declared it, and person/w9 has left" } });
    });

    it.each(["record", "RECORD"])("is not talked out of that by a tag that says it is software (%s)", (key) => {
      const { change, record } = adoption(strangeUser(PROD, "w9", { tags: { [key]: "prod/service-accounts/w9" } }));
      expect([change!.record, record!.state]).toEqual(["people/w9", "disabled"]);
    });

    it("ends the user of somebody whose last day is near with that day", () => {
      const files = {
        "directory/people/w2.yaml": personText({ login: "bob-k", id: 2, team: "payments", manager: "w1", ends: "2026-11-30" }),
      };
      const { record } = adoption(strangeUser(PROD, "w2"), undefined, files);
      expect(record).toMatchObject({ owner: "person/w2", expires: "2026-12-01" });
      expect(record).not.toHaveProperty("state");
    });

    it.each([
      ["w9", {}],
      ["w2", { "directory/people/w2.yaml": personText({ login: "bob-k", id: 2, team: "payments", ends: "2026-11-30" }) }],
      ["w2", { "directory/people/w2.yaml": personText({ login: "bob-k", id: 2, team: "payments", status: "left", ends: "2026-11-20" }) }],
    ] as const)("makes a record of %s's user that breaks no rule on records", (name, files) => {
      const { change } = adoption(strangeUser(PROD, name), undefined, files);
      const declared = merged(smallTree(files), change!.edits);
      const own = recordFacets(declared, "prod").filter((facet) => facet.facet === "record" && facet.record.ref === `people/${name}`);
      expect(judge(own, "prod", declared, AS_OF)).toEqual([]);
    });
  });

  it("does not write down what a record would lose: an inline policy of a name that no record can hold", () => {
    const inline = JSON.parse('{"__proto__":{"version":"2012-10-17","statements":[]}}') as ObservedUser["inline"];
    expect(adoption(strangeUser(PROD, "x", { inline })).heldBack).toEqual([
      'it cannot be written as service-accounts: legacy.inline: expected another key than "__proto__"',
    ]);
  });

  it("takes keys over with their ids and their state, and ends them with their user", () => {
    const user = strangeUser(PROD, "batch");
    const { record } = adoption(user, (o) =>
      addKey(addKey(o, { id: "AKIAFIRST0001", user: user.arn }), { id: "AKIASECOND002", user: user.arn, status: "Inactive" }),
    );
    expect(record!.keys).toEqual({
      "adopted-1": { id: "AKIAFIRST0001", secret: "external", expires: "2026-12-08" },
      "adopted-2": { id: "AKIASECOND002", secret: "external", expires: "2026-12-08", state: "disabled" },
    });
  });

  it.each([
    ["the same slot", ["primary", "primary"]],
    ["a slot that the other key's place would be called", ["adopted-2", undefined]],
    ["a slot that no record can hold", ["Primary Key!", undefined]],
  ] as const)("keeps both keys of a user when their secrets claim %s", (_, claimed) => {
    const user = strangeUser(PROD, "batch");
    const ids = ["AKIAFIRST0001", "AKIASECOND002"];
    const { change, heldBack } = adoption(user, (o) =>
      withPart(
        ids.reduce((all, id) => addKey(all, { id, user: user.arn }), o),
        "slots",
        (slots) => [
          ...slots,
          ...claimed.flatMap((slot, index) =>
            slot === undefined ? [] : [{ keyId: ids[index]!, record: "prod/service-accounts/batch", slot }],
          ),
        ],
      ),
    );
    expect(heldBack).toEqual([]);
    const entity = declaredAs({ change, files: {} }, user.arn);
    expect(entity?.type === "user" && entity.keys.map(({ id }) => id).sort()).toEqual(ids);
  });

  it("notes all that hangs on it, for the one who has to say whose it is", () => {
    const user = strangeUser(PROD, "batch", { groups: ["readers"], attached: [ADMIN], inline: { sneaky: allow() } });
    const { change } = adoption(user, (o) =>
      withPart(addKey(o, { id: "AKIAFIRST0001", user: user.arn }), "credentials", (report) => ({
        ...report,
        rows: report.rows.map((row) => (row.user === user.arn ? { ...row, console: true } : row)),
      })),
    );
    expect(change!.notes).toEqual([
      `It has access key AKIAFIRST0001 (Active, made at ${MADE_AT}), a console password, group readers, policy ${ADMIN}, inline policy sneaky.`,
      "Its policies are attached to the user itself (`legacy`): they are imported as they stand; move them to a group or remove them in a later change.",
    ]);
  });

  it("says that a policy's tags are not known", () => {
    expect(adoption(strangePolicy("extra")).change!.notes).toEqual([
      "The observation does not show a policy's tags: add the ones to keep under `tags:` before merging.",
    ]);
  });

  it("does not give a retired name again", () => {
    const files = {
      "accounts/prod/retired/service-accounts/old.yaml": "retired: { at: 2026-10-01, reason: gone, ref: x }\n",
    };
    expect(adoption(strangeUser(PROD, "old"), undefined, files)).toMatchObject({
      change: undefined,
      heldBack: ["service-accounts/old was retired and somebody made it again; names are not given twice, remove it by hand"],
    });
  });

  it.each(WHOLE_PARTS.filter((name) => name !== "authorization"))("waits until %s can be read", (name) => {
    expect(adoption(strangeUser(PROD, "x"), (o) => withGap(o, name))).toMatchObject({
      change: undefined,
      heldBack: [`it can be adopted once ${name} can be read`],
    });
  });

  describe("leads to records that can be read together with those that are there", () => {
    it("does not make a record that names a group which no record declares", () => {
      const { change } = adoption(strangeUser(PROD, "x", { groups: ["helpers"] }), (o) => addEntity(o, strangeGroup("helpers")));
      expect(() => merged(smallTree(), change?.edits ?? [])).not.toThrow();
    });

    it.each([
      ["role", strangeRole(PROD, "x", { attached: [arn("policy/extra")] })],
      ["group", strangeGroup("x", { attached: [arn("policy/extra")] })],
    ] as const)("does not make a %s's record that names a policy which no record declares", (_, entity) => {
      const { change } = adoption(entity, (o) => addEntity(o, strangePolicy("extra")));
      expect(() => merged(smallTree(), change?.edits ?? [])).not.toThrow();
    });

    it.each([
      ["looks like one that is declared", strangeUser(PROD, "exp0rter")],
      ["is that of a template", strangeRole(PROD, "admin")],
    ] as const)("does not make a record whose name %s", (_, entity) => {
      const { change, heldBack } = adoption(entity);
      expect(() => merged(smallTree(), change?.edits ?? [])).not.toThrow();
      expect(change === undefined).toBe(heldBack.length > 0);
    });
  });

  it("never writes over a record that is there: a user made again on another path is another user", () => {
    const again = strangeUser(PROD, "exporter", { path: "/other/" });
    const { change, heldBack } = adoption(again, (o) => removeEntity(o, arn("user/exporter")));
    expect([change, heldBack.length]).toEqual([undefined, 1]);
  });

  it.each([
    ["a role that claims to be a human role", strangeRole(PROD, "x", { tags: { record: "prod/roles/x" } })],
    ["a role that claims to be of a kind that there is not", strangeRole(PROD, "x", { tags: { record: "prod/agents/x" } })],
    ["one in whatever case", strangeRole(PROD, "x", { tags: { Record: "prod/agents/x" } })],
    ["a user that claims to be a role", strangeUser(PROD, "x", { tags: { record: "prod/roles/x" } })],
    ["an administrator that claims to be a person", strangeUser(PROD, "x", { tags: { record: "prod/people/x" }, attached: [ADMIN] })],
  ] as const)("is not talked out of it by a tag: %s", (_, entity) => {
    const { change, heldBack } = adoption(entity);
    expect(heldBack).toEqual([]);
    expect(declaredAs({ change, files: {} }, entity.arn)).toBeDefined();
  });

  it.each([
    ["*:* for every action", strangePolicy("odd", { document: allow({ actions: ["*:*"] }) })],
    [
      "not actions and not resources",
      strangePolicy("odd", {
        document: allow({
          actions: undefined as never,
          notActions: ["iam:*"],
          resources: undefined as never,
          notResources: ["arn:aws:s3:::x"],
        }),
      }),
    ],
    [
      "many conditions",
      strangePolicy("odd", {
        document: allow({
          conditions: [
            { operator: "Bool", key: "aws:SecureTransport", values: ["true"] },
            { operator: "StringLike", key: "s3:prefix", values: ["a", "b"] },
            { operator: "StringLike", key: "s3:delimiter", values: ["/"] },
          ],
        }),
      }),
    ],
    [
      "a statement that denies",
      strangePolicy("odd", { document: documentOf({ sid: "No", effect: "Deny", actions: ["s3:*"], resources: ["*"], conditions: [] }) }),
    ],
  ] as const)("takes a policy over that has %s", (_, entity) => {
    const { change, heldBack } = adoption(entity);
    expect(heldBack).toEqual([]);
    const found = declaredAs({ change, files: {} }, entity.arn);
    expect(found?.type === "policy" && sameMeaning(found.document, entity.document)).toBe(true);
  });

  it.each([
    ["of the old version", { version: "2008-10-17", statements: allow().statements }],
    ["with an id", { ...allow(), id: "by-hand" }],
  ])("says that no record can hold a policy %s, and writes nothing that would change its meaning", (_, document) => {
    const { change, heldBack } = adoption(strangePolicy("odd", { document }));
    expect([change, heldBack]).toEqual([undefined, ["no kind of record can say what it is; remove it by hand, or declare it"]]);
  });

  it("takes users, roles and groups of every shape over as they are, but for boundary, our tags and state", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const { entity, keys, password, session } = shape;
        const { change, heldBack, record } = adoption(entity, (o) => {
          const withKeys = keys.reduce((all, key) => addKey(all, { ...key, user: entity.arn }), o);
          const withRow = withPart(withKeys, "credentials", (report) => ({
            ...report,
            rows: report.rows.map((row) => (row.user === entity.arn ? { ...row, console: password, hasKeys: keys.length > 0 } : row)),
          }));
          return entity.type === "role" ? withPart(withRow, "sessions", (all) => ({ ...all, [entity.arn]: session })) : withRow;
        });
        expect(heldBack).toEqual([]);
        const found = declaredAs({ change, files: {} }, entity.arn);
        expect(found && shapeOf(found)).toEqual(shapeOf(completed(shape, record?.state === "disabled")));
        if (found && "tags" in found && "tags" in entity) expect(found.tags).toMatchObject(foreignTags(entity.tags));
      }),
      { numRuns: 150, seed: 20_261_124 },
    );
  });

  it("takes an agent over with a sponsor of security and a way to stop it, and without a guess about who watches it", () => {
    const trust = documentOf({
      effect: "Allow",
      principals: [{ type: "Service", values: ["bedrock-agentcore.amazonaws.com"] }],
      actions: ["sts:AssumeRole"],
      conditions: [],
    });
    const { change, record } = adoption(strangeRole(PROD, "found", { trust }));
    expect(change).toMatchObject({ action: "adopt", record: "agents/found" });
    expect(record).toMatchObject({
      owner: "team/security",
      sponsor: "person/w3",
      autonomy: { humanInLoop: false, mayDelegate: true },
      kill: { contact: "team/security", procedure: 'npm run disable -- agents/found --reason "…", then merge and deploy' },
    });
  });

  it("takes a third party's role over with a contract that somebody has to find, not longer than its record", () => {
    const trust = documentOf({
      effect: "Allow",
      principals: [{ type: "AWS", values: ["arn:aws:iam::999988887777:root"] }],
      actions: ["sts:AssumeRole"],
      conditions: [{ operator: "StringEquals", key: "sts:ExternalId", values: ["tn-1"] }],
    });
    const { change, record } = adoption(strangeRole(PROD, "found", { trust }));
    expect(change).toMatchObject({ action: "adopt", record: "vendors/found" });
    expect(record).toMatchObject({
      expires: "2026-12-08",
      contract: { company: "not known yet", ends: "2026-12-07" },
      trust: { account: "999988887777", externalId: "tn-1" },
    });
  });

  it("keeps a boundary that a record declares, and stops what is bounded by anything else", () => {
    const bounded = (boundary: string) => adoption(strangeRole(PROD, "found", { boundary: arn(`policy/${boundary}`) }));
    expect(bounded("ledger-write").record).toMatchObject({ boundary: "ledger-write" });
    expect(bounded("ledger-write").record).not.toHaveProperty("state");
    expect(bounded("limits").record).toMatchObject({ state: "disabled" });
    expect(bounded("limits").record).not.toHaveProperty("boundary");
    expect(bounded("tenure/until-2026-12-31-ledger-write").record).toMatchObject({ boundary: "ledger-write", expires: "2026-12-08" });
  });

  it("reads back what it found: afterwards nothing is unmanaged, and nothing changed", () => {
    const { change } = adoption(strangeRole(PROD, "found", { attached: [arn("policy/ledger-write")] }));
    const declared = merged(smallTree(), change!.edits);
    expect(entitiesOf(declared, "prod").map(({ entity }) => entity.arn)).toContain(arn("role/found"));
    expect(small().accounts.get("prod")!.records.has("workloads/found")).toBe(false);
  });
});
