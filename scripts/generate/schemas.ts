import { z } from "zod";
import { exception } from "../../stacks/kinds/exceptions.ts";
import { KINDS } from "../../stacks/kinds/kinds.ts";
import { accountFile } from "../../stacks/model/declared.ts";
import { person, team } from "../../stacks/model/directory.ts";
import { settings } from "../../stacks/model/settings.ts";

/** Every kind of file and its schema, by the name that the first line of each file refers to. */
const SCHEMAS: Readonly<Record<string, { title: string; schema: z.ZodType }>> = {
  settings: { title: "the organisation's rules", schema: settings },
  person: { title: "a person of the directory", schema: person },
  team: { title: "a team of the directory", schema: team },
  account: { title: "an AWS account", schema: accountFile },
  exceptions: { title: "a documented exception from one rule, until a date", schema: exception },
  ...Object.fromEntries(Object.values(KINDS).map((kind) => [kind.name, { title: kind.title, schema: kind.record }])),
};

/** The JSON Schemas by which editors complete and check records: what people write, not what it is read as. */
export function schemaFiles(): ReadonlyMap<string, string> {
  return new Map(Object.entries(SCHEMAS).map(([name, { title, schema }]) => [`stacks/schemas/${name}.json`, print(title, schema)]));
}

function print(title: string, schema: z.ZodType): string {
  // Draft 7 is what the YAML language server reads best; what only code can check (an ARN's shape) is left open there.
  const json = z.toJSONSchema(schema, { io: "input", target: "draft-7", unrepresentable: "any" });
  return `${JSON.stringify({ title, ...json }, null, 2)}\n`;
}
