import type { Severity } from "../../../policies/rule.ts";
import { type PolicyDocument, printDocument } from "../../../stacks/iam/document.ts";
import { sameMeaning } from "../../../stacks/iam/equivalence.ts";
import { secretPolicy } from "../../../stacks/iam/secret-policy.ts";
import { keySubject, recordTag } from "../../../stacks/model/ref.ts";
import { check } from "../check.ts";
import { difference } from "../differences.ts";
import type { Difference } from "../finding.ts";
import { type Filled, matchKeys } from "../keys.ts";

/** What is wrong with one key, in words. */
type Wrong = { severity: Severity; message: string; difference: Difference };

/**
 * Access keys that are not as declared: their status, of which a key that was switched on again is the dangerous case,
 * and who may read their secret, where the observation asked for it.
 */
export const changedKey = check({
  name: "changed",
  needs: ["keys", "slots"],
  detect(scope, { keys, slots }) {
    const declaredBy = new Map(scope.entities.map(({ entity, ref }) => [entity.arn, { entity, ref }]));
    return matchKeys(scope, keys, slots).filled.flatMap((filled) => {
      const { entity, ref } = declaredBy.get(filled.user)!;
      const { key } = filled;
      if (!key) return [];
      const tag = recordTag(scope.account.name, ref);
      const policy = slots.find(({ keyId, record }) => keyId === key.id && record === tag)?.policy;
      const readers = entity.type === "user" && filled.declared.id === undefined ? entity.secretReaders : undefined;
      const wrong = [...wrongStatus(filled, ref), ...wrongPolicy(filled, ref, readers ? secretPolicy(readers) : null, policy)];
      if (wrong.length === 0) return [];
      return [
        {
          check: "changed",
          subject: keySubject(filled.user, key.id),
          record: ref,
          facet: "key",
          severity: WORST.find((severity) => wrong.some((one) => one.severity === severity))!,
          message: wrong.map(({ message }) => message).join("; "),
          differences: wrong.map(({ difference }) => difference),
        },
      ];
    });
  },
});

const WORST: readonly Severity[] = ["critical", "high", "medium"];

function wrongStatus({ slot, declared, key }: Filled, ref: string): readonly Wrong[] {
  if (!key || key.status === declared.status) return [];
  const severity = key.status === "Active" ? "critical" : "medium";
  const message = `key ${slot} of ${ref} is ${key.status} in AWS and declared ${declared.status}`;
  return [{ severity, message, difference: difference("status", declared.status, key.status) }];
}

/** Who may read the secret, in words and by how bad it is. A policy that is gone lets nobody in; another one may let in somebody whom the record does not name. */
function wrongPolicy(
  { slot }: Filled,
  ref: string,
  declared: PolicyDocument | null,
  observed: PolicyDocument | null | undefined,
): readonly Wrong[] {
  const secret = `the secret of key ${slot} of ${ref}`;
  const as = (severity: Severity, words: string, found: string): readonly Wrong[] => {
    const expected = declared === null ? "nothing" : printDocument(declared);
    return [{ severity, message: `${secret} ${words}`, difference: difference("secretPolicy", expected, found) }];
  };
  // Asked are those whose record named readers when AWS was observed, and in a deep look all.
  if (observed === undefined) return declared === null ? [] : as("medium", "was not asked who may read it: observe again", "not asked");
  if (observed === null) return declared === null ? [] : as("medium", "has no policy in AWS, so its readers cannot read it", "nothing");
  if (declared !== null && sameMeaning(declared, observed)) return [];
  return as("high", "has another policy in AWS than declared, which may let others read it", printDocument(observed));
}
