import { comparePeople, type PeopleComparison } from "../../scripts/compare/people/compare-people.ts";
import type { Change } from "../../scripts/decide/change.ts";
import type { Decision } from "../../scripts/decide/decide.ts";
import { decidePeople } from "../../scripts/decide/people/decide-people.ts";
import type { HrPerson, People } from "../../scripts/observe/hr/record.ts";
import type { Part } from "../../scripts/observe/observation.ts";
import { readDeclared } from "../../stacks/files/read.ts";
import type { Tree } from "../../stacks/files/tree.ts";
import type { Declared } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { observationOf } from "./observations.ts";
import { AS_OF, small, smallTree } from "./small-organisation.ts";

/** Somebody as a feed has them: an employee of payments under w1 since 2020, but for what is stated. */
export function statedOf(id: string, fields: Partial<HrPerson> = {}): HrPerson {
  return {
    ...{ id, type: "employee", status: "active", starts: "2020-01-01", ends: null },
    ...{ department: "payments", position: null, manager: "w1", timeZone: null },
    ...fields,
  };
}

/** The feed that says of everybody what the directory says; people by id in their place or beside them, `null` takes one away. */
export function feedOf(
  declared: Declared = small(),
  others: Readonly<Record<string, Partial<HrPerson> | null>> = {},
  asOf: Instant = AS_OF,
): People {
  const known = [...declared.directory.people.values()].map((person): [string, HrPerson] => {
    const { id, type, status, starts, ends, team, manager } = person;
    return [id, { id, type, status, starts, ends, department: team, position: null, manager, timeZone: null }];
  });
  const people = new Map(known);
  for (const [id, fields] of Object.entries(others)) {
    if (fields === null) people.delete(id);
    else people.set(id, { ...(people.get(id) ?? statedOf(id)), ...fields });
  }
  return { source: "test", tenant: null, asOf, people: [...people.values()] };
}

/** A feed that was believed. */
export function believed(value: People): Part<People> {
  return { complete: true, value, observedAt: value.asOf };
}

/** What was compared and decided about the small organisation with these files, and a feed that differs in these people. */
export function decidedAbout(
  others: Readonly<Record<string, Partial<HrPerson> | null>>,
  files: Readonly<Record<string, string | null>> = {},
  asOf: Instant = AS_OF,
): { tree: Tree; declared: Declared; comparison: PeopleComparison; decision: Decision; only: Change } {
  const tree = smallTree(files);
  const declared = readDeclared(tree);
  const comparison = comparePeople(declared, believed(feedOf(declared, others, asOf)), asOf);
  const decision = decidePeople(comparison, declared, observationOf(declared, "prod").parts, asOf);
  return { tree, declared, comparison, decision, only: decision.changes[0]! };
}

/** Settings of the small organisation in which members of payments read and those of platform do not. */
export const TEMPLATES = {
  "settings.yaml":
    "teams: { security: security, platform: platform }\naccess: { team/payments: { prod: { kind: people, groups: [readers] } }, team/platform: {} }\n",
};
