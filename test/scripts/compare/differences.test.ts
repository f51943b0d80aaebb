import { describe, expect, it } from "vitest";
import { differencesOf, facetKey, isCompared } from "../../../scripts/compare/differences.ts";
import { documentOf } from "../../../stacks/iam/document.ts";
import type { Facet, FacetName, FacetOf } from "../../../stacks/iam/facet.ts";

const KEYS = { owner: "owner", expires: "expires", record: "record", managedBy: "managed-by" };
const of = <Name extends FacetName>(facet: Omit<FacetOf<Name>, "type" | "name" | "path" | "record">, type: Facet["type"] = "user") =>
  ({ type, name: "x", path: "/", record: undefined, ...facet }) as unknown as FacetOf<Name>;
const allow = (action: string) => documentOf({ effect: "Allow", actions: [action], resources: ["*"], conditions: [] });
const between = (a: Facet, b: Facet) =>
  differencesOf(a, b, KEYS).map(({ property, declared, observed }) => `${property}: ${declared} -> ${observed}`);

describe("scripts/compare/differences", () => {
  it.each([
    ["tags", true],
    ["trust", true],
    ["session", true],
    ["document", true],
    ["attachment", true],
    ["membership", true],
    ["console", true],
    ["boundary", false],
    ["key", false],
  ] as const)("compares %s here: %s", (name, compared) => {
    expect(isCompared(name)).toBe(compared);
  });

  it("finds no difference between a facet and itself", () => {
    for (const facet of [of<"tags">({ facet: "tags", tags: { a: "b" } }), of<"membership">({ facet: "membership", groups: ["a"] })])
      expect(between(facet, facet)).toEqual([]);
  });

  it("does not compare facets of different names", () => {
    expect(between(of<"console">({ facet: "console", console: true }), of<"membership">({ facet: "membership", groups: [] }))).toEqual([]);
  });

  it("takes groups and policies as sets: order is nothing", () => {
    expect(
      between(of<"membership">({ facet: "membership", groups: ["a", "b"] }), of<"membership">({ facet: "membership", groups: ["b", "a"] })),
    ).toEqual([]);
    expect(
      between(
        of<"attachment">({ facet: "attachment", attached: ["arn:a", "arn:b"], inline: ["x"] }),
        of<"attachment">({ facet: "attachment", attached: ["arn:b", "arn:c"], inline: ["x", "y"] }),
      ),
    ).toEqual(["attached: arn:a -> nothing", "attached: nothing -> arn:c", "inline: nothing -> y"]);
  });

  it("compares documents by meaning", () => {
    const a = of<"document">({ facet: "document", inline: null, document: allow("s3:GetObject") });
    const b = of<"document">({ facet: "document", inline: null, document: allow("S3:getobject") });
    expect(between(a, b)).toEqual([]);
    expect(between(a, of<"document">({ facet: "document", inline: null, document: allow("s3:*") }))).toHaveLength(1);
  });

  describe("tags", () => {
    const tags = (type: Facet["type"], value: Record<string, string>) => of<"tags">({ facet: "tags", tags: value }, type);

    it("takes keys without case on users and roles, and with case on policies, as AWS does", () => {
      expect(between(tags("user", { owner: "a" }), tags("user", { Owner: "a" }))).toEqual([]);
      expect(between(tags("role", { owner: "a" }), tags("role", { OWNER: "a" }))).toEqual([]);
      expect(between(tags("policy", { owner: "a" }), tags("policy", { Owner: "a" }))).toEqual([
        "tags.owner: a -> nothing",
        "tags.Owner: nothing -> a",
      ]);
    });

    it("takes values with case", () => {
      expect(between(tags("user", { owner: "team/A" }), tags("user", { owner: "team/a" }))).toEqual(["tags.owner: team/A -> team/a"]);
    });

    it("tells an empty value from none", () => {
      expect(between(tags("user", { a: "" }), tags("user", {}))).toEqual(["tags.a:  -> nothing"]);
      expect(between(tags("user", {}), tags("user", { a: "" }))).toEqual(["tags.a: nothing -> "]);
    });

    it("leaves the end to expiry-not-enforced, in whatever case somebody wrote it", () => {
      expect(between(tags("user", { expires: "2027-03-31T00:00:00Z" }), tags("user", { EXPIRES: "never" }))).toEqual([]);
    });

    it.each(["aws:createdBy", "AKIAIOSFODNN7EXAMPLE"])("passes over %s, which nobody declares", (key) => {
      expect(between(tags("user", {}), tags("user", { [key]: "x" }))).toEqual([]);
    });

    it.each(["Akiaiosfodnn7example", "awsx", "AKIA", "x-AKIAIOSFODNN7EXAMPLE"])(
      "does not pass over %s, which only looks like it",
      (key) => {
        expect(between(tags("user", {}), tags("user", { [key]: "x" }))).toEqual([`tags.${key}: nothing -> x`]);
      },
    );

    it("does not take what every object has for a tag", () => {
      expect(between(tags("policy", { toString: "a" }), tags("policy", {}))).toEqual(["tags.toString: a -> nothing"]);
      expect(between(tags("policy", {}), tags("policy", { constructor: "a" }))).toEqual(["tags.constructor: nothing -> a"]);
    });
  });

  it("names an inline policy's facet after it", () => {
    expect(facetKey(of<"document">({ facet: "document", inline: "x", document: allow("*") }))).toBe("document x");
    expect(facetKey(of<"document">({ facet: "document", inline: null, document: allow("*") }))).toBe("document");
    expect(facetKey(of<"console">({ facet: "console", console: true }))).toBe("console");
  });
});
