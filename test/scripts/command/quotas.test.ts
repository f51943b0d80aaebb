import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkQuotas } from "../../../scripts/command/quotas.ts";
import { readSummary } from "../../../scripts/observe/aws-iam/summary.ts";
import { recorderOf } from "../../../scripts/observe/part.ts";
import { type TestAccount, testAccount } from "../../support/aws.ts";
import { accountOf } from "../../support/builders.ts";
import { operation } from "../../support/plans.ts";
import { clientsOf } from "../../support/real-account.ts";

const policies = (count: number) => ({
  operations: Array.from({ length: count }, (_, index) => operation("create", `tenure/p${index}`, { type: "aws:iam/policy:Policy" })),
});

describe("scripts/command/quotas", () => {
  const before = { ...process.env };
  let account: TestAccount;
  beforeEach(() => {
    account = testAccount();
    Object.assign(process.env, account.environment);
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });

  it("lets through what the account has room for, by AWS's own figures, and refuses one more", async () => {
    const clients = clientsOf(account.client);
    const { Policies = 0, PoliciesQuota = 0 } = await readSummary(clients.iam, recorderOf("aws-iam"));
    clients.close();
    const prod = accountOf("prod", [], { accountId: account.id });
    const room = PoliciesQuota - Policies;
    await expect(checkQuotas(prod, policies(room))).resolves.toBeUndefined();
    await expect(checkQuotas(prod, policies(room + 1))).rejects.toMatchObject({
      code: "QUOTA_EXCEEDED",
      message: expect.stringContaining(
        `PoliciesQuota: ${Policies} of ${PoliciesQuota} are used, and ${room + 1} to create would make ${PoliciesQuota + 1}`,
      ),
    });
  });

  it("asks nobody when the plan makes nothing that is counted", async () => {
    await expect(
      checkQuotas(accountOf("prod", [], { accountId: "999999999999" }), { operations: [operation("update", "people/w1")] }),
    ).resolves.toBeUndefined();
  });
});
