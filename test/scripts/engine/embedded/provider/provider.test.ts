import { describe, expect, it } from "vitest";
import { inventedId, offline } from "../../../../../scripts/engine/embedded/provider/offline.ts";
import { fromPlugin, type Plugin, toPlugin } from "../../../../../scripts/engine/embedded/provider/plugin.ts";
import {
  type DiffRequest,
  diffOfInputs,
  invert,
  NO_DIFF,
  requiresReplacement,
} from "../../../../../scripts/engine/embedded/provider/provider.ts";
import { asSecret, fromStruct, sameValue, toStruct } from "../../../../../scripts/engine/embedded/value.ts";
import { UNKNOWN } from "../../../../../scripts/engine/port.ts";

const URN = "urn:pulumi:prod::tenure::aws:iam/user:User::ada";

describe("scripts/engine/embedded/provider/plugin", () => {
  const plugin = (acceptSecrets: boolean) => ({ acceptSecrets }) as Plugin;
  const secret = asSecret("s3cr3t");

  it("gives secrets in the clear to a plugin that accepts none, and marks them in its answer", () => {
    expect(fromStruct(toPlugin(plugin(false), { a: secret }))).toEqual({ a: "s3cr3t" });
    expect(fromPlugin(plugin(false), toStruct({ a: "s3cr3t", b: "c" }), { a: secret }, false)).toEqual({ a: secret, b: "c" });
  });

  it("leaves secrets to a plugin that accepts them", () => {
    expect(fromStruct(toPlugin(plugin(true), { a: secret }))).toEqual({ a: secret });
    expect(fromPlugin(plugin(true), toStruct({ a: "plain" }), { a: secret }, false)).toEqual({ a: "plain" });
  });

  it("refuses an unknown value where something was done", () => {
    const answer = toStruct({ arn: UNKNOWN });
    expect(fromPlugin(plugin(false), answer, {}, true)).toEqual({ arn: UNKNOWN });
    expect(() => fromPlugin(plugin(false), answer, {}, false)).toThrow("outside a preview");
  });
});

describe("scripts/engine/embedded/provider/provider", () => {
  it("compares inputs by itself where a provider does not say", () => {
    const diff = diffOfInputs({ a: 1, b: [1], c: 1 }, { a: 2, b: [1], d: 1 }, sameValue);
    expect([diff.changes, diff.changedKeys]).toEqual([true, ["a", "c", "d"]]);
    expect(diff.detailedDiff).toEqual({
      a: { diffKind: "update", inputDiff: true },
      c: { diffKind: "delete", inputDiff: true },
      d: { diffKind: "add", inputDiff: true },
    });
  });

  it("sees a replacement in the details, and turns a difference round", () => {
    const diff = { ...NO_DIFF, changes: true, detailedDiff: { name: { diffKind: "add-replace", inputDiff: true } } } as const;
    expect([requiresReplacement(diff), requiresReplacement(NO_DIFF)]).toEqual([true, false]);
    expect(invert(diff).detailedDiff).toEqual({ name: { diffKind: "delete-replace", inputDiff: true } });
    expect(invert(NO_DIFF)).toBe(NO_DIFF);
  });
});

describe("scripts/engine/embedded/provider/offline", () => {
  it("takes what is unknown on both sides for no change, and asks about the rest", async () => {
    const asked: DiffRequest[] = [];
    const provider = offline(
      {
        check: async ({ news }) => ({ inputs: news, failures: [] }),
        diff: async (request) => {
          asked.push(request);
          return NO_DIFF;
        },
      },
      false,
    );
    const old = { arn: UNKNOWN, tags: { by: UNKNOWN, owner: "a" }, groups: [UNKNOWN, "g"], boundary: "known" };
    const inputs = { ...old, boundary: UNKNOWN };
    const common = { urn: URN, id: "", ignoreChanges: [], preview: true };
    await provider.diff({ ...common, oldInputs: old, oldOutputs: old, newInputs: inputs });
    const [{ oldInputs, newInputs }] = asked as [DiffRequest];
    expect({ ...newInputs, boundary: "" }).toEqual({ ...oldInputs, boundary: "" });
    expect(oldInputs).toMatchObject({ tags: { owner: "a" }, groups: [expect.not.stringContaining(UNKNOWN), "g"], boundary: "known" });
    expect(newInputs.boundary).toBe(UNKNOWN);
  });

  it("invents the same id in every run for what the old state has, and none for the rest", async () => {
    const real = { check: async () => ({ inputs: {}, failures: [] }), diff: async () => NO_DIFF };
    const request = { urn: URN, inputs: { name: "ada" }, preview: true };
    expect(await offline(real, true).create(request)).toEqual({ id: inventedId(URN), outputs: { name: "ada" }, initErrors: [] });
    expect(await offline(real, false).create(request)).toMatchObject({ id: "" });
  });
});
