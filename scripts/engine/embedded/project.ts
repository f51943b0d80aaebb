import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { parseYaml } from "../../../stacks/files/yaml.ts";
import { EngineError } from "../error.ts";
import { notSupported } from "./not-supported.ts";
import { readIfThere } from "./state/files.ts";

/** A Pulumi project: the folder of `Pulumi.yaml`, which also holds the program and, under `policies/`, the pack. */
export type Project = { folder: string; name: string };

const projectFile = z.object({
  name: z.string(),
  main: z.string().optional(),
  runtime: z.object({ name: z.string(), options: z.object({ typescript: z.boolean().optional() }).optional() }),
});
const stackFile = z
  .object({
    encryptionsalt: z.string().optional(),
    secretsprovider: z.string().optional(),
    config: z.record(z.string(), z.unknown()).optional(),
  })
  .nullable();

/** Reads `Pulumi.yaml`. @throws EngineError PROGRAM_FAILED, or NOT_SUPPORTED for a program that node cannot run as it is. */
export function readProject(folder: string): Project {
  const { name, main, runtime } = read(join(folder, "Pulumi.yaml"), projectFile);
  if (runtime.name !== "nodejs" || runtime.options?.typescript !== false || main !== undefined) {
    throw notSupported(
      "a program other than { runtime: { name: nodejs, options: { typescript: false } } } that starts at package.json's main",
    );
  }
  return { folder, name };
}

/**
 * The salt in `Pulumi.<stack>.yaml`, if somebody made one with the CLI: a new stack then uses it too.
 * An existing stack's state holds its own; this engine never writes the file, so the repository stays clean.
 */
export function saltOfStackFile(project: Project, stack: string): string | undefined {
  const path = join(project.folder, `Pulumi.${stack}.yaml`);
  if (readIfThere(path) === undefined) return undefined;
  const file = read(path, stackFile);
  if (Object.keys(file?.config ?? {}).length > 0) throw notSupported(`configuration in Pulumi.${stack}.yaml`);
  if (file?.secretsprovider !== undefined && file.secretsprovider !== "passphrase") {
    throw notSupported(`the secrets provider "${file.secretsprovider}" in Pulumi.${stack}.yaml, only passphrase`);
  }
  return file?.encryptionsalt;
}

function read<T>(path: string, schema: z.ZodType<T>): T {
  try {
    const { data, problems } = parseYaml(path, readFileSync(path, "utf8"));
    if (problems[0]) throw new Error(problems[0].message);
    return schema.parse(data);
  } catch (cause) {
    throw new EngineError("PROGRAM_FAILED", `${path} is not readable: ${(cause as Error).message}`, { cause });
  }
}
