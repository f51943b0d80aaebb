import { ruleOf } from "../../../policies/catalogue.ts";
import { declaredViolations } from "../../../policies/judge.ts";
import { exceptionFor } from "../../../stacks/model/exception.ts";
import { check } from "../check.ts";
import { draftOf } from "../exceptions.ts";

/**
 * Exceptions in force from a rule that their subject does not break: a door left open for whoever breaks it next.
 * Those from a check are left out: whether they are needed is seen in AWS, and counted where findings are covered.
 */
export const exceptionUnused = check({
  name: "exception-unused",
  needs: [],
  detect({ account, declared }, _observed, asOf) {
    const inForce = account.exceptions.filter(({ rule, expires }) => asOf < expires && ruleOf(rule) !== undefined);
    if (inForce.length === 0) return [];
    const broken = declaredViolations(declared, account.name, asOf);
    return inForce
      .filter((exception) => !broken.some((violation) => exceptionFor([exception], violation, asOf)))
      .flatMap((exception) =>
        draftOf(
          exception,
          account,
          "exception-unused",
          "medium",
          `from ${exception.rule} excuses nothing: ${exception.subject} meets the rule`,
        ),
      );
  },
});
