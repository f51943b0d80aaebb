import type { Aws } from "./aws/clients.ts";
import type { Properties, Value } from "./value.ts";

/**
 * One property of a resource type, as the official plugin 7.48.0 has it.
 * Lists are sets: AWS keeps no order in any list that these types have.
 */
export type Property = {
  type: "string" | "number" | "boolean" | "strings" | "tags";
  /** What a program may state. Without it the property is an output only. */
  input?: "required" | "optional";
  /** AWS chooses when the program says nothing: saying nothing is then no difference. */
  computed?: true;
  /** A change needs a new resource. */
  forceNew?: true;
  /** What the official plugin assumes when the program says nothing. */
  default?: Value;
  /** A JSON policy document: compared by what it allows and denies. */
  document?: true;
  /** An address that AWS keeps without its `https://`. */
  url?: true;
  /** Marked as secret wherever it leaves this provider. */
  secret?: true;
  /** AWS does not tell it (again): it is carried over from the recorded state. */
  kept?: true;
  /** An output that changes with these inputs, and so is not known before an update of them. */
  follows?: readonly string[];
  /** Says what is wrong with a known value of the right type. */
  problem?: (value: Value) => string | undefined;
};

/** What creating gave: `outputs` only what cannot be read later, `finish` the calls that are still to be made on the new thing. */
export type Created = { id: string; outputs?: Properties; finish?: () => Promise<void> };

/** A resource as AWS has it; `id` only when it is not the one that was asked for. */
export type Found = { id?: string; outputs: Properties };

/** An update: what was recorded, what is wanted, and which properties differ in meaning. */
export type Change = { id: string; olds: Properties; news: Properties; changed: (name: string) => boolean };

/**
 * One resource type: a table of properties and the AWS calls behind it. Checking, comparing and assembling state is the same for all.
 * `recorded` is what the state knows of the resource, outputs over inputs; it is empty on import, where only the id says what is meant.
 */
export type ResourceType = {
  /** Pulumi's type token. */
  token: string;
  /** What people call it. */
  noun: string;
  properties: Readonly<Record<string, Property>>;
  /** The old one must be gone before a new one can come, because both would have the same name. */
  deleteBeforeReplace: boolean;
  create(inputs: Properties, aws: Aws): Promise<Created>;
  /** `undefined` only when AWS says that it does not exist. */
  read(id: string, recorded: Properties, aws: Aws): Promise<Found | undefined>;
  /** Absent where every difference needs a new resource. */
  update?(change: Change, aws: Aws): Promise<void>;
  /** What is gone already counts as deleted. */
  delete(id: string, recorded: Properties, aws: Aws): Promise<void>;
};

/** A JSON policy document that must be stated; AWS rewrites its form but not its meaning. */
export const DOCUMENT: Property = { type: "string", input: "required", document: true };

/** Tags, and all tags: the same here, since this provider has no default tags. */
export const TAGS = { tags: { type: "tags", input: "optional" }, tagsAll: { type: "tags" } } as const satisfies Record<string, Property>;

/** The fixed name of something; a change of it makes another thing. */
export const FIXED_NAME: Property = { type: "string", input: "required", forceNew: true };

/** Filled only for names that the official plugin made up itself; we never do. */
export const NAME_PREFIX: Property = { type: "string" };

/** The path of an IAM entity where it cannot be changed. */
export const FIXED_PATH: Property = { type: "string", input: "optional", default: "/", forceNew: true, problem: pathProblem };

/** The path of an IAM entity that AWS can move. */
export const MOVABLE_PATH: Property = { type: "string", input: "optional", default: "/", problem: pathProblem };

/** Something that AWS or we compute. */
export const COMPUTED: Property = { type: "string" };

/** For whole numbers within bounds, both included, or one of `others`. */
export function within(least: number, most: number, ...others: readonly number[]): (value: Value) => string | undefined {
  return (value) => {
    if (typeof value === "number" && Number.isInteger(value) && ((value >= least && value <= most) || others.includes(value)))
      return undefined;
    return `expected a whole number from ${least} to ${most}${others.map((other) => ` or ${other}`).join("")}, got ${value}`;
  };
}

/** For one of a few texts. */
export function oneOf(...choices: readonly string[]): (value: Value) => string | undefined {
  return (value) => (choices.includes(String(value)) ? undefined : `expected ${choices.join(" or ")}, got ${value}`);
}

/** IAM User Guide, "Friendly names and paths". */
function pathProblem(value: Value): string | undefined {
  return /^\/(?:.*\/)?$/.test(String(value)) ? undefined : `expected a path that begins and ends with "/", got ${value}`;
}
