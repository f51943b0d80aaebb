import { stderr } from "node:process";

/** Messages to people on stderr: stdout is the result and nothing else. */
export type Log = {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
  /** A line that says what is under way; on a terminal the next one takes its place. */
  progress(message: string): void;
};

/** A log on stderr. */
export function stderrLog(): Log {
  const terminal = stderr.isTTY === true;
  let transient = false;
  const write = (line: string) => {
    stderr.write(transient ? `\r\u001b[2K${line}\n` : `${line}\n`);
    transient = false;
  };
  return {
    info: write,
    warn: (message) => write(`warning: ${message}`),
    error: (message) => write(`error: ${message}`),
    progress(message) {
      if (!terminal) return write(message);
      stderr.write(`\r\u001b[2K${message}`);
      transient = true;
    },
  };
}
