import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { observe, readObservations } from "../../../scripts/command/observe.ts";
import { ProjectError } from "../../../stacks/model/errors.ts";
import { testAccount } from "../../support/aws.ts";
import { quietLog } from "../../support/fake-engine.ts";
import { observationOf } from "../../support/observations.ts";
import { clientsOf, makeReal, smallIn } from "../../support/real-account.ts";
import { sample } from "../../support/small-organisation.ts";

describe("scripts/command/observe", () => {
  let folder: string;
  const before = { ...process.env };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tenure-observe-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });

  it("observes an account with the credentials of the environment, and says which", async () => {
    const account = testAccount();
    Object.assign(process.env, account.environment);
    const declared = smallIn(account);
    const clients = clientsOf(account.client);
    await makeReal(declared, clients);
    clients.close();
    const { log, said } = quietLog();
    const observation = await observe(declared.accounts.get("prod")!, declared, false, log);
    expect(Object.values(observation.parts).map(({ complete }) => complete)).toEqual([true, true, true, true, true]);
    expect([observation.account, observation.accountId, said]).toEqual(["prod", account.id, [`… observing prod (${account.id})`]]);
  });

  it("does not observe another account", async () => {
    const [account, other] = [testAccount(), testAccount()];
    Object.assign(process.env, other.environment);
    const declared = smallIn(account);
    await expect(observe(declared.accounts.get("prod")!, declared, false, quietLog().log)).rejects.toMatchObject({
      code: "AWS_WRONG_ACCOUNT",
    });
  });

  describe("saved observations", () => {
    it("are read as they were saved, in the order given", () => {
      const files = ["prod", "dev"].map((account) => {
        const file = join(folder, `${account}.json`);
        writeFileSync(file, JSON.stringify(observationOf(sample(), account)));
        return file;
      });
      expect(readObservations(files)).toEqual([observationOf(sample(), "prod"), observationOf(sample(), "dev")]);
      expect(readObservations([])).toEqual([]);
    });

    it("are refused by name when they are something else", () => {
      const file = join(folder, "x.json");
      writeFileSync(file, "{}");
      expect(() => readObservations([file])).toThrow(new RegExp(`^${file} is no observation \\(tenure/observation/1\\): schema: `));
    });

    it("are refused by name when they are not there: no stack trace for a slip of the hand", () => {
      const file = join(folder, "gone.json");
      expect(() => readObservations([file])).toThrow(ProjectError);
      expect(() => readObservations([file])).toThrow(file);
    });
  });
});
