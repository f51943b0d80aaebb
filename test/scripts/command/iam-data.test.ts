import { describe, expect, it } from "vitest";
import { readActions } from "../../../scripts/command/iam-data.ts";

describe("scripts/command/iam-data", () => {
  it("reads every service with its actions, and says of which version the data is", async () => {
    const { version, services } = await readActions();
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(services.find(({ prefix }) => prefix === "s3")).toMatchObject({
      title: "Amazon S3",
      actions: expect.arrayContaining([{ name: "GetObject", level: "Read" }]),
    });
  });
});
