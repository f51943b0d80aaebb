import type { Bench } from "./bench.ts";
import { compare } from "./compare.ts";
import { deploy } from "./deploy.ts";
import { gate } from "./gate.ts";
import { observe } from "./observe.ts";
import { read } from "./read.ts";

/** Every bench by the word that asks for it. */
export const BENCHES: Readonly<Record<string, Bench>> = { compare, deploy, gate, observe, read };
