import type { Commit } from "../../stacks/model/declared.ts";
import { RecordError } from "../../stacks/model/errors.ts";
import type { Check } from "../gate/check-run.ts";
import type { GitHub } from "../github/client.ts";
import { publishCheck } from "../github/write/check-run.ts";
import { invalidCheck } from "../report/gate-check.ts";

/** The checks that branch rules require; only the App `judge` publishes them (settings.yaml, apps.judge). */
export const GATE_CHECK = "tenure/gate";

/** Whether everybody has approved who must; see `GATE_CHECK`. */
export const APPROVALS_CHECK = "tenure/approvals";

/** Publishes what a command came to on one commit. */
export type Publish = (name: string, check: Omit<Check, "name" | "commit">) => Promise<unknown>;

/** A publisher for checks on a commit. */
export function publisher(github: GitHub, commit: Commit): Publish {
  return (name, check) => publishCheck(github, { ...check, name, commit });
}

/** Records that cannot be read are the author's to repair, so they are told where the author looks: a check that never comes explains nothing. */
export async function readOrPublish<T>(read: () => Promise<T> | T, publish: Publish | undefined, prefix: string): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof RecordError) {
      for (const name of [GATE_CHECK, APPROVALS_CHECK]) await publish?.(name, invalidCheck(error.problems, prefix));
    }
    throw error;
  }
}
