import { type Duration, parseDuration } from "../../stacks/model/instant.ts";

/** What somebody asks of the bot in a comment. The texts are foreign: they are shown to people, quoted, and never run. */
export type CommentCommand =
  | { command: "snooze"; lasting: Duration; reason: string }
  | { command: "renew" }
  | { command: "exception"; reason: string }
  | { command: "assign"; login: string };

/** Longer than this nobody looks at it again in time. */
const LONGEST_SNOOZE = parseDuration("30d")!;

/** How each is written, for an answer to whoever wrote it otherwise. */
export const COMMENT_USAGE: Readonly<Record<CommentCommand["command"], string>> = {
  snooze: "/snooze <1d to 30d> <reason>",
  renew: "/renew",
  exception: "/exception <reason>",
  assign: "/assign @<login>",
};

const FORMS: readonly (readonly [RegExp, (groups: readonly string[]) => CommentCommand | undefined])[] = [
  [/^\/snooze ([1-9]\d?d) ([^\p{Cc}]{3,200})$/u, ([lasting, reason]) => snooze(parseDuration(lasting!), reason!)],
  [/^\/renew$/, () => ({ command: "renew" })],
  [/^\/exception ([^\p{Cc}]{3,200})$/u, ([reason]) => ({ command: "exception", reason: reason! })],
  [/^\/assign @?([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))$/, ([login]) => ({ command: "assign", login: login! })],
];

function snooze(lasting: Duration | undefined, reason: string): CommentCommand | undefined {
  return lasting === undefined || lasting > LONGEST_SNOOZE ? undefined : { command: "snooze", lasting, reason };
}

/**
 * Reads a comment by a strict grammar: one line, one command, nothing else, since a command that is quoted or mentioned is none.
 * `undefined` for talk; `usage` where a command was meant and written otherwise.
 */
export function parseComment(body: string): CommentCommand | { usage: string } | undefined {
  const line = body.trim();
  const word = /^\/(snooze|renew|exception|assign)\b/.exec(line)?.[1] as CommentCommand["command"] | undefined;
  if (word === undefined || body.length > 1_000) return undefined;
  for (const [form, read] of FORMS) {
    const match = form.exec(line);
    const command = match && read(match.slice(1));
    if (command) return command;
  }
  return { usage: COMMENT_USAGE[word] };
}
