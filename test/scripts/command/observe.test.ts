import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { observe, observeInto, readObservations } from "../../../scripts/command/observe.ts";
import { ProjectError } from "../../../stacks/model/errors.ts";
import { testAccount } from "../../support/aws.ts";
import { quietLog } from "../../support/fake-engine.ts";
import { observationOf, PART_NAMES, withGap } from "../../support/observations.ts";
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
    expect(Object.values(observation.parts).map(({ complete }) => complete)).toEqual(PART_NAMES.map(() => true));
    expect([observation.account, observation.accountId, said[0]]).toEqual(["prod", account.id, `… observing prod (${account.id})`]);
    expect(said.slice(1)).toEqual(PART_NAMES.map((name) => `… prod: ${name}: reading`));
  });

  it("does not observe another account", async () => {
    const [account, other] = [testAccount(), testAccount()];
    Object.assign(process.env, other.environment);
    const declared = smallIn(account);
    await expect(observe(declared.accounts.get("prod")!, declared, false, quietLog().log)).rejects.toMatchObject({
      code: "AWS_WRONG_ACCOUNT",
    });
  });

  describe("into a file", () => {
    /** An account that is as declared: CloudTrail, which answers two questions a second, is asked nothing. */
    async function asDeclared() {
      const account = testAccount();
      Object.assign(process.env, account.environment);
      const declared = smallIn(account);
      const clients = clientsOf(account.client);
      await makeReal(declared, clients);
      clients.close();
      return { declared, prod: declared.accounts.get("prod")!, file: join(folder, "prod.json") };
    }

    it("goes on from an interrupted observation of the same account, and reads again what had a gap", async () => {
      const { declared, prod, file } = await asDeclared();
      const whole = await observeInto(file, prod, declared, false, quietLog().log);
      expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(whole);
      const cut = withGap(whole, "sessions");
      writeFileSync(file, JSON.stringify(cut));
      const { log, said } = quietLog();
      const resumed = await observeInto(file, prod, declared, false, log);
      expect(said.filter((line) => line.endsWith(": reading"))).toEqual(["… prod: sessions: reading"]);
      expect(resumed.startedAt).toBe(whole.startedAt);
      expect(resumed.parts.authorization).toEqual(whole.parts.authorization);
      expect(resumed.parts.sessions.complete).toBe(true);
      expect(resumed.manifest.map(({ part, operation }) => `${part} ${operation}`)).toEqual(
        whole.manifest.map(({ part, operation }) => `${part} ${operation}`),
      );
      expect(readdirSync(folder)).toEqual(["prod.json"]);
    });

    it.each([
      ["complete", (text: string) => text],
      ["of another account", (text: string) => text.replace('"accountId":"', '"accountId":"9')],
      ["asked deeply", (text: string) => text.replace('"deep":false', '"deep":true')],
      ["too old", (text: string) => text.replace(/"startedAt":"2\d{3}/, '"startedAt":"2020')],
      ["no observation", () => "{}"],
    ])("reads everything when what is in the file is %s", async (what, change) => {
      const { declared, prod, file } = await asDeclared();
      const whole = await observeInto(file, prod, declared, false, quietLog().log);
      writeFileSync(file, change(JSON.stringify(what === "complete" ? whole : withGap(whole, "sessions"))));
      const { log, said } = quietLog();
      await observeInto(file, prod, declared, false, log);
      expect(said.filter((line) => line.endsWith(": reading"))).toHaveLength(PART_NAMES.length);
    });

    it("leaves a valid, incomplete observation and nothing else when it is interrupted in the middle", async () => {
      const account = testAccount();
      const file = join(folder, "prod.json");
      const script = new URL("../../support/observe-child.ts", import.meta.url).pathname;
      const child = spawn(process.execPath, [script, account.id, file], {
        env: { ...process.env, ...account.environment },
        stdio: ["ignore", "pipe", "inherit"],
      });
      const ended = once(child, "exit");
      await once(child.stdout, "data");
      child.kill("SIGINT");
      expect(await ended).toEqual([null, "SIGINT"]);
      const [left] = readObservations([file]);
      expect(left!.parts.authorization.complete).toBe(true);
      expect(left!.parts.sessions).toMatchObject({
        complete: false,
        gap: { reason: "the observation was interrupted before this was read", retry: true },
      });
      expect(readdirSync(folder)).toEqual(["prod.json"]);
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
