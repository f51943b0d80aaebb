import type { Provider } from "@pulumi/aws/provider.js";
import type { CustomResourceOptions, Resource } from "@pulumi/pulumi";
import type { Arn } from "../iam/arn.ts";
import type { Tags } from "../iam/entity.ts";
import { MANAGED_BY } from "../model/lifecycle.ts";
import type { OwnerRef, RecordRef } from "../model/ref.ts";
import type { Settings } from "../model/settings.ts";

/** What every component needs to turn one entity into resources. */
export type Context = {
  provider: Provider;
  settings: Settings;
  /** Resources already made, by ARN: what an entity refers to must exist before it. */
  made: Map<Arn, Resource>;
  /** The groups among them, by name: users name them so. */
  groups: Map<string, Arn>;
  /** What names roles, which are made last. */
  afterRoles: (() => void)[];
};

/** The record behind an entity. `adopted`: AWS had it before, so it is imported and never created. */
export type Origin = { ref: RecordRef; account: string; owner: OwnerRef; adopted: boolean };

/**
 * Options of a resource. Names are fixed, so the old one must go before a new one can come; `importId` is set only for what was adopted:
 * on an absent resource it fails the preview.
 */
export function optionsOf(context: Context, needs: readonly Arn[], importId?: string): CustomResourceOptions {
  const dependsOn = needs.flatMap((arn) => context.made.get(arn) ?? []);
  return { provider: context.provider, dependsOn, deleteBeforeReplace: true, ...(importId === undefined ? {} : { import: importId }) };
}

/** The end of an ARN as the part of a resource name: `ledger-read`, or `aws/ReadOnlyAccess` for policies of AWS. */
export function policyPart(arn: Arn): string {
  const [home, name] = [arn.split(":")[4], arn.slice(arn.indexOf(":policy/") + ":policy/".length)];
  return home === "aws" ? `aws/${name}` : name;
}

/** Tags of a secret: they alone say which access key is which. */
export function secretTags({ tags }: Settings, origin: Origin, slot: string): Tags {
  return { [tags.owner]: origin.owner, [tags.managedBy]: MANAGED_BY, [tags.record]: `${origin.account}/${origin.ref}`, slot };
}
