/** Where something stands in a file; lines count from 1. `path` are keys from the root; where it ends early, the last key that exists is taken. */
export type Source = { file: string; lineOf(path: readonly (string | number)[]): number };
