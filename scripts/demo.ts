import { main, type Outcome } from "./command/command.ts";
import type { Proof, Props } from "./command/demo/act.ts";
import { ACTS } from "./command/demo/acts.ts";
import { proofTable } from "./command/demo/proof-table.ts";
import { openStage } from "./command/demo/stage.ts";
import { EXIT } from "./command/exit.ts";
import { interruption } from "./command/interruption.ts";
import { createRunFolder } from "./emulators/run-folder.ts";

/** `npm run demo`: the whole story on stand-ins for AWS and GitHub. Needs Python 3 once; permissions: none. */
await main({
  name: "demo",
  summary: "Plays the whole story on stand-ins for AWS and GitHub, and ends in a table of what was proven.",
  details: "Each act runs the commands that you would type, and prints them. Nothing leaves this machine, and nothing is left on it.",
  options: {
    keep: { help: "leave the stand-ins running at the end, with their addresses, until Ctrl-C" },
    json: { help: "print the table as JSON; the story goes to stderr" },
  },
  exits: {
    clean: "everything was shown as claimed",
    findings: "something was not as claimed",
    error: "the story could not be played to its end",
  },
  examples: ["npm run demo", "npm run demo -- --keep", "npm run demo -- --json"],
  async run({ options, environment, log }): Promise<Outcome> {
    const started = performance.now();
    const run = createRunFolder("demo");
    // An interruption is an ordinary end: the folder goes, and the stand-ins notice that their pipe is closed.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(EXIT.error));
    const say = options.json ? log.info : (text: string) => void process.stdout.write(`${text}\n`);
    const { stage, close } = await openStage(run.folder, environment, say);
    const ready = performance.now();
    const proofs: Proof[] = [];
    const props: Props = { deploySeconds: 0, gateSeconds: 0 };
    try {
      for (const [index, act] of ACTS.entries()) {
        say(`\nAct ${index + 1}. ${act.title}\n  ${act.asks}`);
        proofs.push(...(await act.play(stage, props)));
      }
      const seconds = (performance.now() - ready) / 1_000;
      say(`\n${ACTS.length} acts in ${seconds.toFixed(0)} s after ${((ready - started) / 1_000).toFixed(0)} s of set-up\n`);
      if (options.keep) {
        say(
          `AWS at ${stage.environment.AWS_ENDPOINT_URL}, GitHub at ${stage.environment.GITHUB_API_URL}; for your shell:\n${stage.exports.join("\n")}\nCtrl-C ends them.`,
        );
        await interruption(environment);
      }
    } finally {
      await close();
      run.discard();
    }
    const result = proofs.every(({ holds }) => holds) ? "clean" : "findings";
    return {
      result,
      output: options.json ? JSON.stringify({ schema: "tenure/demo/1", proven: result === "clean", proofs }, null, 2) : proofTable(proofs),
    };
  },
});
