import { Group } from "@pulumi/aws/iam/group.js";
import { GroupPolicy } from "@pulumi/aws/iam/groupPolicy.js";
import { GroupPolicyAttachment } from "@pulumi/aws/iam/groupPolicyAttachment.js";
import { printDocument } from "../iam/document.ts";
import type { Group as GroupEntity } from "../iam/entity.ts";
import { resourceName } from "../model/ref.ts";
import { type Context, type Origin, optionsOf, policyPart } from "./context.ts";

/** A group and what it may do, one resource for each attachment: what somebody else attached is not taken over. */
export function buildGroup(entity: GroupEntity, origin: Origin, context: Context): void {
  const group = new Group(
    resourceName(origin.ref),
    { name: entity.name, path: entity.path },
    optionsOf(context, [], origin.adopted ? entity.name : undefined),
  );
  context.made.set(entity.arn, group);
  context.groups.set(entity.name, entity.arn);
  for (const policyArn of entity.attached) {
    const name = resourceName(origin.ref, `attachment/${policyPart(policyArn)}`);
    new GroupPolicyAttachment(name, { group: entity.name, policyArn }, optionsOf(context, [entity.arn, policyArn]));
  }
  for (const [inline, document] of Object.entries(entity.inline)) {
    const name = resourceName(origin.ref, `inline/${inline}`);
    const importId = origin.adopted ? `${entity.name}:${inline}` : undefined;
    new GroupPolicy(
      name,
      { group: entity.name, name: inline, policy: printDocument(document) },
      optionsOf(context, [entity.arn], importId),
    );
  }
}
