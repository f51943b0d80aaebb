import type { AwsRequest } from "./request.ts";

/** Kinds of entities whose names IAM keeps apart without regard to case. */
export type NamedKind = "User" | "Role" | "Group" | "Policy" | "InstanceProfile";

/** The names that are taken in each account. */
export type Names = {
  /** The name, as spelled by who took it; `undefined` when it is free. */
  taken(account: string, kind: NamedKind, name: string): string | undefined;
  /** Takes the name that a creation succeeded with, frees the one of a deletion. */
  learn(request: AwsRequest, account: string): void;
};

const CREATES_OR_DELETES = /^(Create|Delete)(User|Role|Group|Policy|InstanceProfile)$/;

/**
 * Names by what passed through: ministack starts empty and nothing reaches it but through the gateway.
 * Listing all users for each new one would make a large deployment quadratic.
 */
export function noNames(): Names {
  const names = new Map<string, string>();
  const key = (account: string, kind: string, name: string) => `${account}/${kind}/${name.toLowerCase()}`;
  return {
    taken: (account, kind, name) => names.get(key(account, kind, name)),
    learn({ service, action, parameters }, account) {
      const [, verb, kind] = (service === "iam" && CREATES_OR_DELETES.exec(action)) || [];
      if (verb === undefined || kind === undefined) return;
      const name = parameters.get(`${kind}Name`) ?? parameters.get("PolicyArn")?.split("/").at(-1) ?? "";
      if (verb === "Create") names.set(key(account, kind, name), name);
      else names.delete(key(account, kind, name));
    },
  };
}
