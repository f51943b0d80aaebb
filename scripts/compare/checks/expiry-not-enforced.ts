import { isIdentity } from "../../../stacks/iam/entity.ts";
import { tagOf } from "../../../stacks/iam/facet.ts";
import { describeEnd, type Instant, parseInstant } from "../../../stacks/model/instant.ts";
import { check } from "../check.ts";
import type { Difference } from "../finding.ts";

/** Record, tag and boundary say when an identity ends; when they disagree, the end is not what people believe. */
export const expiryNotEnforced = check({
  name: "expiry-not-enforced",
  needs: ["authorization"],
  detect({ entities, declared }, { authorization }, asOf) {
    const observed = new Map([...authorization.users, ...authorization.roles].map((entity) => [entity.arn, entity]));
    const key = declared.settings.tags.expires;
    return entities.flatMap(({ entity, ref }) => {
      const real = observed.get(entity.arn);
      const expected = isIdentity(entity) ? tagOf(entity.type, entity.tags, key) : undefined;
      // An end is missing only in a program of the account's own, where the pack refuses it: there is nothing to enforce then.
      if (!isIdentity(entity) || !real || expected === undefined) return [];
      const tag = tagOf(real.type, real.tags, key);
      const differences = [...differing("boundary", entity.boundary, real.boundary), ...differing(`tags.${key}`, expected, tag)];
      if (differences.length === 0) return [];
      const enforced = real.boundary === entity.boundary;
      return [
        {
          check: "expiry-not-enforced",
          subject: entity.arn,
          record: ref,
          facet: "boundary",
          severity: enforced ? ("medium" as const) : ("critical" as const),
          message: `${ref} ${describeEnd(expected as Instant, asOf)} by its record; ${differences.map(inWords).join("; ")}`,
          differences,
        },
      ];
    });
  },
});

function differing(property: string, declared: string | null, observed: string | null | undefined): readonly Difference[] {
  return declared === observed ? [] : [{ property, declared: declared ?? "nothing", observed: observed ?? "nothing" }];
}

function inWords({ property, observed }: Difference): string {
  if (property === "boundary")
    return observed === "nothing" ? "AWS has no boundary on it, so nothing ends it" : `its boundary in AWS is ${observed}`;
  return observed === "nothing" ? `the tag ${property.slice(5)} is gone` : `the tag says ${parseInstant(observed) ?? `"${observed}"`}`;
}
