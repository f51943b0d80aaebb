import { CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { readSummary } from "../../../../scripts/observe/aws-iam/summary.ts";
import { PartError, recorderOf } from "../../../../scripts/observe/part.ts";
import { testAccount } from "../../../support/aws.ts";

describe("scripts/observe/aws-iam/summary", () => {
  it("is AWS's counts and quotas", async () => {
    const iam = new IAMClient(testAccount().client);
    await iam.send(new CreateUserCommand({ UserName: "a" }));
    expect(await readSummary(iam, recorderOf("aws-iam"))).toMatchObject({ Users: 1, UsersQuota: 5_000, Roles: 0 });
    iam.destroy();
  });

  it("is refused when it counts nothing", async () => {
    const iam = new IAMClient({ region: "us-east-1" });
    iam.middlewareStack.add(() => async () => ({ response: {}, output: { $metadata: {} } as never }), { step: "initialize" });
    await expect(readSummary(iam, recorderOf("aws-iam"))).rejects.toThrow(new PartError("GetAccountSummary", "an empty summary"));
  });
});
