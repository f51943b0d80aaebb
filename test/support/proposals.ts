import type { Change } from "../../scripts/decide/change.ts";
import type { Observation } from "../../scripts/observe/observation.ts";
import type { Context } from "../../scripts/propose/context.ts";
import { proposedFiles } from "../../scripts/propose/files.ts";
import { type Proposal, propose } from "../../scripts/propose/propose.ts";
import { reviewersOf } from "../../scripts/propose/reviewers.ts";
import { readDeclared } from "../../stacks/files/read.ts";
import type { Tree } from "../../stacks/files/tree.ts";
import { decided } from "./decisions.ts";
import { someFinding } from "./findings.ts";
import { AS_OF, BASE, smallTree, textsOf } from "./small-organisation.ts";

/** A change to the small organisation: it disables the exporter because it ended, unless stated otherwise. */
export function changeOf(more: Partial<Change> = {}): Change {
  return {
    id: "prod/service-accounts-0123456789ab",
    stack: "prod",
    base: BASE,
    action: "disable",
    record: "service-accounts/exporter",
    because: [someFinding()],
    edits: [
      {
        change: "accounts/prod/service-accounts/exporter.yaml",
        steps: [
          { set: ["state"], to: "disabled" },
          { set: ["disabled"], to: { since: AS_OF, reason: "it ended", ref: "revoke/prod/service-accounts-0123456789ab" } },
        ],
      },
    ],
    notes: [],
    ...more,
  };
}

/** What the sections of a body get for a change of a tree. */
export function contextOf(change: Change = changeOf(), tree: Tree = smallTree()): Context {
  const declared = readDeclared(tree);
  const account = declared.accounts.get(change.stack)!;
  return {
    change,
    declared,
    account,
    record: account.records.get(change.record),
    files: proposedFiles(change.edits, textsOf(tree)),
    reviewers: reviewersOf(change, declared, AS_OF).asked,
    asOf: AS_OF,
    prefix: "stacks/",
  };
}

/** A change of a tree as the pull request that it should be. */
export function proposalOf(change: Change = changeOf(), tree: Tree = smallTree()): Proposal {
  return propose(change, readDeclared(tree), textsOf(tree), "stacks/", AS_OF);
}

/** The pull requests that answer what is found after an observation was disturbed. */
export function proposalsFor(tree: Tree, disturb?: (observation: Observation) => Observation): readonly Proposal[] {
  return decided(tree, disturb).decision.changes.map((change) => proposalOf(change, tree));
}

/** Markdown of a body that a reader must see as text: everything that would be markup, a mention or HTML, outside code spans. */
export function livingMarkup(markdown: string): readonly string[] {
  const withoutCode = markdown.replace(/(?<!\\)`[^`\n]*`/g, "");
  const unescaped = withoutCode.replace(/\\./g, "");
  return [...unescaped.matchAll(/@[A-Za-z0-9]|<[A-Za-z!/]|[[\]*_`]|(?<![|\s-])\|(?![|\s])/g)].map(([mark]) => mark);
}
