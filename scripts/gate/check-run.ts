import type { Commit } from "../../stacks/model/declared.ts";

/** A remark on one line of a file. */
export type Annotation = { path: string; line: number; level: "notice" | "warning" | "failure"; title: string; message: string };

/** A finished check on a commit. */
export type Check = {
  name: string;
  commit: Commit;
  conclusion: "success" | "failure" | "action_required";
  title: string;
  summary: string;
  annotations: readonly Annotation[];
  /** What it says to programs, canonical JSON. */
  text?: string;
};
