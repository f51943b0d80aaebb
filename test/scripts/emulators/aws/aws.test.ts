import { CreateUserCommand, IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { testAccount } from "../../../support/aws.ts";

describe("scripts/emulators/aws/aws", () => {
  it("gives each test an empty account of its own", async () => {
    const [one, other] = [testAccount(), testAccount()];
    const iam = new IAMClient(one.client);
    await iam.send(new CreateUserCommand({ UserName: "w1042" }));
    expect((await iam.send(new ListUsersCommand({}))).Users?.map(({ Arn }) => Arn)).toEqual([`arn:aws:iam::${one.id}:user/w1042`]);
    expect((await new IAMClient(other.client).send(new ListUsersCommand({}))).Users).toEqual([]);
  });
});
