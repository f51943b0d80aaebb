import { describeEndOf } from "../../stacks/kinds/kinds.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { Held, Holdings } from "./holdings.ts";
import { columns } from "./record-rows.ts";

/** Everything about one record, person or team for a terminal: facts first, then what it holds, by how it holds it. */
export function holdingsText({ subject, kind, facts, end, held }: Holdings, asOf: Instant): string {
  const width = Math.max(...Object.keys(facts).map((key) => key.length), 0);
  return [
    `${subject}${end === undefined ? "" : `  ${describeEndOf(kind ?? "", end, asOf)}`}`,
    ...Object.entries(facts).map(([key, value]) => `  ${key.padEnd(width)}  ${value}`),
    ...[...Map.groupBy(held, ({ how }) => how)].flatMap(([how, items]) => [
      "",
      `${how}:`,
      ...columns(items.map((item) => line(item, asOf))),
    ]),
  ].join("\n");
}

function line({ stack, what, through, state, expires, kind }: Held, asOf: Instant): readonly string[] {
  const end = expires === undefined ? "" : describeEndOf(kind ?? "", expires, asOf);
  return [`  ${stack}`, what, through.length === 0 ? "" : `through ${through.join(", ")}`, state === "disabled" ? `disabled; ${end}` : end];
}
