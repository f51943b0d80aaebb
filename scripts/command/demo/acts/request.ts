import { setTimeout as delay } from "node:timers/promises";
import { type Act, EMBEDDED, mentions, PROD, proof } from "../act.ts";
import { assumeAs, useCredentials } from "../hands.ts";
import { approve, judgePull, mergePull } from "../merges.ts";
import type { Stage } from "../stage.ts";

const WISH = ["request", "admin", ...PROD, "--who", "person/w1003", "--because", "INC-2231 restore of the orders table", "--for", "1h"];
const PATIENCE_MS = 10_000;

/** Time-boxed access: asked for, approved by others, used, and given back. */
export const request: Act = {
  title: "Somebody needs more for an hour",
  asks: "w1003 asks for the role admin because of an incident. Others approve it; the ledger knows who asked.",
  async play(stage) {
    const asked = await stage.run([...WISH, "--propose"], { lines: 6, login: "lena-b" });
    const again = await stage.run([...WISH, "--propose"], { lines: 1, login: "lena-b" });
    const number = Number(/#(\d+)/.exec(asked.stdout)?.[1]);
    await judgePull(stage, number);
    const approvedAt = performance.now();
    for (const login of ["nadia-k", "omar-h"]) await approve(stage, login, number);
    await mergePull(stage, "omar-h", number);
    stage.say(`  nadia-k for the role's owner and omar-h for security approve #${number}; omar-h merges it`);
    await stage.run(["deploy", ...PROD, ...EMBEDDED], { lines: 3 });
    const session = await taken(stage, asked.stdout);
    const answer = session && (await useCredentials(stage.environment, session));
    const seconds = (performance.now() - approvedAt) / 1_000;
    stage.say(`  by the command that the request named: ${answer ?? "not let in"}, ${seconds.toFixed(1)} s after the first approval`);
    return [
      proof(
        "whoever asks is told the exact command and who approves; asking twice is one pull request",
        "request --propose",
        asked.code === 0 &&
          mentions(asked, "aws sts assume-role", "approval needed: team/security") &&
          mentions(again, `unchanged #${number}`),
      ),
      proof(
        `the access worked ${seconds.toFixed(1)} s after its approval, by exactly that command`,
        "deploy, then the AWS SDK",
        answer === "allowed",
      ),
    ];
  },
};

/** Runs the command of the request as the person; AWS may take a moment. */
async function taken(stage: Stage, stdout: string) {
  const [, arn, session] = /assume-role --role-arn (\S+) --role-session-name (\S+)/.exec(stdout) ?? [];
  if (arn === undefined || session === undefined) return undefined;
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const credentials = await assumeAs(stage.environment, "w1003", arn, session);
    if (credentials !== undefined || performance.now() > until) return credentials;
    await delay(100);
  }
}
