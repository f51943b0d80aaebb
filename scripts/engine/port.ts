import type { StackName } from "../../stacks/model/declared.ts";

/** A Pulumi URN: `urn:pulumi:<stack>::<project>::<type>::<name>`. */
export type Urn = string;

/** Path of the file (`stacks/files/judged.ts`) that names the records to deploy and what already holds on base. Program and pack get it in their environment. */
export type JudgedPath = string;

/** Inputs or outputs of a resource as the engine's events show them: secrets are blinded, unknown values are the string of `UNKNOWN`. */
export type Properties = Readonly<Record<string, unknown>>;

/** What stands for a value that is known only after the deployment (Pulumi's own sentinel). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What happens to one resource; a replacement is one operation, however many steps the engine takes for it. */
export type OperationKind = "create" | "update" | "replace" | "delete" | "import" | "same";

/** One operation of a plan. `changed` are the property paths that differ, `replaces` those of them that force a replacement. */
export type Operation = {
  op: OperationKind;
  urn: Urn;
  type: string;
  name: string;
  before: Properties | undefined;
  after: Properties | undefined;
  changed: readonly string[];
  replaces: readonly string[];
};

/** What the pack reported: a violation, or (`notEvaluated`) that a rule could not be judged because a value is not known yet. */
export type PolicyReport = {
  policy: string;
  urn: Urn | undefined;
  message: string;
  level: "advisory" | "mandatory";
  notEvaluated: boolean;
};

/** A message of the engine, the program or the provider; `error` means that something did not happen. */
export type Diagnostic = { severity: "info" | "warning" | "error"; urn: Urn | undefined; message: string };

/**
 * What an engine would do or, after `up`, has done; operations in the order in which the engine took them, the stack and providers left out.
 * `result` is `failed` when something could not be planned or done; what was done before stays done and stands in `operations`.
 */
export type Plan = {
  stack: StackName;
  /** Empty for a refresh, which looks at no records. */
  head: JudgedPath;
  /** The records it was compared with, or the stack's real state. */
  against: JudgedPath | "state";
  operations: readonly Operation[];
  reports: readonly PolicyReport[];
  diagnostics: readonly Diagnostic[];
  result: "succeeded" | "failed";
};

/** Pulumi, whichever way it runs. What cannot be done at all (no engine, locked stack, wrong passphrase, broken program) is thrown as `EngineError`. */
export type Engine = {
  /** `embedded`, or the version of the CLI: goes into evidence. */
  name: string;
  /** What would happen, judged by the pack. Against records nothing outside is asked and nothing needs credentials. */
  plan(stack: StackName, head: JudgedPath, against: JudgedPath | "state"): Promise<Plan>;
  /**
   * Makes it so, judged by the pack again; stops before an operation that the plan did not show.
   * @param deletions `later`: what is no longer wanted stays, until the same plan is carried out once more.
   */
  up(stack: StackName, plan: Plan, deletions?: "later"): Promise<Plan>;
  /**
   * Moves what the state of an account's stacks holds to the stacks that hold it from now on; AWS is not touched.
   * Done again after an interruption, it goes on where it stopped. @returns how many resources have moved
   */
  settle(stacks: readonly StackName[], stackOf: (name: string) => StackName): Promise<number>;
  /** Reads these resources from AWS into the state, so that the next plan puts back what differs. */
  refresh(stack: StackName, urns: readonly Urn[]): Promise<Plan>;
  close(): Promise<void>;
};
