/**
 * How long to wait for AWS to agree with itself. IAM is eventually consistent: what one answer says exists, the next may not know yet
 * (IAM User Guide, "Changes that I make are not always immediately visible").
 */
export type Limits = {
  /** For what was just made to become visible: it is there. Two minutes, as in the official plugin. */
  visibleMs: number;
  /** For a call that names something which may be new, or may never have existed. */
  dependentMs: number;
  /** For what stands in the way of a deletion, or of another change, to have gone. */
  conflictMs: number;
  /** The first pause between two attempts; each following one is twice as long, up to 20 times this. */
  pauseMs: number;
};

/** The limits of real deployments. */
export const LIMITS: Limits = { visibleMs: 120_000, dependentMs: 60_000, conflictMs: 30_000, pauseMs: 250 };

/** How a provider reaches AWS. */
export type Access = {
  limits: Limits;
  /**
   * The `AWS_*` variables to use in place of this process's own, by account. For stand-ins that serve several accounts from one process:
   * with it neither the environment nor the user's AWS profile is looked at, so what is meant for an emulator can never reach AWS.
   */
  environmentOf?: (accountId?: string) => Readonly<Record<string, string>>;
};
