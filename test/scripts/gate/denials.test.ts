import { describe, expect, it } from "vitest";
import { denies, isDenyingPolicy } from "../../../scripts/gate/denials.ts";
import { documentOf, type Statement } from "../../../stacks/iam/document.ts";

const statement = (effect: Statement["effect"]): Statement => ({ effect, actions: ["s3:GetObject"], resources: ["*"], conditions: [] });

describe("scripts/gate/denials", () => {
  it("knows a document that denies anything, beside whatever it allows", () => {
    expect(denies(documentOf(statement("Allow"), statement("Deny")))).toBe(true);
    expect(denies(documentOf(statement("Allow")))).toBe(false);
    expect(denies(documentOf())).toBe(false);
  });

  it.each([
    "AWSDenyAll",
    "AWSCompromisedKeyQuarantineV3",
    "AWSLakeFormationDataAdmin",
    "AmazonRedshiftDataFullAccess",
    "AmazonConnectReadOnlyAccess",
    "IAMAuditRootUserCredentials",
  ])("knows that %s denies something", (name) => {
    expect(isDenyingPolicy(`arn:aws:iam::aws:policy/${name}`)).toBe(true);
    expect(isDenyingPolicy(`arn:aws-cn:iam::aws:policy/service-role/${name}`)).toBe(true);
  });

  it("takes a new version of what says so in its name for one that denies", () => {
    expect(isDenyingPolicy("arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV9")).toBe(true);
  });

  it.each(["AdministratorAccess", "AmazonS3ReadOnlyAccess", "job-function/ViewOnlyAccess"])("knows that %s only allows", (name) => {
    expect(isDenyingPolicy(`arn:aws:iam::aws:policy/${name}`)).toBe(false);
  });
});
