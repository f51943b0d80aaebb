import { CATALOGUE } from "../../policies/catalogue.ts";
import { readDeclared } from "../../stacks/files/read.ts";
import type { Tree } from "../../stacks/files/tree.ts";
import { type Declared, stackNames } from "../../stacks/model/declared.ts";
import { type Problem, RecordError } from "../../stacks/model/errors.ts";
import { didYouMean } from "../../stacks/model/suggestion.ts";
import { CHECK_NAMES } from "../compare/checks.ts";
import { UsageError } from "./options.ts";

/** Everything that an exception may name; only here both tables are known. */
const RULES_AND_CHECKS = [...CATALOGUE.map(({ name }) => name), ...CHECK_NAMES];

/** Reads the records of a tree as commands need them: rules and checks that exceptions name must exist. @throws RecordError with all problems. */
export function readRecords(tree: Tree): Declared {
  return readDeclared(tree, RULES_AND_CHECKS);
}

/** Everything that is wrong with the records of a tree; nothing when they can be read. */
export function readProblems(tree: Tree): readonly Problem[] {
  try {
    readRecords(tree);
    return [];
  } catch (error) {
    if (error instanceof RecordError) return error.problems;
    throw error;
  }
}

/** The stacks that `--stack` asks for. @throws UsageError for a name that no account has. */
export function chosenStacks(declared: Declared, name: string | undefined): readonly string[] {
  const names = stackNames(declared);
  if (name === undefined) return names;
  if (!names.includes(name))
    throw new UsageError(
      `--stack: there is no accounts/${name}/account.yaml${didYouMean(name, names) || `; there are ${names.join(", ")}`}`,
    );
  return [name];
}
