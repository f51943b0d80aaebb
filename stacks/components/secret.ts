import { AccessKey } from "@pulumi/aws/iam/accessKey.js";
import type { UserLoginProfile } from "@pulumi/aws/iam/userLoginProfile.js";
import { Secret, type SecretArgs } from "@pulumi/aws/secretsmanager/secret.js";
import { SecretPolicy } from "@pulumi/aws/secretsmanager/secretPolicy.js";
import { SecretVersion } from "@pulumi/aws/secretsmanager/secretVersion.js";
import { all, type Input, interpolate, jsonStringify } from "@pulumi/pulumi";
import { printDocument } from "../iam/document.ts";
import type { Key, User } from "../iam/entity.ts";
import { secretPolicy } from "../iam/secret-policy.ts";
import { resourceName } from "../model/ref.ts";
import { type Context, type Origin, optionsOf, secretTags } from "./context.ts";

/**
 * An access key, its secret on its way to Secrets Manager and nowhere else.
 * The secret's name ends in the key's id and its tags name record and slot: they are how an observation knows which key is which.
 */
export function buildKey(key: Key, user: User, origin: Origin, context: Context): void {
  const slot = key.slot ?? key.id!;
  const accessKey = new AccessKey(
    resourceName(origin.ref, `key/${slot}`),
    { user: user.name, status: key.status },
    optionsOf(context, [user.arn], key.id),
  );
  if (key.id !== undefined) return; // an adopted key: its secret was never ours to keep
  const value = jsonStringify({ accessKeyId: accessKey.id, secretAccessKey: accessKey.secret });
  const secret = store(slot, interpolate`tenure/${origin.ref}/${accessKey.id}`, value, origin, context);
  const { secretReaders } = user;
  if (secretReaders === undefined) return;
  context.afterRoles.push(() => {
    const policy = printDocument(secretPolicy(secretReaders));
    const name = resourceName(origin.ref, `secret-policy/${slot}`);
    new SecretPolicy(name, { secretArn: secret.arn, policy, blockPublicPolicy: true }, optionsOf(context, secretReaders));
  });
}

/** The first password of a new console user; it must be changed at the first sign-in. */
export function storePassword(profile: UserLoginProfile, origin: Origin, context: Context): void {
  const value = all([profile.user, profile.password]).apply(([user, password]) => JSON.stringify({ user, password }));
  // Deleted at once when the password goes: its name is fixed, and a name in its recovery window would block the next password for a month.
  store("console", `tenure/${origin.ref}/console`, value, origin, context, { recoveryWindowInDays: 0 });
}

function store(slot: string, name: Input<string>, value: Input<string>, origin: Origin, context: Context, more: SecretArgs = {}): Secret {
  const options = optionsOf(context, []);
  const secret = new Secret(
    resourceName(origin.ref, `secret/${slot}`),
    { name, tags: secretTags(context.settings, origin, slot), ...more },
    options,
  );
  new SecretVersion(resourceName(origin.ref, `secret-value/${slot}`), { secretId: secret.id, secretString: value }, options);
  return secret;
}
