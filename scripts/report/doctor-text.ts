/** One answer of a check of the set-up, with the check's name. */
export type Answer = { check: string; state: "ok" | "broken" | "unknown"; says: string; repair?: string };

const WORDS = { ok: "ok", broken: "BROKEN", unknown: "UNKNOWN" } as const;

/** The set-up for a terminal: what is wrong first, each with what to do. */
export function doctorText(answers: readonly Answer[]): string {
  const width = Math.max(...answers.map(({ check }) => check.length));
  const lines = (state: Answer["state"]) =>
    answers
      .filter((answer) => answer.state === state)
      .flatMap(({ check, says, repair }) => [
        `${WORDS[state].padEnd(8)}${check.padEnd(width)}  ${says}`,
        ...(repair === undefined ? [] : [`${" ".repeat(8 + width)}  -> ${repair}`]),
      ]);
  const count = (state: Answer["state"]) => answers.filter((answer) => answer.state === state).length;
  return [
    ...lines("broken"),
    ...lines("unknown"),
    ...lines("ok"),
    `${count("ok")} in order, ${count("broken")} broken, ${count("unknown")} unknown`,
  ].join("\n");
}
