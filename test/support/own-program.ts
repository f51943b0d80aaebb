import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { REPOSITORY } from "./sources.ts";

/** The project of this repository in a folder of its own, without its sample records. */
export type OwnProject = { folder: string; write(account: string, text: string | undefined): void; remove(): void };

/** Makes one; `write` puts a program `extra.ts` beside its code, or takes it away. */
export function ownProject(): OwnProject {
  const folder = mkdtempSync(join(tmpdir(), "tenure-own-"));
  const isRecords = (path: string) => /^stacks\/(accounts|directory|reviews)(\/|$)/.test(relative(REPOSITORY, path).replaceAll("\\", "/"));
  for (const each of ["stacks", "policies", "Pulumi.yaml", "package.json"])
    cpSync(join(REPOSITORY, each), join(folder, each), { recursive: true, filter: (path) => !isRecords(path) });
  symlinkSync(join(REPOSITORY, "node_modules"), join(folder, "node_modules"), "junction");
  return {
    folder,
    write: (account, text) => {
      const file = join(folder, "stacks", "accounts", account, "extra.ts");
      mkdirSync(dirname(file), { recursive: true });
      if (text === undefined) rmSync(file);
      else writeFileSync(file, text);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
