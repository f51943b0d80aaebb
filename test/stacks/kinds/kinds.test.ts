import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entitiesOf as entitiesOfStack } from "../../../stacks/entities.ts";
import { parseDocument } from "../../../stacks/iam/document.ts";
import { arnOfRecord, KINDS, recogniseAll } from "../../../stacks/kinds/kinds.ts";
import type { Accountable } from "../../../stacks/model/lifecycle.ts";
import { recordTag } from "../../../stacks/model/ref.ts";
import { accountOf, declaredOf, groupEntity, policyEntity, recordOf, roleEntity, userEntity } from "../../support/builders.ts";
import { edit, sample, small } from "../../support/small-organisation.ts";
import { anyName, anyRecords } from "../arbitraries.ts";
import { comparable, comparableFields, complete, DECLARED, entitiesOf, PROD, recognise } from "./translation.ts";

const WRITTEN = anyRecords(["w1001", "w1002", "w1003"]);

const AGENT_TRUST = {
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: { Service: "bedrock-agentcore.amazonaws.com" }, Action: "sts:AssumeRole" },
};
const VENDOR_TRUST = {
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::999988887777:root" },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "sts:ExternalId": "tn-1" } },
  },
};

/** Names that are legal and no person's id: whose user it is would then be the directory's word. */
const NAMES = anyName(64).filter((name) => !DECLARED.directory.people.has(name) && name !== "ada");

