import { z } from "zod";
import { exception } from "../../stacks/kinds/exceptions.ts";
import { KINDS } from "../../stacks/kinds/kinds.ts";
import { announcedEvent } from "../../stacks/model/announced.ts";
import { accountFile } from "../../stacks/model/declared.ts";
import { person, team } from "../../stacks/model/directory.ts";
import { review } from "../../stacks/model/review.ts";
import { settings } from "../../stacks/model/settings.ts";

/** Every kind of file and its schema, by the name that the first line of each file refers to. */
export const SCHEMAS: Readonly<Record<string, { title: string; schema: z.ZodType; isRecord?: boolean }>> = {
  settings: { title: "the organisation's rules", schema: settings },
  person: { title: "a person of the directory", schema: person },
  team: { title: "a team of the directory", schema: team },
  event: { title: "a loss of people that was announced, so that a feed of people may lack them", schema: announcedEvent },
  account: { title: "an AWS account", schema: accountFile },
  review: { title: "what a reviewer is asked about the access that somebody has, and what they answered", schema: review },
  exceptions: { title: "a documented exception from one rule, until a date", schema: exception },
  ...Object.fromEntries(Object.values(KINDS).map((kind) => [kind.name, { title: kind.title, schema: kind.record, isRecord: true }])),
};

/** What a record may say besides when several accounts share it. */
const IN = {
  in: {
    description: "only under accounts/_shared/: the accounts that have this record",
    type: "array",
    items: { type: "string" },
    minItems: 1,
  },
};

/** The JSON Schemas by which editors complete and check records: what people write, not what it is read as. */
export function schemaFiles(): ReadonlyMap<string, string> {
  return new Map(Object.entries(SCHEMAS).map(([name, kind]) => [`stacks/schemas/${name}.json`, print(kind)]));
}

function print({ title, schema, isRecord = false }: (typeof SCHEMAS)[string]): string {
  const json = jsonSchema(schema);
  const properties = isRecord ? { properties: { ...json.properties, ...IN } } : {};
  return `${JSON.stringify({ title, ...json, ...properties }, null, 2)}\n`;
}

/** What people may write, as a JSON Schema. Draft 7 is what the YAML language server reads best; what only code can check is left open there. */
export function jsonSchema(schema: z.ZodType) {
  return z.toJSONSchema(schema, {
    io: "input",
    target: "draft-7",
    unrepresentable: "any",
    // Ours are of what people write; zod takes them for what it is read as wherever something is transformed, and leaves them out.
    override({ zodSchema, jsonSchema: json }) {
      const examples = z.globalRegistry.get(zodSchema as unknown as z.ZodType)?.examples;
      if (Array.isArray(examples)) json.examples = examples;
    },
  });
}
