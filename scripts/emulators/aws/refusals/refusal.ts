import type { Names } from "../names.ts";
import type { AwsError } from "../reply.ts";
import type { Upstream } from "../upstream.ts";

/** What a refusal may look at: the request's parameters, the names that are taken, and ministack as the account's administrator. */
export type Context = { parameters: ReadonlyMap<string, string>; account: string; names: Names; upstream: Upstream };

/** The error with which AWS refuses such a request, or `undefined`. */
export type Refusal = (context: Context) => AwsError | undefined | Promise<AwsError | undefined>;

/** Entities that hold policies. */
export type HolderKind = "User" | "Role" | "Group";

/** The parameters that name the entity of a request: `{ UserName: … }`, or `{ PolicyArn: … }`. */
export function nameOf(kind: HolderKind | "Policy", parameters: ReadonlyMap<string, string>): Record<string, string> {
  const name = kind === "Policy" ? "PolicyArn" : `${kind}Name`;
  return { [name]: parameters.get(name) ?? "" };
}
