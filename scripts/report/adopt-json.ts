import type { Instant } from "../../stacks/model/instant.ts";
import type { Adoption } from "../decide/adoption/adoption.ts";
import type { Denial, Preview } from "../decide/adoption/effects.ts";
import type { TagCollision, TagReader } from "../decide/adoption/tag-users.ts";

/**
 * What taking an account over comes to, before or after it was written. `violations` are what rules say of it, `files` the paths, `outcome` what was
 * done with them, in words.
 */
export type AdoptResult = {
  stack: string;
  status: "clean" | "findings" | "incomplete";
  adoption: Adoption;
  preview: Preview;
  denials: readonly Denial[];
  collisions: readonly TagCollision[];
  readers: readonly TagReader[];
  violations: readonly string[];
  files: readonly string[];
  outcome: readonly string[];
};

/** The same for programs, stable and sorted. */
export function adoptJson(result: AdoptResult, asOf: Instant): unknown {
  const { stack, status, adoption, preview, denials, collisions, readers, violations, files } = result;
  return {
    schema: "tenure/adopt/1",
    stack,
    asOf,
    status,
    adopted: adoption.adopted.map(({ record, entity, kind, owner, end }) => ({
      record: record.ref,
      entity: entity.arn,
      kind,
      owner,
      expires: end.end,
      because: end.because,
      along: adoption.along.has(record.ref),
    })),
    refused: adoption.refused,
    outOfScope: adoption.outOfScope,
    known: adoption.known,
    later: adoption.later,
    collisions,
    readers,
    preview,
    denials,
    violations,
    files,
  };
}
