import { describe, expect, it } from "vitest";
import type { Arn } from "../../../stacks/iam/arn.ts";
import {
  endOfBoundary,
  foreignTags,
  identityBase,
  mayBeKind,
  permissionArn,
  permissionName,
  recogniseIdentity,
} from "../../../stacks/kinds/translate.ts";
import { declaredOf, END, HOME, recordOf, roleEntity, settingsOf, userEntity } from "../../support/builders.ts";
import { DECLARED, PROD } from "./translation.ts";

const boundary = (name: string) => `arn:aws:iam::000000000000:policy/tenure/${name}` as Arn;

describe("stacks/kinds/translate", () => {
  it("names, places, tags and bounds an identity", () => {
    const at = { ref: "workloads/x", name: "x", account: { ...PROD, partition: "aws-cn", name: "china" } } as const;
    const record = recordOf("workloads", "x", { trust: { service: "lambda.amazonaws.com" } }).fields;
    expect(identityBase("role", { ...record, path: "/a/" }, at, DECLARED)).toEqual({
      arn: "arn:aws-cn:iam::000000000000:role/a/x",
      name: "x",
      path: "/a/",
      tags: { owner: "team/platform", expires: END, "managed-by": "tenure", record: "china/workloads/x" },
      boundary: "arn:aws-cn:iam::000000000000:policy/tenure/until-2027-03-31",
    });
  });

  it("tells path, foreign tags and state of an identity, and nothing that is as usual", () => {
    expect(recogniseIdentity(userEntity("x", { path: "/a/", tags: { Team: "x", owner: "y" } }), DECLARED)).toEqual({
      path: "/a/",
      tags: { Team: "x" },
    });
    expect(recogniseIdentity(userEntity("x", { boundary: boundary("until-2027-03-31") }), DECLARED)).toEqual({ path: undefined, tags: {} });
    expect(recogniseIdentity(roleEntity("x", { boundary: boundary("disabled") }), DECLARED)).toEqual({
      state: "disabled",
      path: undefined,
      tags: {},
    });
  });

  it("takes for its own the tags that the organisation's settings name", () => {
    const declared = declaredOf({ settings: settingsOf({ tags: { owner: "acme:owner" } }) });
    expect(foreignTags("user", { owner: "kept", "ACME:Owner": "x", expires: "x" }, declared)).toEqual({ owner: "kept" });
    expect(foreignTags("policy", { "ACME:Owner": "kept", "acme:owner": "x" }, declared)).toEqual({ "ACME:Owner": "kept" });
  });

  it("reads the end of a boundary, and none of a foreign one", () => {
    expect(endOfBoundary(boundary("until-2027-03-31"))).toBe(END);
    for (const other of [null, boundary("disabled"), "arn:aws:iam::000000000000:policy/until-2027-03-31" as Arn])
      expect(endOfBoundary(other)).toBeUndefined();
  });

  it("lets an entity be of any kind unless its tag names another one", () => {
    const tagged = (record: string) => roleEntity("x", { tags: { record } });
    expect(mayBeKind(roleEntity("x"), "workloads", DECLARED)).toBe(true);
    expect(mayBeKind(tagged("prod/workloads/x"), "workloads", DECLARED)).toBe(true);
    expect(mayBeKind(tagged("prod/roles/x"), "workloads", DECLARED)).toBe(false);
    expect(mayBeKind(tagged("whatever"), "workloads", DECLARED)).toBe(true);
  });

  it("names permissions by record, or by the ARN of AWS's own, in both directions", () => {
    for (const name of ["ledger-read", "arn:aws:iam::aws:policy/service-role/x"])
      expect(permissionName(HOME, permissionArn(HOME, name))).toBe(name);
    expect(permissionArn(HOME, "ledger-read")).toBe("arn:aws:iam::000000000000:policy/ledger-read");
    for (const arn of ["arn:aws:iam::000000000000:policy/a/x", "arn:aws:iam::999988887777:policy/x", "arn:aws:iam::000000000000:role/x"])
      expect(permissionName(HOME, arn as Arn)).toBeUndefined();
  });
});
