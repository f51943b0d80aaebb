import { LEGAL_NAME, LEGAL_TAG_TEXT, QUOTAS } from "../../../../stacks/iam/quotas.ts";
import type { NamedKind } from "../names.ts";
import { type AwsError, invalid, limitExceeded } from "../reply.ts";
import { tagsOf } from "../request.ts";
import { membersOf, textOf } from "../xml.ts";
import { type Context, nameOf, type Refusal } from "./refusal.ts";

/** Beginnings of "… already exists.", before the name. */
const TAKEN: Readonly<Record<NamedKind, string>> = {
  User: "User with name ",
  Role: "Role with name ",
  Group: "Group with name ",
  Policy: "A policy called ",
  InstanceProfile: "Instance Profile ",
};

/** A name that somebody has, in whatever case; policies share one space of names over all paths. */
export function nameTaken(kind: NamedKind): Refusal {
  return ({ parameters, account, names }) => {
    const name = parameters.get(`${kind}Name`) ?? "";
    if (names.taken(account, kind, name) === undefined) return undefined;
    const message = `${TAKEN[kind]}${name} already exists.${kind === "Policy" ? " Duplicate names are not allowed." : ""}`;
    return { status: 409, code: "EntityAlreadyExists", message };
  };
}

/** A name with other characters than IAM's. */
export function illegalName(parameter: string): Refusal {
  const shown = parameter.charAt(0).toLowerCase() + parameter.slice(1);
  const message = `The specified value for ${shown} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`;
  return ({ parameters }) => (LEGAL_NAME.test(parameters.get(parameter) ?? "") ? undefined : invalid(message));
}

/** Tag keys and values with other characters than AWS's, too long, or of AWS's own. */
export function illegalTags({ parameters }: Context): AwsError | undefined {
  for (const [at, { key, value }] of tagsOf(parameters).entries()) {
    if (/^aws:/i.test(key)) return { status: 400, code: "InvalidInput", message: "System tags cannot be added/updated by requester" };
    if (!LEGAL_TAG_TEXT.test(key) || key.length > QUOTAS.tagKeyLength) return illegalText(`tags.${at + 1}.member.key`);
    if (!LEGAL_TAG_TEXT.test(value) || value.length > QUOTAS.tagValueLength) return illegalText(`tags.${at + 1}.member.value`);
  }
  return undefined;
}

/** More tags than an entity may carry; `kind` is that of an entity that exists and has some already. */
export function tooManyTags(kind?: "User" | "Role" | "Policy"): Refusal {
  return async ({ parameters, account, upstream }) => {
    const present = kind === undefined ? undefined : await upstream.ask(account, `List${kind}Tags`, nameOf(kind, parameters));
    const keys = [...membersOf(present, "Tags").map((tag) => textOf(tag, "Key") ?? ""), ...tagsOf(parameters).map(({ key }) => key)];
    // Keys of users and roles are the same in any case; for policies the difference matters only beside the limit.
    const distinct = new Set(keys.map((key) => key.toLowerCase()));
    return distinct.size > QUOTAS.tagsPerEntity ? limitExceeded("The number of tags has reached the maximum limit.") : undefined;
  };
}

function illegalText(place: string): AwsError {
  const pattern = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*";
  return invalid(
    `1 validation error detected: Value at '${place}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern}`,
  );
}
