import { createHash } from "node:crypto";
import { z } from "zod";
import { EngineError } from "../../error.ts";
import { SECRET, SIGNATURE } from "../../events.ts";
import { notSupported } from "../not-supported.ts";
import { needsOf, type Resource } from "../resource.ts";
import { isObject, mapSecrets, mapValues, type Value, type Values } from "../value.ts";
import type { Crypter } from "./passphrase.ts";

/** The engine whose files these are: version 3 of the checkpoint as CLI 3.248.0 writes it (`apitype.CheckpointV3`). */
const FORMAT = 3;
const WRITER = "v3.248.0";

/** What was under way when the state was written (`apitype.OperationType`). */
export type OperationType = "creating" | "updating" | "deleting" | "reading" | "importing";

/** Something that was under way: if nobody finishes it, the cloud and the state may differ here. */
export type PendingOperation = { resource: Resource; type: OperationType };

/** A stack's state, in dependency order: what a resource needs stands before it. */
export type State = { resources: readonly Resource[]; pending: readonly PendingOperation[] };

/** A stack that has nothing yet. */
export const EMPTY_STATE: State = { resources: [], pending: [] };

const urns = z.array(z.string());
const knownFields = z.object({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean(),
  id: z.string().default(""),
  inputs: z.record(z.string(), z.json()).default({}),
  outputs: z.record(z.string(), z.json()).default({}),
  parent: z.string().default(""),
  provider: z.string().default(""),
  dependencies: urns.nullish().transform((list) => list ?? []),
  propertyDependencies: z
    .record(
      z.string(),
      urns.nullable().transform((list) => list ?? []),
    )
    .default({}),
  protect: z.boolean().default(false),
  retainOnDelete: z.boolean().default(false),
  ignoreChanges: z.array(z.string()).default([]),
  additionalSecretOutputs: z.array(z.string()).default([]),
  importID: z.string().default(""),
  initErrors: z
    .array(z.string())
    .nullish()
    .transform((list) => list ?? []),
  delete: z.boolean().default(false),
  pendingReplacement: z.boolean().default(false),
  created: z.string().optional(),
  modified: z.string().optional(),
});
const resource = knownFields.loose();
const checkpoint = z.object({
  version: z.number(),
  checkpoint: z.object({
    latest: z
      .object({
        secrets_providers: z.object({ type: z.string(), state: z.object({ salt: z.string() }).optional() }).optional(),
        resources: z.array(resource).default([]),
        pending_operations: z.array(z.object({ resource, type: z.string() })).default([]),
      })
      .optional(),
  }),
});

/** A checkpoint file, read but with its secrets still encrypted. `salt` is missing while nothing was ever deployed. */
export type Checkpoint = { salt: string | undefined; open(crypter: Crypter): State };

/** Reads a checkpoint file. @throws EngineError STATE_UNREADABLE, or NOT_SUPPORTED for what only the CLI understands. */
export function readCheckpoint(file: string, text: string): Checkpoint {
  const { version, checkpoint: content } = parse(file, text);
  if (version !== FORMAT) throw notSupported(`a state of format version ${version} (${file}), expected ${FORMAT}`);
  const latest = content.latest;
  const secrets = latest?.secrets_providers;
  if (secrets && secrets.type !== "passphrase") throw notSupported(`the secrets provider "${secrets.type}" of the state, only passphrase`);
  return {
    salt: secrets?.state?.salt,
    open: (crypter) => {
      const resources = (latest?.resources ?? []).map((raw) => readResource(raw, crypter));
      verifyOrder(file, resources);
      const pending = (latest?.pending_operations ?? []).map((operation) => ({
        resource: readResource(operation.resource, crypter),
        type: operation.type as OperationType,
      }));
      return { resources, pending };
    },
  };
}

function parse(file: string, text: string): z.output<typeof checkpoint> {
  try {
    return checkpoint.parse(JSON.parse(text));
  } catch (cause) {
    throw new EngineError("STATE_UNREADABLE", `${file} is not a Pulumi checkpoint: ${(cause as Error).message}`, { cause });
  }
}

/** Options that change what happens to a resource and that this engine does not know: ignoring them could delete the wrong thing. */
const UNKNOWN_OPTIONS = [
  "external",
  "deletedWith",
  "replaceWith",
  "replaceOnChanges",
  "replacementTrigger",
  "resourceHooks",
  "taint",
  "viewOf",
];

