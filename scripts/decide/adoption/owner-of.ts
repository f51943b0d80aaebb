import { parseIamArn } from "../../../stacks/iam/arn.ts";
import type { Entity } from "../../../stacks/iam/entity.ts";
import type { Account, Declared } from "../../../stacks/model/declared.ts";
import { hasLeft, holdersOf, type Person } from "../../../stacks/model/directory.ts";
import type { OwnerRef } from "../../../stacks/model/ref.ts";
import type { AccountFound, Reasoned } from "./account.ts";
import type { Known } from "./kind-of.ts";
import { ownerInName, ownerInTags } from "./words.ts";

/**
 * Who answers for a found entity: the person whose own access it is; else whom its tags name, then its path or name, then the team of whoever made
 * it as CloudTrail knows, and at last whoever answers for the account. All but the first are guesses.
 */
export function ownerOf(entity: Entity, { found, holder, kind }: Known, at: AccountFound): Reasoned<OwnerRef> {
  const { account, declared, creators } = at;
  if (found.kind === "people" && holder) return { value: `person/${holder.id}`, because: "it is their own access", guess: kind.guess };
  const tags = "tags" in entity ? entity.tags : {};
  return (
    ownerInTags(tags, declared.directory) ??
    ownerInName(entity, declared.directory) ??
    ownerByCreator(creators.get(entity.arn), account, declared, at) ?? {
      value: account.owner,
      because: "nothing says whose it is; it is whoever answers for the account",
      guess: true,
    }
  );
}

function ownerByCreator(
  creator: string | undefined,
  account: Account,
  declared: Declared,
  { asOf }: AccountFound,
): Reasoned<OwnerRef> | undefined {
  const person = creator === undefined ? undefined : personBehind(creator, account, declared);
  if (!person || hasLeft(person, asOf)) return undefined;
  return { value: `team/${person.team}`, because: `person/${person.id} of that team made it (CloudTrail)`, guess: true };
}

/** The person behind the ARN of a user or of a session of single sign-on. */
function personBehind(creator: string, { name }: Account, { directory }: Declared): Person | undefined {
  const user = parseIamArn(creator);
  if (user?.type === "user") return holdersOf(directory, { name: user.name, owner: "" }, name)[0];
  const session = /^arn:[^:]+:sts::\d{12}:assumed-role\/([^/]+)\/(.+)$/.exec(creator);
  return [...directory.people.values()].find((person) => {
    const principal = person.aws[name];
    return (
      principal !== undefined &&
      "role" in principal &&
      parseIamArn(principal.role)?.name === session?.[1] &&
      principal.session === session?.[2]
    );
  });
}
