import { User } from "@pulumi/aws/iam/user.js";
import { UserGroupMembership } from "@pulumi/aws/iam/userGroupMembership.js";
import { UserLoginProfile } from "@pulumi/aws/iam/userLoginProfile.js";
import { UserPolicy } from "@pulumi/aws/iam/userPolicy.js";
import { UserPolicyAttachment } from "@pulumi/aws/iam/userPolicyAttachment.js";
import { printDocument } from "../iam/document.ts";
import type { User as UserEntity } from "../iam/entity.ts";
import { BREAK_GLASS_PATH } from "../model/lifecycle.ts";
import { resourceName } from "../model/ref.ts";
import { type Context, type Origin, optionsOf, policyPart } from "./context.ts";
import { buildKey, storePassword } from "./secret.ts";

/** A user, created together with the boundary that ends it; membership, keys and password are resources of their own. */
export function buildUser(entity: UserEntity, origin: Origin, context: Context): void {
  const user = new User(
    resourceName(origin.ref),
    {
      name: entity.name,
      path: entity.path,
      tags: entity.tags,
      ...(entity.boundary === null ? {} : { permissionsBoundary: entity.boundary }),
    },
    optionsOf(context, entity.boundary === null ? [] : [entity.boundary], origin.adopted ? entity.name : undefined),
  );
  context.made.set(entity.arn, user);
  if (entity.groups.length > 0) {
    const groups = entity.groups.flatMap((name) => context.groups.get(name) ?? []);
    new UserGroupMembership(
      resourceName(origin.ref, "groups"),
      { user: entity.name, groups: [...entity.groups] },
      optionsOf(context, [entity.arn, ...groups]),
    );
  }
  buildLegacy(entity, origin, context);
  if (entity.console) buildConsole(entity, origin, context);
  for (const key of entity.keys) buildKey(key, entity, origin, context);
}

/** Policies on the user itself exist only because they were there before: they are always imported, so that a record cannot grant anything by them. */
function buildLegacy(entity: UserEntity, origin: Origin, context: Context): void {
  for (const policyArn of entity.attached) {
    const name = resourceName(origin.ref, `attachment/${policyPart(policyArn)}`);
    new UserPolicyAttachment(
      name,
      { user: entity.name, policyArn },
      optionsOf(context, [entity.arn, policyArn], `${entity.name}/${policyArn}`),
    );
  }
  for (const [inline, document] of Object.entries(entity.inline)) {
    const name = resourceName(origin.ref, `inline/${inline}`);
    new UserPolicy(
      name,
      { user: entity.name, name: inline, policy: printDocument(document) },
      optionsOf(context, [entity.arn], `${entity.name}:${inline}`),
    );
  }
}

/** Changing a password's properties would replace it under its holder: only its existence is declared. */
function buildConsole(entity: UserEntity, origin: Origin, context: Context): void {
  const profile = new UserLoginProfile(
    resourceName(origin.ref, "console"),
    // A sealed user can do one thing, and changing its password is not it.
    { user: entity.name, passwordResetRequired: entity.path !== BREAK_GLASS_PATH },
    {
      ...optionsOf(context, [entity.arn], origin.adopted ? entity.name : undefined),
      additionalSecretOutputs: ["password"],
      ignoreChanges: ["passwordLength", "passwordResetRequired", "pgpKey"],
    },
  );
  if (!origin.adopted) storePassword(profile, origin, context);
}
