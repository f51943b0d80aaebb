import type { Bench } from "./bench.ts";
import { observe } from "./observe.ts";
import { read } from "./read.ts";

/** Every bench by the word that asks for it. */
export const BENCHES: Readonly<Record<string, Bench>> = { observe, read };
