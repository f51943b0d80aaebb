import { Policy } from "@pulumi/aws/iam/policy.js";
import { printDocument } from "../iam/document.ts";
import type { Policy as PolicyEntity } from "../iam/entity.ts";
import { resourceName } from "../model/ref.ts";
import { type Context, type Origin, optionsOf } from "./context.ts";

/** A customer-managed policy. Without a description: changing one would replace the policy under everybody who has it. */
export function buildPolicy(entity: PolicyEntity, origin: Origin, context: Context): void {
  const resource = new Policy(
    resourceName(origin.ref),
    { name: entity.name, path: entity.path, policy: printDocument(entity.document), tags: entity.tags },
    optionsOf(context, [], origin.adopted ? entity.arn : undefined),
  );
  context.made.set(entity.arn, resource);
}
