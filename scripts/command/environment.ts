/** The process environment, read once and frozen; the names in it are those of the AWS SDK, GitHub Actions and Pulumi. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the environment. Only commands call it. */
export function readEnvironment(): Environment {
  return Object.freeze({ ...process.env });
}
