/**
 * A control of a framework and the rules and checks that prove it. Ids are strings: "1.10" is not 1.1.
 * `gap` says what of it nothing here proves; a control that nothing proves at all must say why.
 */
export type Control = { id: string; title: string; provenBy: readonly string[]; gap?: string };

/** A framework in one version. Ids move between versions, so none is quoted without it. */
export type Framework = { name: string; version: string; url: string; controls: readonly Control[] };
