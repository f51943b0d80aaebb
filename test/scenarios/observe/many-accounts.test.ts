import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { CreateUserCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestAccount, testAccount } from "../../support/aws.ts";
import { clientsOf } from "../../support/real-account.ts";
import { REPOSITORY } from "../../support/sources.ts";

/** So many accounts, each observed by a process of its own as the jobs of the workflow do; tried by hand with 40. */
const COUNT = 8;
const AT_ONCE = 3;

describe("test/scenarios/observe/many-accounts", () => {
  let folder: string;
  const accounts: { name: string; account: TestAccount }[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tenure-accounts-"));
    write("stacks/settings.yaml", "teams: { security: platform, platform: platform }\n");
    write("stacks/directory/teams/platform.yaml", "lead: w1\n");
    write(
      "stacks/directory/people/w1.yaml",
      "github: { login: ada, id: 1 }\nteam: platform\nmanager: null\ntype: employee\nstarts: 2024-02-01\nends: null\nstatus: active\n",
    );
    for (let index = 0; index < COUNT; index++) {
      const [name, account] = [`a${String(index).padStart(2, "0")}`, testAccount()];
      accounts.push({ name, account });
      write(
        `stacks/accounts/${name}/account.yaml`,
        `id: "${account.id}"\nenvironment: production\nregion: us-east-1\nowner: team/platform\n`,
      );
      const clients = clientsOf(account.client);
      await clients.iam.send(new CreateUserCommand({ UserName: `only-in-${name}` }));
      clients.close();
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };

  async function drift(args: readonly string[], environment: Record<string, string>): Promise<{ code: number | null; stdout: string }> {
    const child = spawn(process.execPath, [join(REPOSITORY, "scripts/drift.ts"), "--root", join(folder, "stacks"), ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, ...environment },
      stdio: ["ignore", "pipe", "ignore"],
    });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => void chunks.push(chunk));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, stdout: Buffer.concat(chunks).toString() };
  }

  it("gathers one observation for each account, and is incomplete when one of them is missing", async () => {
    const files = join(folder, "observations");
    mkdirSync(files);
    const waiting = accounts.values();
    const work = async () => {
      for (const { name, account } of waiting)
        expect(await drift(["--stack", name, "--save-observation", join(files, `${name}.json`)], account.environment)).toMatchObject({
          code: 0,
        });
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(readdirSync(files)).toEqual(accounts.map(({ name }) => `${name}.json`));

    const gather = async (names: readonly string[]) => {
      const from = names.flatMap((name) => ["--from", join(files, `${name}.json`)]);
      const { code, stdout } = await drift([...from, "--as-of", "2026-11-28T00:00:00Z", "--json"], {});
      return {
        code,
        result: JSON.parse(stdout) as {
          status: string;
          stacks: { stack: string; status: string; findings: { check: string; subject: string }[] }[];
        },
      };
    };
    const names = accounts.map(({ name }) => name);
    const whole = await gather(names);
    expect([whole.code, whole.result.status]).toEqual([2, "findings"]);
    for (const { stack, findings } of whole.result.stacks)
      expect(findings.filter(({ check }) => check === "unmanaged").map(({ subject }) => subject)).toEqual([
        expect.stringContaining(`user/only-in-${stack}`),
      ]);

    const partial = await gather(names.slice(1));
    expect([partial.code, partial.result.status]).toEqual([3, "incomplete"]);
    expect(partial.result.stacks.map(({ stack, status }) => [stack, status])).toEqual(
      names.map((name, index) => [name, index === 0 ? "incomplete" : "findings"]),
    );
    expect(partial.result.stacks[0]!.findings).toEqual([]);
  });
});
