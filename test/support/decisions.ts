import type { Comparison } from "../../scripts/compare/compare.ts";
import { compare } from "../../scripts/compare/compare.ts";
import { type Decision, decide } from "../../scripts/decide/decide.ts";
import type { Situation } from "../../scripts/decide/situation.ts";
import type { Observation } from "../../scripts/observe/observation.ts";
import { proposedFiles } from "../../scripts/propose/files.ts";
import type { Edit } from "../../stacks/files/edit.ts";
import { readDeclared } from "../../stacks/files/read.ts";
import type { Tree } from "../../stacks/files/tree.ts";
import type { Declared } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { observationOf } from "./observations.ts";
import { AS_OF, textsOf } from "./small-organisation.ts";

/** What was decided about `prod`, and everything that led to it. */
export type Decided = { declared: Declared; observation: Observation; comparison: Comparison; decision: Decision };

/** Observes `prod` as the tree declares it, disturbs the observation, compares and decides. */
export function decided(
  tree: Tree,
  disturb: (observation: Observation) => Observation = (observation) => observation,
  asOf: Instant = AS_OF,
): Decided {
  const declared = readDeclared(tree);
  const observation = disturb(observationOf(declared, "prod"));
  const comparison = compare(declared, observation, asOf);
  return {
    declared,
    observation,
    comparison,
    decision: decide(comparison, declared, declared.accounts.get("prod")!, observation.parts, asOf),
  };
}

/** The situation in which responses to findings about `prod` are asked for. */
export function situationOf(declared: Declared, more: Partial<Situation> = {}): Situation {
  return {
    declared,
    account: declared.accounts.get("prod")!,
    observed: observationOf(declared, "prod").parts,
    asOf: AS_OF,
    branch: "revoke/prod/test-000000000000",
    together: [],
    ...more,
  };
}

/** The tree with the edits applied as a pull request would apply them. */
export function edited(tree: Tree, edits: readonly Edit[]): Tree {
  const files = new Map(tree.files);
  for (const { path, text } of proposedFiles(edits, textsOf(tree))) {
    if (text === null) files.delete(path);
    else files.set(path, { text });
  }
  return { ...tree, files };
}

/** What is declared once the edits are merged. @throws RecordError when they leave something that cannot be read. */
export function merged(tree: Tree, edits: readonly Edit[]): Declared {
  return readDeclared(edited(tree, edits));
}
