import { describe, expect, it } from "vitest";
import { accountFile, allExceptions, stackNames } from "../../../stacks/model/declared.ts";
import { accountOf, declaredOf, exceptionOf } from "../../support/builders.ts";

const written = { id: "000000000000", environment: "production", region: "us-east-1", owner: "team/platform" };

describe("stacks/model/declared", () => {
  it("lists one stack for each account, in order", () => {
    expect(stackNames(declaredOf({ accounts: [accountOf("prod"), accountOf("dev"), accountOf("Lab")] }))).toEqual(["Lab", "dev", "prod"]);
  });

  it("lists the exceptions of all accounts", () => {
    const [one, two] = [exceptionOf("a", "people/x"), exceptionOf("b", "people/y")];
    const accounts = [accountOf("prod", [], { exceptions: [one] }), accountOf("dev", [], { exceptions: [two] })];
    expect(allExceptions(declaredOf({ accounts }))).toEqual([one, two]);
  });

  describe("accountFile", () => {
    it("fills in the partition and the one slice", () => {
      expect(accountFile.parse(written)).toEqual({ ...written, partition: "aws", slices: 1 });
    });

    it.each([
      ["an id that is a number", { ...written, id: 0 }],
      ["an id of eleven digits", { ...written, id: "00000000000" }],
      ["an environment of its own", { ...written, environment: "staging" }],
      ["no region", { ...written, region: undefined }],
      ["an availability zone for a region", { ...written, region: "us-east-1a" }],
      ["a partition that does not exist", { ...written, partition: "aws-eu" }],
      ["an owner without its type", { ...written, owner: "platform" }],
      ["no slice", { ...written, slices: 0 }],
      ["part of a slice", { ...written, slices: 1.5 }],
      ["an unknown key", { ...written, name: "prod" }],
    ])("refuses %s", (_what, fields) => {
      expect(accountFile.safeParse(fields).success).toBe(false);
    });

    it.each(["eu-central-1", "us-gov-west-1", "ap-southeast-4", "cn-north-1"])("takes the region %s", (region) => {
      expect(accountFile.safeParse({ ...written, region }).success).toBe(true);
    });
  });
});
