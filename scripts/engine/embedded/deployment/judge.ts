import { analyze, type Subject } from "../pack/analyze.ts";
import { analyzeStack } from "../pack/analyze-stack.ts";
import { type Resource, stackUrn } from "../resource.ts";
import type { Values } from "../value.ts";
import type { Deployment } from "./deployment.ts";
import { providerResourceOf } from "./providers.ts";

/**
 * Lets the pack judge one resource by its checked inputs and reports what it says.
 * @returns false when the resource must not be touched: after a mandatory violation, except in a preview, which goes on to show the rest.
 */
export async function judge(deployment: Deployment, resource: Resource): Promise<boolean> {
  const { pack, emit } = deployment;
  if (!pack) return true;
  const verdicts = await analyze(pack, subjectOf(deployment, resource, resource.inputs));
  for (const verdict of verdicts) emit.policy(resource.urn, verdict);
  const violated = verdicts.some(({ level }) => level === "mandatory");
  deployment.violated ||= violated;
  return deployment.preview || !violated;
}

/** Lets the pack judge everything together by its outputs. A report about no resource in particular is about the stack. */
export async function judgeStack(deployment: Deployment): Promise<void> {
  const { pack, emit, news, stack, project } = deployment;
  if (!pack) return;
  const subjects = [...news.values()].map((resource) => subjectOf(deployment, resource, resource.outputs));
  for (const verdict of await analyzeStack(pack, subjects)) {
    emit.policy(news.has(verdict.urn) ? verdict.urn : stackUrn(stack, project), verdict);
    deployment.violated ||= verdict.level === "mandatory";
  }
}

function subjectOf(deployment: Deployment, resource: Resource, properties: Values): Subject {
  const deleteBeforeReplace = deployment.goals.get(resource.urn)?.deleteBeforeReplace;
  return { resource, properties, deleteBeforeReplace, provider: providerResourceOf(deployment, resource) };
}
