import { CreateRoleCommand, IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { readSessions } from "../../../../scripts/observe/aws-iam/sessions.ts";
import { PartError, recorderOf } from "../../../../scripts/observe/part.ts";
import { testAccount } from "../../../support/aws.ts";

const TRUST =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}';

describe("scripts/observe/aws-iam/sessions", () => {
  it("reads how long sessions last, in seconds, by ARN", async () => {
    const account = testAccount();
    const iam = new IAMClient(account.client);
    expect(await readSessions(iam, recorderOf("aws-iam"))).toEqual({});
    await iam.send(new CreateRoleCommand({ RoleName: "short", AssumeRolePolicyDocument: TRUST }));
    await iam.send(
      new CreateRoleCommand({ RoleName: "long", Path: "/batch/", AssumeRolePolicyDocument: TRUST, MaxSessionDuration: 43_200 }),
    );
    const recorder = recorderOf("aws-iam");
    expect(await readSessions(iam, recorder)).toEqual({
      [`arn:aws:iam::${account.id}:role/short`]: 3_600,
      [`arn:aws:iam::${account.id}:role/batch/long`]: 43_200,
    });
    expect(recorder.manifest()).toMatchObject([{ operation: "ListRoles", items: 2 }]);
    iam.destroy();
  });

  it("is not complete when a role does not say", async () => {
    const iam = new IAMClient(testAccount().client);
    iam.middlewareStack.add(
      (_next, context) => async () => {
        expect(context.commandName).toBe(ListRolesCommand.name);
        return { response: {}, output: { $metadata: {}, IsTruncated: false, Roles: [{ Arn: "arn:aws:iam::1:role/x" }] } as never };
      },
      { step: "initialize" },
    );
    await expect(readSessions(iam, recorderOf("aws-iam"))).rejects.toThrow(
      new PartError("ListRoles", "no MaxSessionDuration of arn:aws:iam::1:role/x"),
    );
  });
});