function readResource(raw: z.output<typeof resource>, crypter: Crypter): Resource {
  const option = UNKNOWN_OPTIONS.find((name) => raw[name] !== undefined);
  if (option !== undefined) throw notSupported(`the option "${option}" of ${raw.urn} in the state`);
  const known = knownFields.parse(raw);
  return {
    ...known,
    created: known.created,
    modified: known.modified,
    inputs: decryptAll(raw.inputs as Values, crypter),
    outputs: decryptAll(raw.outputs as Values, crypter),
    kept: Object.fromEntries(Object.entries(raw).filter(([key]) => !(key in known))),
  };
}

/** The CLI refuses a state whose order is wrong; so does this engine, before it makes it worse. */
function verifyOrder(file: string, resources: readonly Resource[]): void {
  const before = new Set<string>();
  for (const each of resources) {
    const missing = [...needsOf(each)].find((urn) => !before.has(urn));
    if (missing !== undefined)
      throw new EngineError("STATE_UNREADABLE", `${file}: ${each.urn} needs ${missing}, which does not stand before it`);
    before.add(each.urn);
  }
}

/** Resources as texts and back, their secrets encrypted in between. One is turned into text once for as long as nobody says that it changed. */
export type ResourceTexts = { print(resource: Resource): string; changed(resource: Resource): void; read(raw: unknown): Resource };

/** The texts of one stack's resources. */
export function resourceTexts(crypter: Crypter): ResourceTexts {
  const texts = new WeakMap<Resource, string>();
  return {
    print: (each) => {
      const known = texts.get(each) ?? JSON.stringify(printResource(each, crypter));
      texts.set(each, known);
      return known;
    },
    changed: (each) => void texts.delete(each),
    read: (raw) => readResource(resource.parse(raw), crypter),
  };
}

/** Writes checkpoints of one stack. */
export function checkpointWriter(stack: string, crypter: Crypter, texts = resourceTexts(crypter)): { text(state: State): string } {
  const text = ({ resources, pending }: State): string => {
    const latest = [
      `"manifest":${JSON.stringify(manifest())}`,
      `"secrets_providers":${JSON.stringify({ type: "passphrase", state: { salt: crypter.salt } })}`,
      ...(resources.length === 0 ? [] : [`"resources":[${resources.map(texts.print).join(",")}]`]),
      ...(pending.length === 0
        ? []
        : [`"pending_operations":[${pending.map((operation) => printPending(operation, texts.print)).join(",")}]`]),
      '"metadata":{}',
    ];
    return `{"version":${FORMAT},"checkpoint":{"stack":${JSON.stringify(stack)},"latest":{${latest.join(",")}}}}`;
  };
  return { text };
}

function printPending({ resource: each, type }: PendingOperation, textOf: (each: Resource) => string): string {
  return `{"resource":${textOf(each)},"type":${JSON.stringify(type)}}`;
}

/** `magic` is the SHA-256 of the version: the CLI's check that a program of its own wrote the file. */
function manifest(): Record<string, string> {
  return { time: new Date().toISOString(), magic: createHash("sha256").update(WRITER).digest("hex"), version: WRITER };
}

/** Go leaves out what is empty, except `custom`; so do we, and the files compare. */
function printResource(each: Resource, crypter: Crypter): Record<string, unknown> {
  const { kept, inputs, outputs, ...fields } = each;
  const all = { ...fields, inputs: encryptAll(inputs, crypter), outputs: encryptAll(outputs, crypter), ...kept };
  return Object.fromEntries(Object.entries(all).filter(([key, value]) => key === "custom" || !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === false) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** A secret in the state: the signature and the JSON of its content, encrypted (`apitype.SecretV1`). */
function encryptAll(values: Values, crypter: Crypter): Values {
  return mapSecrets(values, (content) => ({ [SIGNATURE]: SECRET, ciphertext: crypter.encrypt(JSON.stringify(content)) }));
}

function decryptAll(values: Values, crypter: Crypter): Values {
  return mapValues(values, (value) => decryptValue(value, crypter));
}

function decryptValue(value: Value, crypter: Crypter): Value {
  if (Array.isArray(value)) return value.map((part) => decryptValue(part, crypter));
  if (!isObject(value)) return value;
  if (value[SIGNATURE] === undefined) return decryptAll(value, crypter);
  if (value[SIGNATURE] !== SECRET) throw notSupported("assets, archives and resources as property values in the state");
  const text = typeof value.plaintext === "string" ? value.plaintext : crypter.decrypt(String(value.ciphertext));
  return { [SIGNATURE]: SECRET, value: JSON.parse(text) as Value };
}
