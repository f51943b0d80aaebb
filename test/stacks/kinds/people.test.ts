import { describe, expect, it } from "vitest";
import { KINDS } from "../../../stacks/kinds/kinds.ts";
import { recordOf } from "../../support/builders.ts";
import { entitiesOf } from "./translation.ts";

const written = { owner: "person/w1001", purpose: "Console access", expires: "2027-03-31" };

describe("stacks/kinds/people", () => {
  const schema = KINDS.people!.record;

  it("makes a console user of a person's record; applications elsewhere make nothing in AWS", () => {
    const applications = { github: 5550123, ticketing: "0057F" };
    const [user] = entitiesOf(recordOf("people", "w1001", { groups: ["readers"], console: true, applications }));
    expect(user).toMatchObject({ type: "user", name: "w1001", console: true, groups: ["readers"], keys: [] });
    expect(JSON.stringify(user)).not.toContain("0057F");
  });

  it("belongs to a person, never to a team", () => {
    expect(schema.safeParse(written).success).toBe(true);
    expect(schema.safeParse({ ...written, owner: "team/web" }).success).toBe(false);
  });

  it("gets no access keys but adopted ones", () => {
    const key = { expires: "2027-01-31" };
    expect(schema.safeParse({ ...written, keys: { primary: key } }).success).toBe(false);
    expect(schema.safeParse({ ...written, keys: { old: { ...key, id: "AKIAIOSFODNN7EXAMPLE", secret: "external" } } }).success).toBe(true);
  });

  it("refers to its groups", () => {
    const { fields } = recordOf("people", "w1001", { groups: ["readers", "writers"] });
    expect(KINDS.people!.references(fields)).toEqual([
      { path: ["groups", 0], to: "groups/readers" },
      { path: ["groups", 1], to: "groups/writers" },
    ]);
  });
});
