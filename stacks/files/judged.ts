import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { Commit } from "../model/declared.ts";
import { ProjectError } from "../model/errors.ts";
import { instant } from "../model/fields.ts";
import type { RecordRef } from "../model/ref.ts";

const ref = z.string().transform((text) => text as RecordRef);

/**
 * What a command tells the program and the pack (records.md, "How base exceptions reach the pack"): where the judged records are,
 * what time it is, and what already holds on base: the exceptions in force and the violations that stand there.
 */
export const judged = z.strictObject({
  root: z.string(),
  asOf: instant,
  /** The only records that the program declares; absent, it declares all. In a preview against records alone: elsewhere the rest would go. */
  only: z.array(ref).optional(),
  base: z.strictObject({
    commit: z.string().transform((text) => text as Commit | "working tree"),
    exceptions: z.array(
      z.strictObject({
        id: z.string(),
        rule: z.string(),
        subject: ref,
        facet: z.string().optional(),
        account: z.string(),
        expires: instant,
      }),
    ),
    standing: z.array(z.strictObject({ rule: z.string(), account: z.string(), subject: z.string(), message: z.string() })),
  }),
});

/** The content of the file that `TENURE_BASE` names. */
export type Judged = z.output<typeof judged>;

/** The one environment variable of ours: the path of a `Judged` file. */
export const JUDGED_VARIABLE = "TENURE_BASE";

/** Reads the file that a command wrote. @throws ProjectError when it is missing or not what a command writes: without it nothing may be judged. */
export function readJudged(path: string): Judged {
  try {
    return judged.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    throw new ProjectError(
      "JUDGED_INVALID",
      `${JUDGED_VARIABLE} names ${path}, which is not readable as what a command writes: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** Writes the file for a program and a pack, and gives its path back. */
export function writeJudged(path: string, content: Judged): string {
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`);
  return path;
}
