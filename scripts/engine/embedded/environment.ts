/** The environment as a command has read it once; nothing in this room reads `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;
