import { CreateUserCommand } from "@aws-sdk/client-iam";
import { afterEach, describe, expect, it } from "vitest";
import { withAttributions } from "../../../scripts/command/attribute.ts";
import { observe } from "../../../scripts/command/observe.ts";
import { compare } from "../../../scripts/compare/compare.ts";
import { parseObservation } from "../../../scripts/observe/saved.ts";
import { testAccount } from "../../support/aws.ts";
import { quietLog } from "../../support/fake-engine.ts";
import { clientsOf, makeReal, smallIn } from "../../support/real-account.ts";
import { AS_OF } from "../../support/small-organisation.ts";

describe("scripts/command/attribute", () => {
  const before = { ...process.env };
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });

  it("tells who did what was found, and nothing where nothing was; the file of a job keeps it", async () => {
    const account = testAccount();
    Object.assign(process.env, account.environment);
    const declared = smallIn(account);
    const prod = declared.accounts.get("prod")!;
    const clients = clientsOf(account.client);
    await makeReal(declared, clients);
    const { log } = quietLog();
    const clean = await observe(prod, declared, false, log);
    await clients.iam.send(new CreateUserCommand({ UserName: "intruder" }));
    const observation = await withAttributions(await observe(prod, declared, false, log), prod, declared, log);
    clients.close();
    const read = parseObservation("prod.json", JSON.stringify(observation));
    const [finding] = compare(declared, read, AS_OF).findings;
    expect(finding).toMatchObject({
      check: "unmanaged",
      attribution: { known: true, by: `arn:aws:iam::${account.id}:root`, event: "CreateUser" },
    });
    expect(compare(declared, clean, AS_OF).findings).toEqual([]);
  });
});
