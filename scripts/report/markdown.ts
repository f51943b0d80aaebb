/** One pair of single backticks. With a longer run, or a backslash before a pipe, Markdown would end the span elsewhere than we. */
const CODE = /((?<!`)`[^`\\]+`(?!`))/;

/**
 * Text of records, of AWS and of GitHub in a cell or a line of its own: it stays there, it is no HTML, and it mentions nobody.
 * Code spans stay code, since our messages use them to say what to write; in them nothing but a pipe means anything.
 */
export function cell(text: string): string {
  return text
    .replace(/[\r\n]+/g, " ")
    .split(CODE)
    .map((part, index) => (index % 2 === 1 ? part.replaceAll("|", "\\|") : escaped(part)))
    .join("");
}

/** A backslash of the text would free what the next one is to stop, and an entity (`&commat;`) would mention after all. */
function escaped(text: string): string {
  return text
    .replace(/[\\|*_[\]~`]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll("@", "@\u200b");
}

/** The line with which every text of the gate begins. */
export const NEXT_STEP = "**Next step:**";

/** A text that begins with the next step. */
export type Stepped = { step: string; body: string };

/** Puts the step first. */
export function printStepped({ step, body }: Stepped): string {
  return `${NEXT_STEP} ${step}\n${body === "" ? "" : `\n${body}\n`}`;
}

/** Takes a text apart again. */
export function parseStepped(text: string): Stepped {
  const [first = "", ...rest] = text.split("\n");
  return first.startsWith(NEXT_STEP)
    ? { step: first.slice(NEXT_STEP.length).trim(), body: rest.join("\n").trim() }
    : { step: "", body: text.trim() };
}
