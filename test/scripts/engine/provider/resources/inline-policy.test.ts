import {
  CreateGroupCommand,
  CreateRoleCommand,
  CreateUserCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { beforeAll, describe, expect, it } from "vitest";
import { allowing, providerSetting, trustOf } from "../provider.ts";

describe("scripts/engine/provider/resources/inline-policy", () => {
  const setting = providerSetting();

  beforeAll(async () => {
    await setting.iam.send(new CreateUserCommand({ UserName: "holder" }));
    await setting.iam.send(new CreateGroupCommand({ GroupName: "holder" }));
    await setting.iam.send(new CreateRoleCommand({ RoleName: "holder", AssumeRolePolicyDocument: trustOf("lambda.amazonaws.com") }));
  });

  const HOLDERS = [
    {
      holder: "user",
      token: "aws:iam/userPolicy:UserPolicy",
      put: (PolicyDocument: string) => setting.iam.send(new PutUserPolicyCommand({ UserName: "holder", PolicyName: "p", PolicyDocument })),
    },
    {
      holder: "group",
      token: "aws:iam/groupPolicy:GroupPolicy",
      put: (PolicyDocument: string) =>
        setting.iam.send(new PutGroupPolicyCommand({ GroupName: "holder", PolicyName: "p", PolicyDocument })),
    },
    {
      holder: "role",
      token: "aws:iam/rolePolicy:RolePolicy",
      put: (PolicyDocument: string) => setting.iam.send(new PutRolePolicyCommand({ RoleName: "holder", PolicyName: "p", PolicyDocument })),
    },
  ];

  for (const { holder, token, put } of HOLDERS) {
    describe(holder, () => {
      it("puts, changes, refreshes, imports and deletes one policy", async () => {
        const made = await setting.engine.make(token, { [holder]: "holder", name: "p", policy: allowing("s3:Get*") });
        expect(made.id).toBe("holder:p");
        expect(made.outputs).toEqual({ [holder]: "holder", id: "holder:p", name: "p", namePrefix: "", policy: allowing("s3:Get*") });
        expect(await setting.engine.read(token, made.id, made)).toEqual(made);
        const changed = await setting.engine.change(token, made, { [holder]: "holder", name: "p", policy: allowing("s3:Put*") });
        expect((await setting.engine.read(token, "holder:p"))?.inputs).toEqual({
          __defaults: [],
          [holder]: "holder",
          name: "p",
          policy: allowing("s3:Put*"),
        });
        await setting.engine.remove(token, changed);
        expect(await setting.engine.read(token, made.id, changed)).toBeUndefined();
        await setting.engine.remove(token, changed);
      });

      it("tells a rewritten document from a changed one", async () => {
        const made = await setting.engine.make(token, { [holder]: "holder", name: "p", policy: allowing("s3:Get*") });
        await put(
          JSON.stringify({ Version: "2012-10-17", Statement: { Sid: "S", Resource: ["*"], Action: ["S3:Get*"], Effect: "Allow" } }),
        );
        expect(await setting.engine.read(token, made.id, made)).toEqual(made);
        await put(allowing("*"));
        const refreshed = (await setting.engine.read(token, made.id, made))!;
        expect((await setting.engine.diff(token, refreshed.outputs, made.inputs)).detailed).toEqual({ policy: "UPDATE" });
      });

      it("says what an import id looks like", async () => {
        await expect(setting.engine.read(token, "holder")).rejects.toThrow(
          `expected an id of the form <${holder} name>:<policy name>, got "holder"`,
        );
      });
    });
  }
});
