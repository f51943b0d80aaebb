import { enableCompileCache } from "node:module";
import { join } from "node:path";

/**
 * Loaded before a command: Node keeps what it compiled and stripped of types, so that the next command starts in half the time.
 * JavaScript, since it runs before anything is kept. Deleting `.tenure/` is a clean start.
 */
enableCompileCache(join(import.meta.dirname, "..", "..", ".tenure", "cache", "node"));
