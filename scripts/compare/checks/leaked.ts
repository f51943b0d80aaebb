import { isQuarantinePolicy } from "../../../stacks/iam/managed.ts";
import { check } from "../check.ts";

/**
 * Users of whom AWS has found an access key in public: it attaches a quarantine policy, which denies much and leaves the key working.
 * Whoever takes only that policy away has forgotten the key, so it is never called drift.
 */
export const leaked = check({
  name: "leaked",
  needs: ["authorization"],
  detect({ account, refs }, { authorization }) {
    return authorization.users.flatMap((user) => {
      const attached = user.attached.filter(isQuarantinePolicy).map((arn) => arn.slice(arn.lastIndexOf("/") + 1));
      if (attached.length === 0) return [];
      const ref = refs.get(user.arn) ?? null;
      const isStopped = ref !== null && account.records.get(ref)?.fields.state === "disabled";
      const who = ref ?? `the user ${user.name}, which no record declares,`;
      return [
        {
          check: "leaked",
          subject: user.arn,
          record: ref,
          severity: isStopped ? ("medium" as const) : ("critical" as const),
          message: `AWS found an access key of ${who} in public and attached ${attached.join(", ")}, which ${isStopped ? "stays until somebody has looked into what was done with it" : "does not stop the key"}`,
        },
      ];
    });
  },
});
