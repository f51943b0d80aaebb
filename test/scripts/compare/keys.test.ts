import { describe, expect, it } from "vitest";
import { scopeOf } from "../../../scripts/compare/check.ts";
import { matchKeys } from "../../../scripts/compare/keys.ts";
import { entitiesOf } from "../../../stacks/entities.ts";
import { MADE_AT, observationOf, partOf } from "../../support/observations.ts";
import { edit, small } from "../../support/small-organisation.ts";

const USER = "arn:aws:iam::000000000000:user/exporter" as const;
const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const RECORD = "prod/service-accounts/exporter";

function scopeWith(files: Record<string, string | null> = {}) {
  const declared = small(files);
  return scopeOf(declared, declared.accounts.get("prod")!, entitiesOf(declared, "prod"));
}
const key = (id: string, user: `arn:${string}` = USER) => ({ id, user, status: "Active" as const, createdAt: MADE_AT });
const filledOf = (...args: Parameters<typeof matchKeys>) => matchKeys(...args).filled.map(({ slot, key: found }) => [slot, found?.id]);

describe("scripts/compare/keys", () => {
  it("puts each key of an account as declared into its slot", () => {
    const scope = scopeWith();
    const observation = observationOf(scope.declared, "prod");
    const { filled, slotOf } = matchKeys(scope, partOf(observation, "keys"), partOf(observation, "slots"));
    const id = partOf(observation, "keys")[0]!.id;
    expect(filled).toEqual([{ user: USER, slot: "primary", declared: expect.objectContaining({ slot: "primary" }), key: key(id) }]);
    expect([...slotOf]).toEqual([[id, { slot: "primary", expires: "2027-01-31T00:00:00Z" }]]);
  });

  it("finds an adopted key by its id, whatever any secret says", () => {
    const scope = scopeWith(
      edit(EXPORTER, "primary: { expires: 2027-01-31 }", "old: { expires: 2027-01-31, id: AKIAOLD00000, secret: external }"),
    );
    expect(filledOf(scope, [key("AKIAOLD00000")], [])).toEqual([["old", "AKIAOLD00000"]]);
    expect(filledOf(scope, [key("AKIAOLD00000"), key("AKIANEW00000")], [{ keyId: "AKIANEW00000", record: RECORD, slot: "old" }])).toEqual([
      ["old", "AKIAOLD00000"],
    ]);
  });

  it("does not let a secret put a key that a record names by its id into another slot as well", () => {
    const slots = "old: { expires: 2027-01-31, id: AKIAOLD00000, secret: external }\n  primary: { expires: 2027-01-31 }";
    const scope = scopeWith(edit(EXPORTER, "primary: { expires: 2027-01-31 }", slots));
    const secrets = [{ keyId: "AKIAOLD00000", record: RECORD, slot: "primary" }];
    expect(filledOf(scope, [key("AKIAOLD00000")], secrets)).toEqual([
      ["old", "AKIAOLD00000"],
      ["primary", undefined],
    ]);
    const both = [...secrets, { keyId: "AKIANEW00000", record: RECORD, slot: "primary" }];
    expect(filledOf(scope, [key("AKIAOLD00000"), key("AKIANEW00000")], both)).toEqual([
      ["old", "AKIAOLD00000"],
      ["primary", "AKIANEW00000"],
    ]);
  });

  it("does not let the record of one user take a key out of another user's slot", () => {
    const id = "AKIA00000001";
    const files = edit(
      "accounts/prod/people/w1.yaml",
      "console: true",
      `keys:\n  old: { expires: 2027-01-31, id: ${id}, secret: external }`,
    );
    expect(filledOf(scopeWith(files), [key(id)], [{ keyId: id, record: RECORD, slot: "primary" }])).toEqual([
      ["primary", id],
      ["old", undefined],
    ]);
  });

  it("does not mind secrets of keys that are gone", () => {
    const slots = ["AKIAGONE0001", "AKIALIVE0001"].map((keyId) => ({ keyId, record: RECORD, slot: "primary" }));
    expect(filledOf(scopeWith(), [key("AKIALIVE0001")], slots)).toEqual([["primary", "AKIALIVE0001"]]);
  });

  it("believes neither of two live keys that claim one slot", () => {
    const slots = ["AKIA00000001", "AKIA00000002"].map((keyId) => ({ keyId, record: RECORD, slot: "primary" }));
    const { filled, slotOf } = matchKeys(scopeWith(), [key("AKIA00000001"), key("AKIA00000002")], slots);
    expect([filled.map(({ key: found }) => found), [...slotOf]]).toEqual([[undefined], []]);
  });

  it("does not put one user's key into another user's slot", () => {
    const { slotOf } = matchKeys(
      scopeWith(),
      [key("AKIA00000001", "arn:aws:iam::000000000000:user/w1")],
      [{ keyId: "AKIA00000001", record: RECORD, slot: "primary" }],
    );
    expect([...slotOf]).toEqual([]);
  });

  it("does not put a key into a slot of the same name in another record or account", () => {
    for (const record of ["dev/service-accounts/exporter", "prod/service-accounts/other", "prod/people/exporter"])
      expect(filledOf(scopeWith(), [key("AKIA00000001")], [{ keyId: "AKIA00000001", record, slot: "primary" }])).toEqual([
        ["primary", undefined],
      ]);
  });

  it("does not let one key fill two slots", () => {
    const scope = scopeWith(
      edit(EXPORTER, "primary: { expires: 2027-01-31 }", "primary: { expires: 2027-01-31 }\n  next: { expires: 2027-01-31 }"),
    );
    const slots = ["primary", "next"].map((slot) => ({ keyId: "AKIA00000001", record: RECORD, slot }));
    const filled = filledOf(scope, [key("AKIA00000001")], slots).filter(([, id]) => id !== undefined);
    expect(filled.length).toBeLessThan(2);
  });
});
