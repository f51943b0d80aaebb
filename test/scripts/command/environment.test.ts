import { afterEach, describe, expect, it } from "vitest";
import { readEnvironment } from "../../../scripts/command/environment.ts";

describe("scripts/command/environment", () => {
  afterEach(() => {
    delete process.env.TENURE_SAMPLE;
  });

  it("is what stood in the environment when it was read, and cannot be changed", () => {
    process.env.TENURE_SAMPLE = "one";
    const environment = readEnvironment();
    process.env.TENURE_SAMPLE = "two";
    expect(environment.TENURE_SAMPLE).toBe("one");
    expect(Object.isFrozen(environment)).toBe(true);
    expect(readEnvironment().NO_SUCH_NAME).toBeUndefined();
  });
});
