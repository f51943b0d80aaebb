import { describe, expect, it } from "vitest";
import { entitiesOfResources } from "../../policies/entities.ts";
import { build } from "../../stacks/components/build.ts";
import { entitiesOf } from "../../stacks/entities.ts";
import type { Entity } from "../../stacks/iam/entity.ts";
import { sameMeaning } from "../../stacks/iam/equivalence.ts";
import { registeredBy } from "../stacks/components/program.ts";
import { sample } from "../support/small-organisation.ts";

/** Attachments have no order, and of a user's keys only the record knows the end. */
const comparable = (entity: Entity): Entity => {
  const one = "attached" in entity ? { ...entity, attached: [...entity.attached].sort() } : entity;
  return one.type === "user" ? { ...one, keys: [] } : one;
};

describe("policies/entities", () => {
  it.each(["prod", "dev"])("gives back the entities that the program made resources of: the sample's %s", async (account) => {
    const declared = sample();
    const expected = entitiesOf(declared, account);
    const registered = await registeredBy(() => void build(expected, declared.accounts.get(account)!, declared));
    const resources = registered.map(({ type, name, inputs }) => ({ type, name, props: inputs }));
    const { entities, strays } = entitiesOfResources(resources, { account, declared });
    expect(strays).toEqual([]);
    const byArn = new Map(entities.map(({ entity, name }) => [entity.arn, { entity, name }]));
    expect([...byArn.keys()].sort()).toEqual(expected.map(({ entity }) => entity.arn));
    for (const { entity, ref } of expected) {
      const found = byArn.get(entity.arn)!;
      expect(found.name).toBe(ref);
      expect(same(comparable(found.entity), comparable(entity))).toBe(true);
    }
  });

  it("says which resource is about an identity that none of them is", () => {
    const declared = sample();
    const attachment = {
      type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      name: "x",
      props: { role: "elsewhere", policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
    };
    const { entities, strays } = entitiesOfResources([attachment], { account: "prod", declared });
    expect([entities, strays.map(({ facet, resource }) => [facet.type, facet.name, resource.name])]).toEqual([
      [],
      [["role", "elsewhere", "x"]],
    ]);
  });
});

/** Equal in everything; documents by what they mean. Who reads a key's secret stands in the secret's policy, and a program of an account has no keys. */
function same(one: Entity, other: Entity): boolean {
  const documents = (entity: Entity) => ("trust" in entity ? [entity.trust] : "document" in entity ? [entity.document] : []);
  expect({ ...one, trust: null, document: null }).toEqual({ ...other, trust: null, document: null, secretReaders: undefined });
  return documents(one).every((document, index) => sameMeaning(document, documents(other)[index]!));
}
