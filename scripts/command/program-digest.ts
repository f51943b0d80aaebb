import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Where the program is, below the folder of `Pulumi.yaml`. */
const PROGRAM = "stacks";

/**
 * The SHA-256 of the program's code: everything that turns records into resources. Where it differs from that of the last deployment,
 * the change of code explains operations that no record does.
 */
export function programDigest(project: string): string {
  const files = readdirSync(join(project, PROGRAM), { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  const hash = createHash("sha256");
  for (const path of files.map((file) => file.replaceAll("\\", "/")).sort())
    hash.update(`${path}\0${readFileSync(join(project, PROGRAM, path), "utf8")}\0`);
  return hash.digest("hex");
}
