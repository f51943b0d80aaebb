import { CATALOGUE } from "../../policies/catalogue.ts";
import { readDeclared } from "../../stacks/files/read.ts";
import type { Tree } from "../../stacks/files/tree.ts";
import { type Declared, stackNames } from "../../stacks/model/declared.ts";
import { type Problem, RecordError } from "../../stacks/model/errors.ts";
import { didYouMean } from "../../stacks/model/suggestion.ts";
import { CHECK_NAMES } from "../compare/checks.ts";
import { UsageError } from "./options.ts";

/** Reads the records of a tree as commands need them: rules and checks that exceptions name must exist. @throws RecordError with all problems. */
export function readRecords(tree: Tree): Declared {
  const declared = readDeclared(tree);
  const problems = unknownRules(declared);
  if (problems.length > 0) throw new RecordError(problems);
  return declared;
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

/** Exceptions name rules and checks alike; only here both are known. */
function unknownRules(declared: Declared): readonly Problem[] {
  const names = [...CATALOGUE.map(({ name }) => name), ...CHECK_NAMES];
  return [...declared.accounts.values()].flatMap(({ exceptions }) =>
    exceptions
      .filter(({ rule }) => !names.includes(rule))
      .map(({ rule, source }) => ({
        file: source.file,
        line: source.lineOf(["rule"]),
        message: `rule: there is no rule or check "${rule}"${didYouMean(rule, names)}`,
      })),
  );
}
