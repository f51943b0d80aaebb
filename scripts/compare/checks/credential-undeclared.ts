import { keySubject } from "../../../stacks/model/ref.ts";
import type { OtherCredential } from "../../observe/observation.ts";
import { check } from "../check.ts";

const WORDS: Readonly<Record<OtherCredential["kind"], string>> = {
  "service-specific": "API key",
  "signing-certificate": "signing certificate",
  "ssh-key": "SSH key",
};

/**
 * Credentials of declared users that no record can declare: API keys of single services, signing certificates, SSH keys.
 * A boundary ends their use with the user's; nothing else does.
 */
export const credentialUndeclared = check({
  name: "credential-undeclared",
  needs: ["otherCredentials"],
  detect(scope, { otherCredentials }) {
    return otherCredentials.flatMap(({ id, user, kind, service, status, createdAt, expiresAt }) => {
      const ref = scope.refs.get(user);
      if (ref === undefined) return [];
      const what = `${status === "Active" ? "active" : "inactive"} ${service === null ? "" : `${service} `}${WORDS[kind]}`;
      const end = kind !== "service-specific" ? "" : expiresAt === null ? " and never ends" : ` and ends at ${expiresAt}`;
      return [
        {
          check: "credential-undeclared",
          subject: keySubject(user, id),
          record: ref,
          facet: "credential",
          severity: status === "Active" ? ("high" as const) : ("low" as const),
          message: `${ref} has the ${what} ${id} since ${createdAt}${end}, and records do not know such credentials`,
        },
      ];
    });
  },
});
