import { describe, expect, it } from "vitest";
import { PartError, readPart, recorderOf } from "../../../scripts/observe/part.ts";
import type { Instant } from "../../../stacks/model/instant.ts";

const AT = "2026-11-24T00:00:00Z" as Instant;
const read = (work: () => Promise<unknown>) => readPart("aws-iam", "ListRoles", () => AT, work);
const named = (name: string, message: string) => Object.assign(new Error(message), { name });

describe("scripts/observe/part", () => {
  it("is complete with its value and its time", async () => {
    expect(await read(async () => [1])).toEqual({ complete: true, value: [1], observedAt: AT });
  });

  it("tells an empty value from none", async () => {
    expect(await read(async () => [])).toMatchObject({ complete: true, value: [] });
    expect(await read(async () => undefined)).toMatchObject({ complete: true });
  });

  it("is absent with the reason, whatever was thrown", async () => {
    expect(await read(() => Promise.reject(named("AccessDenied", "you may not")))).toEqual({
      complete: false,
      gap: { source: "aws-iam", operation: "ListRoles", reason: "AccessDenied: you may not", retry: false },
    });
    expect(
      await read(async () => {
        throw new TypeError("x is undefined");
      }),
    ).toMatchObject({ complete: false, gap: { reason: "TypeError: x is undefined" } });
  });

  it.each([
    ["a text", "words"],
    ["nothing", undefined],
    ["null", null],
  ])("is absent when something odd was thrown: %s", async (_, thrown) => {
    expect(await read(() => Promise.reject(thrown))).toMatchObject({ complete: false });
  });

  it("keeps what a source says of its own operation", async () => {
    expect(await read(() => Promise.reject(new PartError("GetCredentialReport", "an empty report", { retry: true })))).toEqual({
      complete: false,
      gap: { source: "aws-iam", operation: "GetCredentialReport", reason: "an empty report", retry: true },
    });
  });

  it("keeps a reason short", async () => {
    const part = await read(() => Promise.reject(named("X", "y".repeat(2_000))));
    expect(!part.complete && part.gap.reason.length).toBe(500);
  });

  it.each([
    ["Throttling", "Rate exceeded", true],
    ["ThrottlingException", "Rate exceeded", true],
    ["TooManyRequestsException", "", true],
    ["RequestLimitExceeded", "", true],
    ["ServiceUnavailable", "", true],
    ["ServiceFailureException", "", true],
    ["InternalFailure", "", true],
    ["TimeoutError", "socket timed out", true],
    ["Error", "connect ECONNREFUSED 127.0.0.1:1", true],
    ["Error", "read ECONNRESET", true],
    ["Error", "connect ETIMEDOUT 192.0.2.1:443", true],
    ["Error", "getaddrinfo EAI_AGAIN iam.amazonaws.com", true],
    ["Error", "connect EHOSTUNREACH 192.0.2.1:443", true],
    ["InternalServiceError", "An error occurred on the server side.", true],
    ["Error", "socket hang up", true],
    ["AccessDenied", "no", false],
    ["ExpiredToken", "the session ended", false],
    ["InvalidClientTokenId", "no", false],
    ["NoSuchEntityException", "no", false],
  ])("says of %s (%s) whether waiting may heal it: %s", async (name, message, retry) => {
    expect(await read(() => Promise.reject(named(name, message)))).toMatchObject({ gap: { retry } });
  });

  it("counts what was asked, operation by operation, in the order of the first call", () => {
    const recorder = recorderOf("aws-iam");
    expect(recorder.manifest()).toEqual([]);
    for (const operation of ["ListRoles", "ListUsers", "ListRoles", "ListRoles"]) recorder.call(operation);
    recorder.page("ListRoles", 3);
    recorder.page("ListUsers", 0);
    recorder.page("ListRoles", 4);
    recorder.refused("ListRoles", "arn:aws:iam::1:role/x", named("AccessDenied", "you may not"));
    expect(recorder.manifest()).toEqual([
      { source: "aws-iam", operation: "ListRoles", calls: 3, pages: 2, items: 7, refused: ["arn:aws:iam::1:role/x"] },
      { source: "aws-iam", operation: "ListUsers", calls: 1, pages: 1, items: 0, refused: [] },
    ]);
    expect(recorder.refusals()).toEqual([
      {
        source: "aws-iam",
        operation: "ListRoles",
        reason: "AccessDenied: you may not",
        retry: false,
        subject: "arn:aws:iam::1:role/x",
      },
    ]);
  });

  it("is complete but for single entities that were refused", async () => {
    const part = await readPart(
      "aws-iam",
      "ListRoles",
      () => AT,
      async (recorder) => {
        recorder.refused("ListRoles", "arn:aws:iam::1:role/x", named("AccessDenied", "you may not"));
        return [1];
      },
    );
    const gap = { source: "aws-iam", operation: "ListRoles", reason: "AccessDenied: you may not", retry: false };
    expect(part).toEqual({ complete: true, value: [1], observedAt: AT, except: [{ ...gap, subject: "arn:aws:iam::1:role/x" }] });
  });

  it("says of a session that ended in the middle what to do", async () => {
    expect(await read(() => Promise.reject(named("ExpiredToken", "The security token included in the request is expired")))).toMatchObject({
      gap: {
        reason:
          "the AWS session ended during the observation; sign in again (ExpiredToken: The security token included in the request is expired)",
        retry: false,
      },
    });
  });
});
