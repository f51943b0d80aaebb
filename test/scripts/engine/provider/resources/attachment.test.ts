import {
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { beforeAll, describe, expect, it } from "vitest";
import { providerSetting, trustOf } from "../provider.ts";

const READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const AUDIT = "arn:aws:iam::aws:policy/SecurityAudit";

describe("scripts/engine/provider/resources/attachment", () => {
  const setting = providerSetting();

  beforeAll(async () => {
    await setting.iam.send(new CreateUserCommand({ UserName: "holder" }));
    await setting.iam.send(new CreateGroupCommand({ GroupName: "holder" }));
    await setting.iam.send(new CreateRoleCommand({ RoleName: "holder", AssumeRolePolicyDocument: trustOf("lambda.amazonaws.com") }));
  });

  const HOLDERS = [
    {
      holder: "user",
      token: "aws:iam/userPolicyAttachment:UserPolicyAttachment",
      attach: (PolicyArn: string) => setting.iam.send(new AttachUserPolicyCommand({ UserName: "holder", PolicyArn })),
      detach: (PolicyArn: string) => setting.iam.send(new DetachUserPolicyCommand({ UserName: "holder", PolicyArn })),
    },
    {
      holder: "group",
      token: "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
      attach: (PolicyArn: string) => setting.iam.send(new AttachGroupPolicyCommand({ GroupName: "holder", PolicyArn })),
      detach: (PolicyArn: string) => setting.iam.send(new DetachGroupPolicyCommand({ GroupName: "holder", PolicyArn })),
    },
    {
      holder: "role",
      token: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      attach: (PolicyArn: string) => setting.iam.send(new AttachRolePolicyCommand({ RoleName: "holder", PolicyArn })),
      detach: (PolicyArn: string) => setting.iam.send(new DetachRolePolicyCommand({ RoleName: "holder", PolicyArn })),
    },
  ];

  for (const { holder, token, attach, detach } of HOLDERS) {
    describe(holder, () => {
      it("attaches, sees that somebody detached it, and attaches again", async () => {
        const made = await setting.engine.make(token, { [holder]: "holder", policyArn: READ_ONLY });
        expect(made.id).toBe(`holder/${READ_ONLY}`);
        expect(made.outputs).toEqual({ [holder]: "holder", id: made.id, policyArn: READ_ONLY });
        expect(await setting.engine.read(token, made.id, made)).toEqual(made);
        await detach(READ_ONLY);
        expect(await setting.engine.read(token, made.id, made)).toBeUndefined();
        await setting.engine.make(token, { [holder]: "holder", policyArn: READ_ONLY });
        expect(await setting.engine.read(token, made.id, made)).toEqual(made);
      });

      it("imports by holder and policy, and detaches only that one", async () => {
        await attach(READ_ONLY);
        await attach(AUDIT);
        const imported = (await setting.engine.read(token, `holder/${AUDIT}`))!;
        expect(imported.inputs).toEqual({ __defaults: [], [holder]: "holder", policyArn: AUDIT });
        await setting.engine.remove(token, imported);
        expect(await setting.engine.read(token, `holder/${AUDIT}`)).toBeUndefined();
        expect(await setting.engine.read(token, `holder/${READ_ONLY}`)).toBeDefined();
        await setting.engine.remove(token, imported);
      });

      it("reads what the official plugin recorded under an id of its own", async () => {
        await attach(READ_ONLY);
        const recorded = { id: "holder-20240101000000000000000001", inputs: { [holder]: "holder", policyArn: READ_ONLY }, outputs: {} };
        const refreshed = await setting.engine.read(token, recorded.id, { ...recorded, outputs: recorded.inputs });
        expect(refreshed?.outputs).toEqual({ [holder]: "holder", id: recorded.id, policyArn: READ_ONLY });
      });

      it("needs another attachment for anything else, the old one first", async () => {
        const olds = { [holder]: "holder", policyArn: READ_ONLY };
        const answer = await setting.engine.diff(token, olds, { ...olds, policyArn: AUDIT });
        expect(answer).toMatchObject({
          detailed: { policyArn: "UPDATE_REPLACE" },
          replaces: ["policyArn"],
          stables: [holder],
          deleteBeforeReplace: true,
        });
      });

      it("says what an import id looks like", async () => {
        await expect(setting.engine.read(token, "holder")).rejects.toThrow(
          `expected an id of the form <${holder} name>/<policy arn>, got "holder"`,
        );
      });

      it("waits for a holder that may be new, and then says that there is none", async () => {
        await expect(setting.engine.make(token, { [holder]: "nobody", policyArn: READ_ONLY })).rejects.toThrow("NoSuchEntity");
        expect(await setting.engine.read(token, `nobody/${READ_ONLY}`)).toBeUndefined();
      });
    });
  }
});
