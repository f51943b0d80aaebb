import { stderr } from "node:process";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { stderrLog } from "../../../scripts/command/log.ts";

describe("scripts/command/log", () => {
  let written: string;
  const terminal = stderr.isTTY;
  beforeEach(() => {
    written = "";
    vi.spyOn(stderr, "write").mockImplementation((text) => {
      written += String(text);
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    stderr.isTTY = terminal;
  });

  it("writes each message on a line, and says what is a warning and what an error", () => {
    stderr.isTTY = false;
    const log = stderrLog();
    log.info("one");
    log.warn("two");
    log.error("three");
    log.progress("four");
    expect(written).toBe("one\nwarning: two\nerror: three\nfour\n");
  });

  it("lets the next line take the place of one that says what is under way, on a terminal", () => {
    stderr.isTTY = true;
    const log = stderrLog();
    log.progress("one");
    log.progress("two");
    log.info("three");
    log.info("four");
    expect(written).toBe("\r\u001b[2Kone\r\u001b[2Ktwo\r\u001b[2Kthree\nfour\n");
  });
});
