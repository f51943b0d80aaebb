import { describe, expect, it } from "vitest";
import { translateError } from "../../../../../scripts/engine/provider/aws/errors.ts";
import { isMissing, isRefusal } from "../../../../../scripts/engine/provider/error.ts";

describe("scripts/engine/provider/aws/errors", () => {
  function answered(code: string, message: string): Error {
    return Object.assign(new Error(message), { name: `${code}Exception`, Code: code, $metadata: { httpStatusCode: 400 } });
  }

  it("names the operation, AWS's code and its reason", () => {
    const error = translateError("DeleteRole", answered("DeleteConflict", "detach all policies first"));
    expect(error.code).toBe("AWS_REFUSED");
    expect(error.message).toBe("DeleteRole was refused by AWS: DeleteConflict: detach all policies first");
    expect(error.details).toEqual({ operation: "DeleteRole", awsCode: "DeleteConflict" });
  });

  it("knows codes with and without the suffix that some services add", () => {
    expect(isMissing(translateError("GetUser", answered("NoSuchEntity", "x")))).toBe(true);
    const described = Object.assign(new Error("x"), { name: "ResourceNotFoundException", $metadata: { httpStatusCode: 400 } });
    expect(isMissing(translateError("DescribeSecret", described))).toBe(true);
    expect(isRefusal(translateError("GetUser", answered("AccessDenied", "x")), "AccessDenied")).toBe(true);
    expect(isRefusal(new Error("NoSuchEntity"), "NoSuchEntity")).toBe(false);
  });

  it("says plainly what is wrong with credentials", () => {
    const missing = Object.assign(new Error("Could not load credentials from any providers"), { name: "CredentialsProviderError" });
    expect(translateError("GetUser", missing)).toMatchObject({ code: "CREDENTIALS_MISSING" });
    expect(translateError("GetUser", answered("ExpiredToken", "x"))).toMatchObject({
      code: "CREDENTIALS_EXPIRED",
      message: "GetUser: the AWS session has expired: sign in again (ExpiredToken)",
    });
    expect(translateError("GetUser", answered("InvalidClientTokenId", "x"))).toMatchObject({ code: "CREDENTIALS_UNKNOWN" });
  });

  it("tells an AWS that was not reached from one that refused", () => {
    const refused = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), { code: "ECONNREFUSED", $metadata: { attempts: 1 } });
    expect(translateError("GetUser", refused)).toMatchObject({
      code: "AWS_UNREACHABLE",
      message: "GetUser did not reach AWS: ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:1",
    });
  });
});
