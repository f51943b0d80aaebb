import type { Configuration } from "./aws/clients.ts";
import type { Checked, CheckFailure } from "./check.ts";
import type { Diff } from "./diff.ts";
import { ProviderError } from "./error.ts";
import { describe, hasUnknown, type Properties, type Value, withoutReserved } from "./value.ts";

/** What the official plugin also has and what makes no difference here: the account is always verified, and nothing looks for metadata. */
const WITHOUT_EFFECT: readonly string[] = [
  "version",
  "skipCredentialsValidation",
  "skipMetadataApiCheck",
  "skipRegionValidation",
  "skipRequestingAccountId",
];

/** Checks the inputs of a provider resource; they are kept as they are, in the official plugin's JSON encoding. */
export function checkConfiguration(news: Properties): Checked {
  const stated = withoutReserved(news);
  const failures: CheckFailure[] = [];
  if (!hasUnknown(stated.region) && regionOf(stated.region) === undefined) {
    failures.push({
      property: "region",
      reason: `expected an AWS region, got ${describe(stated.region)}; set it on the provider or in AWS_REGION`,
    });
  }
  if (!hasUnknown(stated.allowedAccountIds) && accountIdsOf(stated.allowedAccountIds) === undefined) {
    failures.push({ property: "allowedAccountIds", reason: "expected a list of 12-digit account ids" });
  }
  for (const [property, value] of Object.entries(stated)) {
    if (value === null || property === "region" || property === "allowedAccountIds" || WITHOUT_EFFECT.includes(property)) continue;
    failures.push({
      property,
      reason: "not supported by the embedded AWS provider; use the environment (AWS_PROFILE, AWS_ENDPOINT_URL, …) or the official plugin",
    });
  }
  return { inputs: news, failures };
}

/** Another region means other resources, so everything made through the provider is replaced (`ForcesProviderReplace` of the official plugin). */
export function diffConfiguration(olds: Properties, news: Properties): Diff {
  const differences = ["region", "allowedAccountIds"]
    .filter((name) => JSON.stringify(decoded(olds[name])) !== JSON.stringify(decoded(news[name])))
    .map((name) => ({ path: name, property: name, kind: "update" as const, replace: name === "region" }));
  return {
    differences,
    replaces: differences.filter(({ replace }) => replace).map(({ property }) => property),
    stables: [],
    deleteBeforeReplace: false,
  };
}

/** The configuration that a `Configure` call states. @throws ProviderError NOT_CONFIGURED */
export function readConfiguration(inputs: Properties): Configuration {
  const { failures } = checkConfiguration(inputs);
  if (failures.length > 0) {
    const reasons = failures.map(({ property, reason }) => `${property}: ${reason}`).join("; ");
    throw new ProviderError("NOT_CONFIGURED", `the AWS provider's configuration is not usable: ${reasons}`);
  }
  return { region: regionOf(inputs.region)!, allowedAccountIds: accountIdsOf(inputs.allowedAccountIds)! };
}

/** True when two configurations are the same: only then may two provider resources share a connection. */
export function isSameConfiguration(one: Configuration, other: Configuration): boolean {
  return one.region === other.region && [...one.allowedAccountIds].sort().join() === [...other.allowedAccountIds].sort().join();
}

function regionOf(value: Value | undefined): string | undefined {
  return typeof value === "string" && /^[a-z]{2}(-[a-z]+)+-\d$/.test(value) ? value : undefined;
}

function accountIdsOf(value: Value | undefined): readonly string[] | undefined {
  const ids = decoded(value) ?? [];
  if (!Array.isArray(ids)) return undefined;
  return ids.every((id): id is string => typeof id === "string" && /^\d{12}$/.test(id)) ? ids : undefined;
}

/** Properties of provider resources that are no texts travel as JSON. */
function decoded(value: Value | undefined): Value | undefined {
  if (typeof value !== "string" || !value.startsWith("[")) return value;
  try {
    return JSON.parse(value) as Value;
  } catch {
    return value;
  }
}
