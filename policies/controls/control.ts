/** A control of a framework and the rules and checks that prove it. Ids are strings: "1.10" is not 1.1. */
export type Control = { id: string; title: string; provenBy: readonly string[] };

/** A framework in one version. Ids move between versions, so none is quoted without it. */
export type Framework = { name: string; version: string; url: string; controls: readonly Control[] };
