import type { DeclaredEntity } from "../../stacks/entities.ts";
import type { Arn } from "../../stacks/iam/arn.ts";
import type { Account, Declared } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { RecordRef } from "../../stacks/model/ref.ts";
import type { AllParts } from "../observe/observation.ts";
import type { Draft } from "./finding.ts";

/** What should be in one account: the records and what they become; `refs` says what declares an entity. */
export type Scope = { declared: Declared; account: Account; entities: readonly DeclaredEntity[]; refs: ReadonlyMap<Arn, RecordRef> };

/** The scope of an account. What declares what is looked up by every check, so it is put together once. */
export function scopeOf(declared: Declared, account: Account, entities: readonly DeclaredEntity[]): Scope {
  return { declared, account, entities, refs: new Map(entities.map(({ entity, ref }) => [entity.arn, ref])) };
}

/**
 * One question about one account. It names the parts of the observation that it needs and cannot read any other;
 * when one of them has a gap it is not asked, and its answer is `unknown`; where the settings name no source of one, the question
 * does not arise. Several entries of the table may share a name:
 * then they are the same check on different parts, so that a gap costs no more than it must.
 */
export type Check<P extends keyof AllParts = keyof AllParts> = {
  name: string;
  needs: readonly P[];
  detect(scope: Scope, observed: Pick<AllParts, P>, asOf: Instant): readonly Draft[];
};

/** Keeps the needed parts inside and hides them outside, so that one table holds all checks. */
export function check<P extends keyof AllParts>(definition: Check<P>): Check {
  return definition as unknown as Check;
}
