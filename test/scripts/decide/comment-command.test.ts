import { describe, expect, it } from "vitest";
import { parseComment } from "../../../scripts/decide/comment-command.ts";
import { parseDuration } from "../../../stacks/model/instant.ts";

describe("scripts/decide/comment-command", () => {
  it.each([
    ["/snooze 14d on holiday", { command: "snooze", lasting: parseDuration("14d"), reason: "on holiday" }],
    ["  /renew\n", { command: "renew" }],
    ["/exception the vendor needs it", { command: "exception", reason: "the vendor needs it" }],
    ["/assign @ada-l", { command: "assign", login: "ada-l" }],
    ["/assign ada-l", { command: "assign", login: "ada-l" }],
  ])("understands %j", (body, command) => {
    expect(parseComment(body)).toEqual(command);
  });

  it.each(["looks good", "> /renew", "please /renew", "/renewal", "/close", "", `/snooze 1d ${"x".repeat(1_000)}`])(
    "takes %j for talk",
    (body) => {
      expect(parseComment(body)).toBeUndefined();
    },
  );

  it.each([
    "/snooze",
    "/snooze 31d too long",
    "/snooze 0d nothing",
    "/snooze 14d",
    "/snooze 14d a\n/assign @bob-k",
    "/snooze 14d \u0007bell",
    "/renew now",
    "/assign @bob-k; touch x",
    "/assign -rf",
    "/exception ab",
  ])("says how %j is written, and does nothing", (body) => {
    expect(parseComment(body)).toEqual({ usage: expect.stringMatching(/^\/[a-z]+/) });
  });
});
