import type { Provider } from "@pulumi/aws/provider.js";
import { type Output, output, type ResourceTransformation, runtime } from "@pulumi/pulumi";
import { type Arn, type IamResourceType, iamArn } from "../iam/arn.ts";
import type { Policy, Tags } from "../iam/entity.ts";
import type { Account } from "../model/declared.ts";
import { instant } from "../model/fields.ts";
import { boundaryName, MANAGED_BY } from "../model/lifecycle.ts";
import { type OwnerRef, recordRef, TENURE_KIND } from "../model/ref.ts";
import type { Context } from "./context.ts";
import { buildPolicy } from "./policy.ts";

/** Who answers for something and when it ends: `expires` as in records, a date or an instant. */
export type Ending = { owner: OwnerRef; expires: string };

/** What `extra.ts` of an account is handed. */
export type Extra = {
  account: Pick<Account, "name" | "accountId" | "partition" | "region">;
  /** Bound to the account. AWS resources that name no provider, and whose parents have none, get it by themselves. */
  provider: Provider;
  /** The tags of a policy or provider. */
  tags(ending: Ending): Tags;
  /** The tags and the boundary of a user or role, both of the same end; the boundary policy is made where no record needs it already. */
  identity(ending: Ending): { tags: Tags; permissionsBoundary: Output<Arn> };
  /** The ARN of something in this account. Unlike the output of a resource it is known in a preview, so that rules can judge it. */
  arn(type: IamResourceType, name: string, path?: string): Arn;
};

/** What `extra.ts` exports as `extra`. */
export type ExtraProgram = (extra: Extra) => void | Promise<void>;

/**
 * Runs an account's own program after the records' resources were made.
 * @param policyOf makes the boundary policy of a name, as records would
 * @throws Error for a resource that nobody could tell from a record's, or find in AWS
 */
export async function buildExtra(program: ExtraProgram, account: Account, policyOf: (name: string) => Policy, context: Context) {
  const made = new Set<string>();
  runtime.registerStackTransformation(transformation(context.provider, made));
  await program(extraOf(account, policyOf, context, made));
}

function extraOf(account: Account, policyOf: (name: string) => Policy, context: Context, made: Set<string>): Extra {
  const tags = ({ owner, expires }: Ending): Tags => {
    const keys = context.settings.tags;
    return { [keys.owner]: owner, [keys.expires]: instant.parse(expires), [keys.managedBy]: MANAGED_BY };
  };
  const boundary = (expires: string): Output<Arn> => {
    const policy = policyOf(boundaryName(instant.parse(expires)));
    const ref = recordRef(TENURE_KIND, policy.name);
    made.add(ref);
    if (!context.made.has(policy.arn)) buildPolicy(policy, { ref, account: account.name, owner: account.owner, adopted: false }, context);
    return output({ arn: policy.arn, after: context.made.get(policy.arn)!.urn }).apply(({ arn }) => arn);
  };
  return {
    account,
    provider: context.provider,
    tags,
    identity: (ending) => ({ tags: tags(ending), permissionsBoundary: boundary(ending.expires) }),
    arn: (type, name, path) => iamArn(account, type, name, path),
  };
}

/** What drift looks for in AWS it must know by name before anything is deployed. */
const NAMED = /^aws:iam\/(user:User|role:Role|group:Group|policy:Policy|samlProvider:SamlProvider)$/;

/** Keeps a program's resources apart from those of records, whose names hold a slash: rules and exceptions go by them. */
function transformation(provider: Provider, made: ReadonlySet<string>): ResourceTransformation {
  return ({ type, name, props, opts }) => {
    if (/[/#]/.test(name) && !made.has(name))
      throw new Error(`extra.ts: the resource "${name}" is named like a record's: expected a name without / and #`);
    if (NAMED.test(type) && props.name === undefined)
      throw new Error(
        `extra.ts: the resource "${name}" (${type}) states no \`name\`: expected one, since AWS would make one up that nobody knows`,
      );
    const bound = !type.startsWith("aws:") || opts.provider !== undefined || opts.parent?.getProvider(type) !== undefined;
    return bound ? undefined : { props, opts: { ...opts, provider } };
  };
}
