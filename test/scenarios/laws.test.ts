import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { declaredFacets, judge } from "../../policies/judge.ts";
import { compare } from "../../scripts/compare/compare.ts";
import { entitiesOf } from "../../stacks/entities.ts";
import type { Declared } from "../../stacks/model/declared.ts";
import { type Instant, plus } from "../../stacks/model/instant.ts";
import { anyName, anyRecords } from "../stacks/arbitraries.ts";
import { DECLARED, PROVIDERS } from "../stacks/kinds/translation.ts";
import { accountOf, recordOf } from "../support/builders.ts";
import { observationOf } from "../support/observations.ts";
import { AS_OF } from "../support/small-organisation.ts";

/** What holds for any valid records, of every kind and at any moment. */

const TEMPLATE = recordOf("roles", "template", {
  permissions: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
  requestable: { by: ["team/platform"], maxDuration: "12h", approvers: ["team/security"] },
});
const OFF = { state: "disabled", disabled: { since: "2026-11-01", reason: "looked suspicious", ref: "#1" } };

const anyMoment = () => fc.integer({ min: -400, max: 400 }).map((days) => plus(AS_OF, days * 86_400_000));

/** The two kinds that nothing recognises, since only Tenure writes on their paths. */
const SEALED: Readonly<Record<string, fc.Arbitrary<Record<string, unknown>>>> = {
  grants: fc.tuple(anyMoment(), fc.integer({ min: 1, max: 12 }), fc.boolean()).map(([starts, hours, off]) => ({
    who: "person/w1001",
    role: "template",
    reason: "INC-1 restore of the ledger",
    starts,
    ends: plus(starts, hours * 3_600_000),
    ...(off ? OFF : {}),
  })),
  "break-glass": fc.tuple(anyMoment(), fc.boolean()).map(([expires, off]) => ({
    expires,
    custodians: ["person/w1001", "person/w1002"],
    role: { permissions: ["arn:aws:iam::aws:policy/AdministratorAccess"] },
    ...(off ? OFF : {}),
  })),
};

/** Organisations whose one account holds up to eight records of any kinds, beside the providers and the template that these may name. */
function anyOrganisation(): fc.Arbitrary<Declared> {
  const kinds = Object.entries({ ...anyRecords(["w1001", "w1002", "w1003"]), ...SEALED });
  const record = fc.oneof(...kinds.map(([kind, written]) => fc.tuple(fc.constant(kind), anyName(50), written)));
  return fc.uniqueArray(record, { minLength: 1, maxLength: 8, selector: ([, name]) => name.toLowerCase() }).map((written) => {
    const records = written.map(([kind, name, fields]) =>
      recordOf(kind, name, { ...fields, ...(kind === "people" ? { owner: "person/w1001" } : {}) }),
    );
    return { ...DECLARED, accounts: new Map([["prod", accountOf("prod", [...PROVIDERS, TEMPLATE, ...records])]]) };
  });
}

describe("test/scenarios/laws", () => {
  it("any valid records are accepted by every rule, or refused by one that could judge them and names a record", () => {
    let refused = 0;
    fc.assert(
      fc.property(anyOrganisation(), anyMoment(), (declared, asOf) => {
        const { records } = declared.accounts.get("prod")!;
        for (const { subject, message } of judge(declaredFacets(declared, "prod"), "prod", declared, asOf)) {
          refused += 1;
          expect([...records.keys()]).toContain(subject);
          expect(message).not.toContain("could not be judged");
        }
      }),
      { numRuns: 40 },
    );
    expect(refused).toBeGreaterThan(0);
  });

  it("what was deployed as declared has not drifted, whatever is declared", () => {
    const drifted = new Set(["changed", "missing", "unmanaged", "key-undeclared", "expiry-not-enforced"]);
    fc.assert(
      fc.property(anyOrganisation(), anyMoment(), (declared, asOf) => {
        const { findings, unknown } = compare(declared, observationOf(declared, "prod"), asOf);
        expect([findings.filter(({ check }) => drifted.has(check)), unknown]).toEqual([[], []]);
      }),
      { numRuns: 40 },
    );
  });

  it("a grant that is extended, ended early, stopped or taken away touches no other entity but boundaries", () => {
    const others = (declared: Declared, ref: string) =>
      entitiesOf(declared, "prod").filter((one) => one.ref !== ref && !one.ref.startsWith("tenure/"));
    const change = fc.constantFrom<(grant: Record<string, unknown>) => Record<string, unknown> | undefined>(
      (grant) => ({ ...grant, ends: plus(grant.ends as Instant, 3_600_000) }),
      (grant) => ({ ...grant, ends: plus(grant.starts as Instant, 1_000) }),
      (grant) => ({ ...grant, ...OFF }),
      () => undefined,
    );
    fc.assert(
      fc.property(anyOrganisation(), SEALED.grants!, SEALED.grants!, change, (declared, one, other, to) => {
        const of = (fields: Record<string, unknown> | undefined): Declared => {
          const account = declared.accounts.get("prod")!;
          const grants = [...(fields ? [recordOf("grants", "one", fields)] : []), recordOf("grants", "other", other)];
          return { ...declared, accounts: new Map([["prod", accountOf("prod", [...account.records.values(), ...grants])]]) };
        };
        const [before, after] = [of(one), of(to(one))];
        expect(others(after, "grants/one")).toEqual(others(before, "grants/one"));
        expect(others(before, "grants/one").map(({ ref }) => ref)).toContain("grants/other");
      }),
    );
  });

  it("disabled and enabled again is as before, and only boundaries and keys are otherwise in between", () => {
    const off = (declared: Declared): Declared => {
      const account = declared.accounts.get("prod")!;
      const records = [...account.records.values()].map((record) => ({
        ...record,
        fields: { ...record.fields, state: "disabled" as const },
      }));
      return { ...declared, accounts: new Map([["prod", accountOf("prod", records)]]) };
    };
    const bare = (declared: Declared) =>
      entitiesOf(declared, "prod")
        .filter(({ ref }) => !ref.startsWith("tenure/"))
        .map(({ entity }) => ({
          ...entity,
          ...("boundary" in entity ? { boundary: null } : {}),
          ...("keys" in entity ? { keys: entity.keys.map(({ status: _, ...key }) => key) } : {}),
        }));
    fc.assert(
      fc.property(anyOrganisation(), (declared) => {
        expect(bare(off(declared))).toEqual(bare(declared));
        for (const { entity } of entitiesOf(off(declared), "prod")) {
          if ("boundary" in entity) expect(entity.boundary).toMatch(/:policy\/tenure\/disabled$/);
          if ("keys" in entity) expect(entity.keys.filter(({ status }) => status === "Active")).toEqual([]);
        }
      }),
    );
  });
});
