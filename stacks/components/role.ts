import { InstanceProfile } from "@pulumi/aws/iam/instanceProfile.js";
import { Role } from "@pulumi/aws/iam/role.js";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy.js";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment.js";
import type { Arn } from "../iam/arn.ts";
import { printDocument } from "../iam/document.ts";
import type { Role as RoleEntity } from "../iam/entity.ts";
import { resourceName } from "../model/ref.ts";
import { type Context, type Origin, optionsOf, policyPart } from "./context.ts";

/** A role, created together with the boundary that ends it, and its policies, one resource for each. */
export function buildRole(entity: RoleEntity, origin: Origin, context: Context): void {
  const role = new Role(
    resourceName(origin.ref),
    {
      name: entity.name,
      path: entity.path,
      assumeRolePolicy: printDocument(entity.trust),
      maxSessionDuration: entity.maxSessionDuration,
      tags: entity.tags,
      ...(entity.boundary === null ? {} : { permissionsBoundary: entity.boundary }),
    },
    // IAM refuses a trust policy that names a user who does not exist yet.
    optionsOf(context, [...boundary(entity), ...trusted(entity)], origin.adopted ? entity.name : undefined),
  );
  context.made.set(entity.arn, role);
  for (const policyArn of entity.attached) {
    const name = resourceName(origin.ref, `attachment/${policyPart(policyArn)}`);
    new RolePolicyAttachment(name, { role: entity.name, policyArn }, optionsOf(context, [entity.arn, policyArn]));
  }
  for (const [inline, document] of Object.entries(entity.inline)) {
    const name = resourceName(origin.ref, `inline/${inline}`);
    const importId = origin.adopted ? `${entity.name}:${inline}` : undefined;
    new RolePolicy(name, { role: entity.name, name: inline, policy: printDocument(document) }, optionsOf(context, [entity.arn], importId));
  }
  for (const profile of entity.instanceProfiles) {
    const name = resourceName(origin.ref, `profile/${profile}`);
    const options = optionsOf(context, [entity.arn], origin.adopted ? profile : undefined);
    new InstanceProfile(name, { name: profile, path: entity.path, role: entity.name, tags: entity.tags }, options);
  }
}

function boundary(entity: RoleEntity): readonly Arn[] {
  return entity.boundary === null ? [] : [entity.boundary];
}

function trusted(entity: RoleEntity): readonly Arn[] {
  return entity.trust.statements.flatMap((statement) =>
    (statement.principals ?? []).flatMap((principal) => principal.values as readonly Arn[]),
  );
}