describe("stacks/kinds/kinds", () => {
  it("has a name, a title and a namespace for each kind, under the name of its folder", () => {
    expect(Object.entries(KINDS).map(([folder, kind]) => [folder, kind.name, kind.entityType])).toEqual([
      ["people", "people", "user"],
      ["service-accounts", "service-accounts", "user"],
      ["agents", "agents", "role"],
      ["vendors", "vendors", "role"],
      ["workloads", "workloads", "role"],
      ["roles", "roles", "role"],
      ["groups", "groups", "group"],
      ["permissions", "permissions", "policy"],
      ["providers", "providers", "provider"],
      ["grants", "grants", "role"],
      ["break-glass", "break-glass", "user"],
    ]);
    // What only Tenure writes is never adopted: there is nothing to recognise.
    expect([...Object.keys(WRITTEN), "grants", "break-glass"]).toEqual(Object.keys(KINDS));
  });

  describe.each(Object.keys(WRITTEN))("%s", (kind) => {
    const record = fc
      .tuple(NAMES, WRITTEN[kind]!)
      .map(([name, written]) => recordOf(kind, name, { ...written, ...(kind === "people" ? { owner: "person/w1001" } : {}) }));

    /** What a record says that AWS does not keep. */
    const said = (fields: Accountable & Record<string, unknown>) =>
      Object.fromEntries(
        ["owner", "purpose", "expires", "sponsor", "kill", "contract"].flatMap((key) => (key in fields ? [[key, fields[key]]] : [])),
      );

    it("recognises in its own entities the record that made them, and of it all but who, what for and until when", () => {
      fc.assert(
        fc.property(record, (written) => {
          const [recognised, ...more] = recognise(kind, entitiesOf(written));
          expect(more).toEqual([]);
          expect(recognised).toMatchObject({ kind, name: written.name, entity: entitiesOf(written)[0]!.arn });
          const again = complete(recognised!, said({ ...written.fields }));
          expect(comparableFields(again.fields)).toEqual(comparableFields(written.fields));
        }),
        { numRuns: 200 },
      );
    });

    it("declares again the entities that it recognised", () => {
      fc.assert(
        fc.property(record, (written) => {
          const entities = entitiesOf(written);
          const again = entitiesOf(complete(recognise(kind, entities)[0]!, said({ ...written.fields })));
          expect(again.map(comparable)).toEqual(entities.map(comparable));
        }),
        { numRuns: 200 },
      );
    });

    it("says no more in a recognised record than a person would write: nothing empty, nothing undefined", () => {
      fc.assert(
        fc.property(record, (written) => {
          const { fields } = recognise(kind, entitiesOf(written))[0]!;
          expect(
            Object.entries(fields).filter(
              // A role for EC2 without an instance profile has to say so.
              ([key, value]) =>
                value === undefined || JSON.stringify(value) === "{}" || (JSON.stringify(value) === "[]" && key !== "instanceProfiles"),
            ),
          ).toEqual([]);
        }),
      );
    });
  });

  describe("recogniseAll", () => {
    it("finds for every identity, group and policy of an account the record that declared it, and no other", () => {
      const any = fc.oneof(...Object.entries(WRITTEN).map(([kind, written]) => fc.tuple(fc.constant(kind), NAMES, written)));
      const records = fc.uniqueArray(any, { minLength: 1, maxLength: 8, selector: ([, name]) => name.toLowerCase() });
      fc.assert(
        fc.property(records, (written) => {
          const account = accountOf(
            "prod",
            written.map(([kind, name, fields]) =>
              recordOf(kind, name, { ...fields, ...(kind === "people" ? { owner: "person/w1001" } : {}) }),
            ),
          );
          const declared = { ...DECLARED, accounts: new Map([["prod", account]]) };
          const entities = entitiesOfStack(declared, "prod");
          const recognised = recogniseAll(
            entities.map(({ entity }) => entity),
            account,
            declared,
          );
          const expected = entities.filter(({ ref }) => !ref.startsWith("tenure/")).map(({ ref, entity }) => [entity.arn, ref]);
          expect(recognised.map(({ kind, name, entity }) => [entity, `${kind}/${name}`]).sort()).toEqual(expected.sort());
        }),
      );
    });

    it("takes an entity that nobody declared for the first kind in the table that knows it", () => {
      const entities = [
        userEntity("w1001"),
        userEntity("ada"),
        userEntity("bot"),
        roleEntity("worker"),
        roleEntity("agent", { trust: parseDocument(AGENT_TRUST) }),
        roleEntity("backup", { trust: parseDocument(VENDOR_TRUST) }),
        groupEntity("readers"),
        policyEntity("read"),
      ];
      expect(recogniseAll(entities, PROD, DECLARED).map(({ kind, name }) => `${kind}/${name}`)).toEqual([
        "people/w1001",
        "people/ada",
        "service-accounts/bot",
        "agents/agent",
        "vendors/backup",
        "workloads/worker",
        "groups/readers",
        "permissions/read",
      ]);
    });

    it("believes an entity's own tag before anything else", () => {
      const tagged = (ref: `${string}/${string}`) => ({ tags: { record: recordTag("prod", ref) } });
      const entities = [userEntity("w1001", tagged("service-accounts/w1001")), userEntity("bot", tagged("people/bot"))];
      expect(recogniseAll(entities, PROD, DECLARED).map(({ kind, name }) => `${kind}/${name}`)).toEqual([
        "people/bot",
        "service-accounts/w1001",
      ]);
    });

    it("has no record for the boundaries, which are the account's and not a record's", () => {
      const declared = declaredOf();
      const boundaries = entitiesOfStack(declared, "prod").map(({ entity }) => entity);
      expect(boundaries).toHaveLength(1);
      expect(recogniseAll(boundaries, PROD, declared)).toEqual([]);
    });

    it("has no record for a policy on Tenure's own path, even without tags, which AWS does not list with policies", () => {
      expect(recogniseAll([policyEntity("until-2026-01-01", { path: "/tenure/" })], PROD, DECLARED)).toEqual([]);
    });
  });

  describe("arnOfRecord", () => {
    it.each(["prod", "dev"])("is the ARN that the record's entity has, for every record of %s that becomes one", (name) => {
      const declared = sample();
      const account = declared.accounts.get(name)!;
      for (const { entity, ref } of entitiesOfStack(declared, name)) {
        const record = account.records.get(ref);
        // A sealed user has a role beside it; the record is the user.
        if (record && KINDS[record.kind]!.entityType === entity.type) expect(arnOfRecord(record, account)).toBe(entity.arn);
      }
    });

    it("gives a template the name that it would have", () => {
      const account = small().accounts.get("prod")!;
      expect(arnOfRecord(account.records.get("roles/admin")!, account)).toBe("arn:aws:iam::000000000000:role/admin");
    });

    it("knows a path and the account's partition", () => {
      const declared = small({
        ...edit("accounts/prod/service-accounts/exporter.yaml", "groups:", "path: /batch/\ngroups:"),
        ...edit("accounts/prod/account.yaml", "region: us-east-1", "region: cn-north-1\npartition: aws-cn"),
      });
      const account = declared.accounts.get("prod")!;
      expect(arnOfRecord(account.records.get("service-accounts/exporter")!, account)).toBe(
        "arn:aws-cn:iam::000000000000:user/batch/exporter",
      );
    });
  });
});
