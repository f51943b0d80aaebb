/** Extra facts of an error, for logs and tests; never a secret. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** What every deliberate error of this project carries: a stable `code`, a message for people, the cause. */
export class ProjectError<Code extends string = string> extends Error {
  override name = "ProjectError";
  readonly code: Code;
  readonly details: ErrorDetails;
  constructor(code: Code, message: string, options: { cause?: unknown; details?: ErrorDetails } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** One thing that is wrong with a file: what was expected, what was found, and the nearest right word if there is one. */
export type Problem = { file: string; line: number; message: string };

/** All problems of all files at once, sorted by file and line, each once. */
export class RecordError extends ProjectError<"RECORDS_INVALID"> {
  override name = "RecordError";
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    const sorted = sortProblems(problems);
    super("RECORDS_INVALID", sorted.map(printProblem).join("\n"), { details: { count: sorted.length } });
    this.problems = sorted;
  }
}

/** `file:line: message`, the form that editors and terminals turn into a link. */
export function printProblem({ file, line, message }: Problem): string {
  return `${file}:${line}: ${message}`;
}

function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  const distinct = new Map(problems.map((problem) => [printProblem(problem), problem]));
  return [...distinct.values()].sort((a, b) => compareText(a.file, b.file) || a.line - b.line || compareText(a.message, b.message));
}

/** Order by code units: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
