import { prefixOf, resolveCommit } from "../../stacks/files/tree.ts";
import { RecordError } from "../../stacks/model/errors.ts";
import { requireGitHub } from "../github/client.ts";
import { publishCheck } from "../github/write/check-run.ts";
import { type Check, invalidCheck } from "../report/gate-check.ts";
import type { Environment } from "./environment.ts";
import { UsageError } from "./options.ts";
import type { Sides } from "./sides.ts";

/** The check that branch rules require. */
export const GATE_CHECK = "tenure/gate";

/** Publishes what the gate came to on the head commit. */
export type Publish = (check: Omit<Check, "name" | "commit">) => Promise<unknown>;

/** A publisher for the check on a commit. @throws UsageError when no commit is named: a working tree can carry no check. */
export function publisher(environment: Environment, root: string, head: string | undefined): Publish {
  if (head === undefined) throw new UsageError("--publish: name the commit with --head; a check belongs to a commit");
  const github = requireGitHub(environment);
  const commit = resolveCommit(root, head);
  return (check) => publishCheck(github, { ...check, name: GATE_CHECK, commit });
}

/** Records that cannot be read are the author's to repair, so they are told where the author looks: a check that never comes explains nothing. */
export async function readOrPublish(read: () => Sides, publish: Publish | undefined, root: string): Promise<Sides> {
  try {
    return read();
  } catch (error) {
    if (error instanceof RecordError) await publish?.(invalidCheck(error.problems, prefixOf(root)));
    throw error;
  }
}
