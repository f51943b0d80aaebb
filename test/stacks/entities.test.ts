import { describe, expect, it } from "vitest";
import { accountOfStack, entitiesOf, requireOwnStack } from "../../stacks/entities.ts";
import { isIdentity } from "../../stacks/iam/entity.ts";
import { BREAK_GLASS_PATH } from "../../stacks/model/lifecycle.ts";
import { accountOf, declaredOf, recordOf, sampleOrganisation } from "../support/builders.ts";

const trust = { service: "lambda.amazonaws.com" };

describe("stacks/entities", () => {
  it("finds the account of a stack, and names those there are when there is none", () => {
    const declared = declaredOf({ accounts: [accountOf("prod"), accountOf("dev")] });
    expect(accountOfStack(declared, "dev").name).toBe("dev");
    expect(() => accountOfStack(declared, "staging")).toThrow('there is no account for stack "staging"; declared are prod, dev');
  });

  it("puts together the entities of all records and the boundaries that end them, by ARN", () => {
    const records = [
      recordOf("workloads", "worker", { trust, expires: "2027-01-01" }),
      recordOf("people", "w1001", { adopted: { at: "2026-11-01", ref: "#3" } }),
      recordOf("groups", "readers"),
      recordOf("roles", "admin", { requestable: { by: ["team/platform"], maxDuration: "1h", approvers: ["team/security"] } }),
    ];
    const entities = entitiesOf(declaredOf({ accounts: [accountOf("prod", records)] }), "prod");
    expect(entities.map(({ entity, ref, adopted }) => [entity.arn.slice("arn:aws:iam::000000000000:".length), ref, adopted])).toEqual([
      ["group/readers", "groups/readers", false],
      ["policy/tenure/disabled", "tenure/disabled", false],
      ["policy/tenure/until-2027-01-01", "tenure/until-2027-01-01", false],
      ["policy/tenure/until-2027-03-31", "tenure/until-2027-03-31", false],
      ["role/worker", "workloads/worker", false],
      ["user/w1001", "people/w1001", true],
    ]);
  });

  describe("of an account in slices", () => {
    const records = [
      recordOf("groups", "readers"),
      recordOf("roles", "support", { trust: { people: ["person/w1001"] } }),
      ...["a", "b", "c", "d"].map((name) => recordOf("workloads", name, { trust })),
    ];
    const declared = declaredOf({ accounts: [accountOf("prod", records, { slices: 3 })] });
    const refs = (stack: string) => entitiesOf(declared, stack).map(({ ref }) => ref);

    it("has each entity in one slice, what others stand on in the first, and all of them under the account's own name", () => {
      const slices = ["prod.0", "prod.1", "prod.2"].map(refs);
      expect(slices[0]).toEqual(["groups/readers", "tenure/disabled", "tenure/until-2027-03-31"]);
      expect(slices[2]).toContain("roles/support");
      expect(slices.flat().sort()).toEqual([...refs("prod")].sort());
    });

    it("is deployed by its slices, and not once more as a whole", () => {
      const account = accountOfStack(declared, "prod");
      expect(() => requireOwnStack(account, "prod.2")).not.toThrow();
      expect(() => requireOwnStack(account, "prod")).toThrow("prod is spread over the stacks prod.0, prod.1, prod.2");
    });

    it("knows no slice beyond the last one", () => {
      expect(() => entitiesOf(declared, "prod.3")).toThrow('there is no account for stack "prod.3"; declared are prod.0, prod.1, prod.2');
    });
  });

  it("knows only the account of the stack", () => {
    const accounts = [accountOf("prod", [recordOf("groups", "readers")]), accountOf("dev", [], { accountId: "111111111111" })];
    const entities = entitiesOf(declaredOf({ accounts }), "dev");
    expect(entities.map(({ entity }) => entity.arn)).toEqual(["arn:aws:iam::111111111111:policy/tenure/disabled"]);
  });

  it("makes the same entities in the same order of the same records, however these are ordered", () => {
    const records = ["c", "a", "b"].map((name) => recordOf("workloads", name, { trust }));
    const of = (list: typeof records) => entitiesOf(declaredOf({ accounts: [accountOf("prod", list)] }), "prod");
    expect(of([...records].reverse())).toEqual(of(records));
  });

  describe.each(["dev", "prod"])("of the sample organisation's account %s", (stack) => {
    const declared = sampleOrganisation();
    const entities = entitiesOf(declared, stack);

    it("gives every identity a boundary that is there, but for the roles of break-glass", () => {
      const policies = new Set(entities.map(({ entity }) => entity.arn));
      const identities = entities.map(({ entity }) => entity).filter(isIdentity);
      expect(identities.length).toBeGreaterThan(4);
      const without = identities.filter(({ boundary }) => boundary === null || !policies.has(boundary));
      expect(without.filter(({ type, path }) => type !== "role" || path !== BREAK_GLASS_PATH)).toEqual([]);
    });

    it("declares every ARN once", () => {
      const arns = entities.map(({ entity }) => entity.arn);
      expect(new Set(arns).size).toBe(arns.length);
    });
  });

  it("has at least ten users and five roles in the sample account prod, and about 25 identities in all", () => {
    const count = (stack: string, type: string) =>
      entitiesOf(sampleOrganisation(), stack).filter(({ entity }) => entity.type === type).length;
    expect(count("prod", "user")).toBeGreaterThanOrEqual(10);
    expect(count("prod", "role")).toBeGreaterThanOrEqual(5);
    const all = ["dev", "prod"].flatMap((stack) => ["user", "role"].map((type) => count(stack, type))).reduce((sum, one) => sum + one, 0);
    expect(all).toBeGreaterThanOrEqual(20);
    expect(all).toBeLessThanOrEqual(30);
  });
});
