import { join } from "node:path";
import { type Policies, PolicyPack, type ReportViolation, type ResourceValidationPolicy, type StackValidationPolicy } from "@pulumi/policy";
import { instantOf } from "../stacks/model/instant.ts";
import { parseResourceName, stackOfUrn } from "../stacks/model/ref.ts";
import { accountOfStackName } from "../stacks/model/slice.ts";
import { CATALOGUE } from "./catalogue.ts";
import { readContext } from "./context.ts";
import { ACCESS_KEY, FACETS, keyFacets, type Resource, type Setting } from "./facets.ts";
import { standingOf } from "./holding.ts";
import { judgeBy, judging, recordFacets, type Violation } from "./judge.ts";
import type { Judged, Rule } from "./rule.ts";

/** The catalogue as a CrossGuard policy pack: each rule is a policy of its own, judged on every resource that has its facet. */

const { declared, asOf, holding } = readContext(process.env, join(import.meta.dirname, "..", "stacks"), instantOf(new Date()));

/** A Pulumi resource as the SDK hands it over, in resource and in stack policies alike. */
type Args = Resource & { urn: string; notApplicable(reason?: string): never };

new PolicyPack("tenure", {
  description: "Every identity and key has an owner and an end.",
  enforcementLevel: "mandatory",
  policies: CATALOGUE.map((rule) =>
    rule.judges === "record" || rule.judges === "key" ? stackPolicy(rule) : resourcePolicy(rule),
  ) as Policies,
});

function resourcePolicy(rule: Rule): ResourceValidationPolicy {
  const builders = FACETS[rule.judges as keyof typeof FACETS] as Readonly<
    Record<string, (resource: Resource, setting: Setting) => readonly Judged[]>
  >;
  const types = Object.keys(builders);
  // In the SDK's own words for a single type, so that an engine may know a type that no policy applies to.
  const elsewhere = `Policy only applies to resources of type ${types.map((type) => `'${type}'`).join(", ")}`;
  const validate = (args: Args, report: ReportViolation) => {
    const build = builders[args.type];
    if (!build) return args.notApplicable(elsewhere);
    const setting = settingOf(args.urn);
    const facets = read(rule, args, setting, () => build(args, setting));
    const violations =
      "unreadable" in facets ? facets.unreadable : facets.value.flatMap((facet) => judgeBy(rule, facet, setting.account, declared, asOf));
    reportAll(violations, report, () => args.urn);
  };
  // For a single type the SDK itself skips every other resource, without deserialising it for this rule.
  return { ...metadata(rule), validateResource: types.length === 1 ? forType(types[0]!, validate) : validate };
}

/** Makes the facets of a resource; one whose properties make no sense (a document that is none) breaks the rule that was to judge it. */
function read(
  rule: Rule,
  { name }: Args,
  { account }: Setting,
  build: () => readonly Judged[],
): { value: readonly Judged[] } | { unreadable: readonly Violation[] } {
  let value: readonly Judged[] = [];
  const unreadable = judging(
    rule,
    () => parseResourceName(name)?.ref ?? name,
    account,
    declared,
    () => {
      value = build();
      return [];
    },
  );
  return unreadable.length > 0 ? { unreadable } : { value };
}

/** Rules whose facet needs more than one resource, or none: what they say stands at the resource of the record, where there is one. */
function stackPolicy(rule: Rule): StackValidationPolicy {
  const validate: StackValidationPolicy["validateStack"] = ({ resources }, report) => {
    const stack = resources.find((resource) => resource.type === "pulumi:pulumi:Stack") ?? resources[0];
    if (!stack) return;
    const setting = settingOf(stack.urn);
    const facets: readonly Judged[] =
      rule.judges === "record" ? recordFacets(declared, stackOfUrn(stack.urn)) : keyFacets(resources, setting);
    const urns = new Map(resources.map((resource) => [resource.name, resource.urn]));
    reportAll(
      facets.flatMap((facet) => judgeBy(rule, facet, setting.account, declared, asOf)),
      report,
      (violation) => urns.get(violation.subject),
    );
  };
  return { ...metadata(rule), validateStack: rule.judges === "key" ? forType(ACCESS_KEY, validate) : validate };
}

function metadata(rule: Rule) {
  return {
    name: rule.name,
    description: rule.description,
    enforcementLevel: rule.level,
    severity: rule.severity,
    remediationSteps: rule.remediation.replace("{file}", "the record"),
    url: rule.url,
  };
}

function settingOf(urn: string): Setting {
  return { account: accountOfStackName(stackOfUrn(urn)), declared };
}

function reportAll(violations: readonly Violation[], report: ReportViolation, urnOf: (violation: Violation) => string | undefined): void {
  for (const violation of violations) {
    const urn = urnOf(violation);
    const { level } = standingOf(violation, holding, asOf);
    // Only what base excuses has a level of its own: everything else has that of its policy, which --policy-pack-config may change.
    const excused = level === violation.level ? {} : { enforcementLevel: level };
    // The SDK takes an object here, with a level for this one report; its types know only the text (reference/pulumi.md, 4.2).
    report({ message: violation.message, ...excused, ...(urn === undefined ? {} : { urn }) } as unknown as string, urn);
  }
}

/** The SDK recognises the type by this property of the function; its own helper would need the class, and with it all of `@pulumi/aws`. */
function forType<F extends object>(type: string, validate: F): F {
  return Object.assign(validate, { __pulumiType: type });
}
