import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../../scripts/engine/port.ts";
import { checkConfiguration, diffConfiguration, readConfiguration } from "../../../../scripts/engine/provider/configuration.ts";

describe("scripts/engine/provider/configuration", () => {
  const STATED = {
    __internal: {},
    allowedAccountIds: '["111122223333"]',
    region: "eu-central-1",
    skipCredentialsValidation: "false",
    skipRegionValidation: "true",
    version: "7.48.0",
  };

  it("takes what the program's SDK sends, and keeps its encoding", () => {
    expect(checkConfiguration(STATED)).toEqual({ inputs: STATED, failures: [] });
    expect(readConfiguration(STATED)).toEqual({ region: "eu-central-1", allowedAccountIds: ["111122223333"] });
    expect(readConfiguration({ region: "us-gov-west-1" })).toEqual({ region: "us-gov-west-1", allowedAccountIds: [] });
  });

  it("says what is wrong with it", () => {
    expect(checkConfiguration({ allowedAccountIds: '["123"]', defaultTags: '{"tags":{}}' }).failures).toEqual([
      { property: "region", reason: "expected an AWS region, got nothing; set it on the provider or in AWS_REGION" },
      { property: "allowedAccountIds", reason: "expected a list of 12-digit account ids" },
      {
        property: "defaultTags",
        reason: "not supported by the embedded AWS provider; use the environment (AWS_PROFILE, AWS_ENDPOINT_URL, …) or the official plugin",
      },
    ]);
    expect(() => readConfiguration({})).toThrow("the AWS provider's configuration is not usable: region: expected an AWS region");
  });

  it("judges no value that is not known yet", () => {
    expect(checkConfiguration({ region: UNKNOWN, allowedAccountIds: UNKNOWN }).failures).toEqual([]);
  });

  it("replaces everything in another region, and updates for other accounts", () => {
    expect(diffConfiguration(STATED, { ...STATED, version: "7.49.0" }).differences).toEqual([]);
    expect(diffConfiguration(STATED, { ...STATED, region: "eu-west-1" })).toMatchObject({ replaces: ["region"] });
    expect(diffConfiguration(STATED, { ...STATED, allowedAccountIds: ["111122223333"] }).differences).toEqual([]);
    expect(diffConfiguration(STATED, { ...STATED, allowedAccountIds: '["444455556666"]' })).toMatchObject({
      differences: [{ path: "allowedAccountIds", kind: "update", replace: false }],
      replaces: [],
    });
  });
});
