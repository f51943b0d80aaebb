import type { z } from "zod";
import { PartError } from "./part.ts";

/** What a source answered, as its schema says. @throws PartError naming the path of the first field that is otherwise. */
export function conform<T>(operation: string, schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const more = parsed.error.issues.length > 1 ? ` (and ${parsed.error.issues.length - 1} more)` : "";
  throw new PartError(operation, `malformed: ${issue!.path.join(".") || "the reply"}: ${issue!.message}${more}`);
}

/** JSON as a value. @throws PartError when it is none. */
export function parseJson(operation: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PartError(operation, `malformed: expected JSON: ${(cause as Error).message}`, { cause });
  }
}
