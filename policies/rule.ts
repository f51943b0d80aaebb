import type { FacetName, FacetOf } from "../stacks/iam/facet.ts";
import type { AccountName, Declared, DeclaredRecord } from "../stacks/model/declared.ts";
import type { Instant } from "../stacks/model/instant.ts";

/** How bad it is; the words of the policy SDK. */
export type Severity = "low" | "medium" | "high" | "critical";

/** What a violation does to a change: `mandatory` blocks it, `advisory` is said. */
export type Level = "advisory" | "mandatory";

/** A record as rules judge it: for requirements that AWS cannot see, such as who owns a group, or since when. */
export type RecordFacet = { facet: "record"; account: AccountName; record: DeclaredRecord };

/** The facet that a rule of this name judges. */
export type JudgedOf<Name extends FacetName | "record"> = Name extends FacetName ? FacetOf<Name> : RecordFacet;

/** Anything that rules judge. */
export type Judged = { [Name in FacetName | "record"]: JudgedOf<Name> }[FacetName | "record"];

/** An example that is a test: judged with `EXAMPLE_DECLARED` at `EXAMPLE_AS_OF`, a violating one says exactly this. */
export type Example<Name extends FacetName | "record"> = { judged: JudgedOf<Name>; says?: readonly string[] };

/**
 * One requirement that the organisation made. `violations` is pure and says for each violation what is wrong, with the offending value;
 * what to do about it stands once, in `remediation`, where `{file}` is the record's file.
 * `field` is the key of the record at which people should look.
 */
export type Rule<Name extends FacetName | "record" = FacetName | "record"> = {
  name: string;
  description: string;
  severity: Severity;
  level: Level;
  judges: Name;
  field: string | undefined;
  remediation: string;
  url: string;
  violations(judged: JudgedOf<Name>, declared: Declared, asOf: Instant): readonly string[];
  compliant: Example<Name>;
  violating: Example<Name> & { says: readonly string[] };
};

/** Keeps what a rule judges inside and hides it outside, so that one table holds all rules. */
export function rule<Name extends FacetName | "record">(definition: Rule<Name>): Rule {
  return definition as unknown as Rule;
}
