import { describe, expect, it } from "vitest";
import type { ObservedUser } from "../../../scripts/observe/observation.ts";
import { parseObservation } from "../../../scripts/observe/saved.ts";
import { addEntity, changeRole, changeUser, observationOf, PART_NAMES, strangeUser, userIn, withGap } from "../../support/observations.ts";
import { PROD, sample } from "../../support/small-organisation.ts";

const WHOLE = observationOf(sample(), "prod");
const saved = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** The message of a file in which one value stands where another one belongs. */
function refusal(path: string, value: unknown): string {
  const copy = JSON.parse(saved(WHOLE)) as Record<string, never>;
  const steps = path.split(".");
  let at = copy as Record<string, unknown>;
  for (const step of steps.slice(0, -1)) at = at[step] as Record<string, unknown>;
  if (value === undefined) delete at[steps.at(-1)!];
  else at[steps.at(-1)!] = value;
  try {
    parseObservation("prod.json", saved(copy));
    return "accepted";
  } catch (error) {
    expect(error).toMatchObject({ code: "OBSERVATION_INVALID" });
    return (error as Error).message;
  }
}

describe("scripts/observe/saved", () => {
  it("is read back as it was saved, whole and with gaps", () => {
    expect(parseObservation("prod.json", saved(WHOLE))).toEqual(WHOLE);
    for (const name of PART_NAMES) {
      const gap = withGap(WHOLE, name);
      expect(parseObservation("prod.json", saved(gap))).toEqual(gap);
    }
  });

  it("is read back with everything odd that AWS may hold", () => {
    const statements = [
      {
        effect: "Deny" as const,
        notActions: ["a"],
        notResources: ["b"],
        notPrincipals: [{ type: "AWS", values: ["*"] }],
        sid: "x",
        conditions: [{ operator: "Null", key: "k", values: ["true"] }],
      },
    ];
    const odd = changeRole(
      changeUser(addEntity(WHOLE, strangeUser(PROD, "x", { path: "/`@x`/", tags: { Прощай: "", a: "\u0000" } })), "w1001", {
        boundary: null,
      }),
      "auditor",
      { trust: { version: "2008-10-17", id: "i", statements } },
    );
    expect(parseObservation("prod.json", saved(odd))).toEqual(odd);
  });

  it("keeps an inline policy and a tag of any name: what is not read back is not compared", () => {
    const inline = JSON.parse('{"__proto__":{"version":"2012-10-17","statements":[]}}') as ObservedUser["inline"];
    const tags = JSON.parse('{"__proto__":"x","constructor":"y"}') as ObservedUser["tags"];
    const odd = changeUser(WHOLE, "w1001", { inline, tags });
    const user = userIn(parseObservation("prod.json", saved(odd)), "w1001");
    expect([Object.keys(user.inline), Object.entries(user.tags)]).toEqual([
      ["__proto__"],
      [
        ["__proto__", "x"],
        ["constructor", "y"],
      ],
    ]);
  });

  it.each([
    ["", "no JSON"],
    ["{", "half a file"],
    ["hello", "words"],
  ])("names the file when it is no JSON: %j (%s)", (text) => {
    expect(() => parseObservation("prod.json", text)).toThrow(/^prod\.json is no observation \(tenure\/observation\/1\): /);
  });

  it.each([
    ["null", null],
    ["a list", []],
    ["a text", "x"],
  ])("names the file when it is %s", (_, value) => {
    expect(() => parseObservation("prod.json", saved(value))).toThrow(/^prod\.json is no observation \(tenure\/observation\/1\): /);
  });

  it.each([
    ["schema", "tenure/observation/2"],
    ["schema", undefined],
    ["account", undefined],
    ["accountId", 123],
    ["startedAt", "yesterday"],
    ["manifest.0.pages", 1.5],
    ["manifest.0.refused", undefined],
    ["parts", undefined],
    ["parts.keys", undefined],
    ["extra", 1],
    ["parts.extra", { complete: true }],
  ] as const)("names %s when it is %j", (path, value) => {
    expect(refusal(path, value)).toContain(path.startsWith("parts.extra") ? "parts" : path.startsWith("extra") ? "extra" : path);
  });

  it.each([
    ["parts.keys.value.0.status", "Enabled"],
    ["parts.keys.value.0.user", "ada"],
    ["parts.keys.observedAt", "now"],
    ["parts.sessions.value.x", "long"],
    ["parts.credentials.value.rows.0.console", "yes"],
    ["parts.authorization.value.users.0.boundary", ""],
    ["parts.authorization.value.users.0.tags", null],
    ["parts.authorization.value.users.0.tags", ["owner"]],
    ["parts.authorization.value.users.0.tags.owner", 1],
    ["parts.authorization.value.users.0.inline.x", "{}"],
    ["parts.authorization.value.roles.0.trust", "{}"],
    ["parts.slots.value.0.slot", undefined],
    ["parts.slots.complete", "maybe"],
  ] as const)("names the very field inside a part: %s is %j", (path, value) => {
    expect(refusal(path, value)).toContain(`${path}: `);
  });

  it.each([
    ["statements that are no list", { version: "2012-10-17", statements: null }],
    ["a statement without an effect", { version: "2012-10-17", statements: [{ actions: ["s3:*"], conditions: [] }] }],
    ["a statement without conditions", { version: "2012-10-17", statements: [{ effect: "Allow", actions: ["s3:*"] }] }],
    ["IAM's own form instead of ours", { Version: "2012-10-17", Statement: [] }],
  ])("refuses a document that could not be compared: %s", (_, document) => {
    expect(refusal("parts.authorization.value.roles.0.trust", document)).not.toBe("accepted");
  });

  it("does not take a part with a value for a gap, nor one with a gap for complete", () => {
    expect(refusal("parts.keys.complete", false)).not.toBe("accepted");
    expect(refusal("parts.keys", { complete: true, gap: { source: "a", operation: "b", reason: "c", retry: false } })).not.toBe("accepted");
  });
});
