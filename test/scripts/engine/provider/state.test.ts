import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkInputs } from "../../../../scripts/engine/provider/check.ts";
import { diffResource } from "../../../../scripts/engine/provider/diff.ts";
import { RESOURCE_TYPES, resourceType } from "../../../../scripts/engine/provider/resources.ts";
import type { Property, ResourceType } from "../../../../scripts/engine/provider/schema.ts";
import { plannedOutputs, readInputs, readOutputs, writtenOutputs } from "../../../../scripts/engine/provider/state.ts";
import type { Properties, Value } from "../../../../scripts/engine/provider/value.ts";
import { allowing } from "./provider.ts";

describe("scripts/engine/provider/state", () => {
  const names = fc.stringMatching(/^[a-z]{1,8}$/);

  function values(property: Property): fc.Arbitrary<Value> {
    if (property.document) return names.map((name) => allowing(`s3:${name}`));
    if (property.type === "strings") return fc.uniqueArray(names, { minLength: 1 });
    if (property.type === "tags") return fc.dictionary(names, names);
    if (property.type === "boolean") return fc.boolean();
    if (property.type === "number") return fc.integer({ min: 3600, max: 43200 });
    return property.default === "/" ? names.map((name) => `/${name}/`) : names;
  }

  /** Any inputs that a program could state, without those that refer to bounds of their own. */
  function programs(type: ResourceType): fc.Arbitrary<Properties> {
    const inputs = Object.entries(type.properties).filter(([, property]) => property.input !== undefined);
    const required = inputs.filter(([, { input }]) => input === "required").map(([name]) => name);
    return fc.record(Object.fromEntries(inputs.map(([name, property]) => [name, values(property)])), {
      requiredKeys: required,
    }) as fc.Arbitrary<Properties>;
  }

  for (const type of RESOURCE_TYPES) {
    it(`finds no difference between what a program stated and what was written of it: ${type.token}`, () => {
      fc.assert(
        fc.property(programs(type), (program) => {
          const { inputs } = checkInputs(type, program);
          const planned = plannedOutputs(type, undefined, inputs, {});
          const written = writtenOutputs(type, "id", inputs, {}, { outputs: {} }, {});
          expect(diffResource(type, planned, inputs, []).differences).toEqual([]);
          expect(diffResource(type, written, inputs, []).differences).toEqual([]);
        }),
      );
    });

    it(`gives back inputs and outputs as recorded when AWS has what was written: ${type.token}`, () => {
      fc.assert(
        fc.property(programs(type), (program) => {
          const { inputs } = checkInputs(type, program);
          const found = {
            outputs: Object.fromEntries(Object.entries(inputs).filter(([name]) => type.properties[name] && !type.properties[name].kept)),
          };
          const written = writtenOutputs(type, "id", inputs, {}, found, {});
          const outputs = readOutputs(type, "id", { ...inputs, ...written }, found);
          expect(outputs).toEqual(written);
          expect(readInputs(type, outputs, inputs)).toEqual(inputs);
        }),
      );
    });
  }

  it("writes what was asked for even if AWS still answers with the state before", () => {
    const user = resourceType("aws:iam/user:User");
    const stale = { outputs: { name: "x", path: "/", tags: { a: "old" }, permissionsBoundary: "arn:old", arn: "arn:x" } };
    const { inputs } = checkInputs(user, { name: "x", tags: { a: "new" } });
    expect(writtenOutputs(user, "x", inputs, {}, stale, {})).toEqual({
      arn: "arn:x",
      forceDestroy: false,
      id: "x",
      name: "x",
      path: "/",
      tags: { a: "new" },
      tagsAll: { a: "new" },
    });
  });

  it("keeps the list of defaults only for what still has its default", () => {
    const role = resourceType("aws:iam/role:Role");
    const recorded = checkInputs(role, { name: "x", assumeRolePolicy: allowing("s3:*") }).inputs;
    const found = {
      outputs: { name: "x", path: "/", maxSessionDuration: 7200, assumeRolePolicy: allowing("s3:*"), description: "by hand" },
    };
    const outputs = readOutputs(role, "x", recorded, found);
    expect(readInputs(role, outputs, recorded)).toEqual({
      __defaults: ["path"],
      assumeRolePolicy: allowing("s3:*"),
      description: "by hand",
      maxSessionDuration: 7200,
      name: "x",
      path: "/",
    });
  });

  it("drops the official plugin's bookkeeping from outputs, which would be stale", () => {
    const group = resourceType("aws:iam/group:Group");
    const recorded = { name: "x", path: "/", arn: "a", __meta: "{}", __pulumi_raw_state_delta: {} };
    expect(Object.keys(readOutputs(group, "x", recorded, { outputs: { name: "x", path: "/", arn: "a", uniqueId: "u" } })).sort()).toEqual([
      "arn",
      "id",
      "name",
      "path",
      "uniqueId",
    ]);
  });
});
