import { existsSync } from "node:fs";
import { join } from "node:path";
import type { AccountName } from "../model/declared.ts";

/** The program of an account's own, beside its records. It is code: it runs from where the code is, never from the records that are judged. */
export function programPath(account: AccountName): string {
  return `accounts/${account}/extra.ts`;
}

/** True for the path of such a program, relative to the folder that holds `settings.yaml`. What accounts share is records alone. */
export function isProgram(path: string): boolean {
  return /^accounts\/(?!_shared\/)[^/]+\/extra\.ts$/.test(path);
}

/** True where an account has one. @param code the folder of the program that reads records, `stacks/` */
export function hasProgram(code: string, account: AccountName): boolean {
  return existsSync(join(code, programPath(account)));
}
