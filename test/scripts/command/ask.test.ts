import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { terminal } from "../../../scripts/command/ask.ts";

describe("scripts/command/ask", () => {
  it("asks on the one stream and reads from the other; an empty answer is what stands in brackets", async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const { ask, close } = terminal(input, output);
    const first = ask("who");
    input.write(" ada \n");
    expect(await first).toBe("ada");
    const second = ask("which", "this");
    input.write("\n");
    expect(await second).toBe("this");
    const third = ask("what");
    input.write("\n");
    expect(await third).toBe("");
    close();
    expect(output.read()?.toString()).toBe("who: which [this]: what: ");
  });

  it("ends when the answers end, instead of waiting for ever", async () => {
    const input = new PassThrough();
    const { ask } = terminal(input, new PassThrough());
    const answer = ask("who");
    input.end();
    await expect(answer).rejects.toThrow("the questions were left");
  });
});
