import type { Bench } from "./bench.ts";
import { read } from "./read.ts";

/** Every bench by the word that asks for it. */
export const BENCHES: Readonly<Record<string, Bench>> = { read };
