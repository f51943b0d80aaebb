import { describe, expect, it } from "vitest";
import type { Aws } from "../../../../../scripts/engine/provider/aws/clients.ts";
import { patiently, untilPresent } from "../../../../../scripts/engine/provider/aws/waits.ts";
import { isMissing, ProviderError } from "../../../../../scripts/engine/provider/error.ts";
import { SHORT } from "../provider.ts";

describe("scripts/engine/provider/aws/waits", () => {
  const aws = { limits: { ...SHORT, visibleMs: 60, dependentMs: 60 }, cancelled: new AbortController().signal } as Aws;

  function refusal(awsCode: string): ProviderError {
    return new ProviderError("AWS_REFUSED", awsCode, { details: { awsCode } });
  }

  function failing(times: number, error: Error): () => Promise<string> {
    let attempts = 0;
    return async () => {
      attempts += 1;
      if (attempts <= times) throw error;
      return `attempt ${attempts}`;
    };
  }

  it("tries again what passes by itself, and what the caller tolerates", async () => {
    expect(await patiently(aws, failing(2, refusal("ConcurrentModification")))).toBe("attempt 3");
    expect(await patiently(aws, failing(1, refusal("NoSuchEntity")), isMissing)).toBe("attempt 2");
  });

  it("throws anything else at once", async () => {
    await expect(patiently(aws, failing(1, refusal("NoSuchEntity")))).rejects.toThrow("NoSuchEntity");
    await expect(patiently(aws, failing(1, refusal("AccessDenied")), isMissing)).rejects.toThrow("AccessDenied");
  });

  it("throws the refusal itself when it does not pass in time", async () => {
    await expect(patiently(aws, failing(Number.POSITIVE_INFINITY, refusal("NoSuchEntity")), isMissing)).rejects.toThrow("NoSuchEntity");
  });

  it("waits for something to appear, within a limit", async () => {
    let reads = 0;
    expect(await untilPresent(aws, async () => (++reads < 3 ? undefined : "there"))).toBe("there");
    await expect(untilPresent(aws, async () => undefined)).rejects.toMatchObject({ code: "NOT_VISIBLE" });
  });

  it("ends at once when it is cancelled", async () => {
    const cancelled = { ...aws, cancelled: AbortSignal.abort() };
    await expect(untilPresent(cancelled, async () => undefined)).rejects.toMatchObject({ code: "CANCELLED" });
  });
});
