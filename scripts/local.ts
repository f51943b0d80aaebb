import { join } from "node:path";
import { stdout } from "node:process";
import { folder } from "../stacks/files/tree.ts";
import type { Account, Declared } from "../stacks/model/declared.ts";
import { main, type Outcome } from "./command/command.ts";
import { interruption } from "./command/interruption.ts";
import { COMMON } from "./command/options.ts";
import { readRecords } from "./command/records.ts";
import { type StandIns, startStandIns } from "./command/stand-ins.ts";
import { DEFAULT_ACCOUNT } from "./emulators/aws/ministack.ts";
import { createRunFolder } from "./emulators/run-folder.ts";

/** `npm run local`: everything outside as stand-ins on 127.0.0.1. Needs Python 3.10 once; permissions: none. */
await main({
  name: "local",
  summary: "Starts stand-ins for AWS and GitHub and prints the environment with which every other command works against them.",
  details:
    "The lines on stdout are for a shell; `# ready` is the last one. The emulated repository holds the commit that is checked out.\nRuns until it is interrupted, its npm is ended, or the other end of a pipe on its standard input closes; then nothing of it is left.",
  options: { root: COMMON.root },
  exits: { clean: "interrupted: everything is closed and removed", error: "something could not be started" },
  examples: ["npm run local", "npm run local > env.sh &   # then: . ./env.sh && npm run deploy -- --stack prod --engine embedded"],
  async run({ options, environment, log }): Promise<Outcome> {
    const root = options.root ?? "stacks";
    const tree = folder(root);
    const declared = readRecords(tree);
    const interrupted = interruption(environment);
    const run = createRunFolder("local");
    const standIns = await startStandIns({ folder: run.folder, root, tree, declared, log });
    try {
      stdout.write(describe(standIns, declared));
      await interrupted;
    } finally {
      await standIns.close();
      run.discard();
    }
    return { result: "clean", output: "" };
  },
});

/** The environment as lines for a shell, with what else a person may want as comments. */
function describe(standIns: StandIns, declared: Declared): string {
  const accounts = [...declared.accounts.values()];
  const account =
    accounts.find(({ accountId }) => accountId === DEFAULT_ACCOUNT) ?? accounts.find(({ environment }) => environment === "production");
  const variables = standIns.environment(account?.accountId ?? DEFAULT_ACCOUNT);
  const others = accounts.filter((other) => other !== account);
  const people = [...standIns.github.tokens].filter(([, token]) => token !== variables.GITHUB_TOKEN);
  return [
    ...Object.entries(variables).map(([name, value]) => exportLine(name, value)),
    `# AWS: administrator of ${account ? describeAccount(account) : `account ${DEFAULT_ACCOUNT}`}. For another account:`,
    ...others.map((other) => `# ${exportLine("AWS_ACCESS_KEY_ID", other.accountId)} # ${describeAccount(other)}`),
    `# GitHub: ${standIns.github.repository} as the bot. As somebody else:`,
    ...people.map(([login, token]) => `# ${exportLine("GITHUB_TOKEN", token)} # ${login}`),
    "# Pulumi's own CLI runs program and pack with the node of the PATH, which has to be 22.18 or later; the one of this repository:",
    `# export PATH="${join(process.cwd(), "node_modules", ".bin")}:$PATH"`,
    "# ready\n",
  ].join("\n");
}

function describeAccount({ name, accountId, environment }: Account): string {
  return `${name}, account ${accountId}, ${environment}`;
}

/** Quoted so that any shell takes it as it is. */
function exportLine(name: string, value: string): string {
  return `export ${name}='${value.replaceAll("'", `'\\''`)}'`;
}
