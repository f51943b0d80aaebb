import type { Resource } from "../resource.ts";
import { shutDown } from "../rpc.ts";
import { asSecret, isSecret, mapValues, type Values } from "../value.ts";
import { type Deployment, fail } from "./deployment.ts";
import { applyCreate, applyCreateReplacement } from "./steps/create.ts";
import { applyDelete } from "./steps/delete.ts";
import { applyImport } from "./steps/import.ts";
import { applySame } from "./steps/same.ts";
import { factsOf, leftBy, madeBy, pendingOf, type Step } from "./steps/step.ts";
import { applyUpdate } from "./steps/update.ts";

/** Takes the steps of one resource, in order, beside those of others. @throws what ends a registration when one of them fails or the deployment stops. */
export async function execute(deployment: Deployment, chain: readonly Step[]): Promise<void> {
  for (const step of chain) {
    await deployment.limit.run(async () => {
      if (deployment.stopped) throw shutDown();
      await take(deployment, step);
    });
  }
}

async function take(deployment: Deployment, step: Step): Promise<void> {
  const { emit, snapshot } = deployment;
  const urn = ("new" in step ? step.new : step.old).urn;
  const pending = pendingOf(step);
  try {
    emit.before(factsOf(step));
    if (pending) snapshot?.begin(pending.type, pending.resource);
    await apply(deployment, step);
  } catch (error) {
    const reason = fail(deployment, error, urn);
    emit.failed(factsOf(step));
    if (pending) attempt(deployment, () => snapshot?.end(pending.resource, {}));
    throw reason;
  }
  settle(deployment, step);
  attempt(deployment, () => note(deployment, step));
  const unfinished = madeBy(step)?.initErrors ?? [];
  if (unfinished.length > 0) throw fail(deployment, new Error(unfinished.join("\n")), urn);
  if (deployment.stopped) throw shutDown();
}

function apply(deployment: Deployment, step: Step): Promise<void> {
  switch (step.op) {
    case "same":
      return applySame(deployment, step.old, step.new);
    case "create":
      return applyCreate(deployment, step.new);
    case "update":
      return applyUpdate(deployment, step.old, step.new);
    case "create-replacement":
      return applyCreateReplacement(deployment, step.old, step.new, step.late);
    case "import":
      return applyImport(deployment, step.new);
    case "delete":
      return applyDelete(deployment, step.old, false);
    case "delete-replaced":
      return applyDelete(deployment, step.old, step.early);
    case "replace":
    case "remove-pending-replace":
      return Promise.resolve();
  }
}

/** Marks what is secret in the outputs, remembers the resource, and says that the step is done. */
function settle({ emit, news }: Deployment, step: Step): void {
  const made = madeBy(step);
  if (made) {
    made.outputs = withSecrets(made);
    news.set(made.urn, made);
  }
  const facts = factsOf(step);
  if (facts.op !== "remove-pending-replace") emit.after(facts);
}

/** An output is secret when the program says so, and when the input of its name is. */
function withSecrets({ inputs, outputs, additionalSecretOutputs }: Resource): Values {
  return mapValues(outputs, (value, key) => (additionalSecretOutputs.includes(key) || isSecret(inputs[key]) ? asSecret(value) : value));
}

/** Brings the state up to date with a step that is done. */
function note({ snapshot }: Deployment, step: Step): void {
  if (step.op === "same") snapshot?.keep(step.new, step.old);
  const left = leftBy(step);
  if (left) snapshot?.end(left.resource, left);
}

/** A state that cannot be written ends the deployment; what was done stays in memory for the last attempt. */
function attempt(deployment: Deployment, write: () => void): void {
  try {
    write();
  } catch (error) {
    fail(deployment, error);
  }
}
