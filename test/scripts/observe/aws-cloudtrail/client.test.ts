import { describe, expect, it } from "vitest";
import { openTrail } from "../../../../scripts/observe/aws-cloudtrail/client.ts";

describe("scripts/observe/aws-cloudtrail/client", () => {
  it.each([
    ["aws", "eu-central-1", "us-east-1"],
    ["aws-cn", "cn-northwest-1", "cn-north-1"],
    ["aws-us-gov", "us-gov-east-1", "us-gov-west-1"],
    ["aws-iso", "us-iso-east-1", "us-iso-east-1"],
  ])("asks where the events of IAM are: %s", async (partition, region, home) => {
    const trail = openTrail({ partition, region });
    expect(await trail.config.region()).toBe(home);
    trail.destroy();
  });
});
