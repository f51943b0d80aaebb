import type { Judged } from "../stacks/files/judged.ts";
import type { Declared, StackName } from "../stacks/model/declared.ts";
import { exceptionFor } from "../stacks/model/exception.ts";
import type { Instant } from "../stacks/model/instant.ts";
import { declaredViolations, type Violation } from "./judge.ts";
import type { Level } from "./rule.ts";

/** What already holds on base: exceptions in force, and violations that stand there. */
export type Holding = Judged["base"];

/** What holds in these stacks of a base. Without a base nothing holds: every violation is a new one. */
export function holdingOf(base: Declared | undefined, stacks: readonly StackName[], asOf: Instant): Holding {
  if (!base) return { commit: "working tree", exceptions: [], standing: [] };
  const accounts = stacks.flatMap((stack) => base.accounts.get(stack) ?? []);
  return {
    commit: base.commit,
    exceptions: accounts.flatMap(({ name, exceptions }) =>
      exceptions
        .filter(({ expires }) => asOf < expires)
        .map(({ id, rule, subject, facet, expires }) => ({
          id,
          rule,
          subject,
          ...(facet === undefined ? {} : { facet }),
          account: name,
          expires,
        })),
    ),
    standing: accounts.flatMap(({ name }) =>
      declaredViolations(base, name, asOf).map(({ rule, account, subject, message }) => ({
        rule,
        account,
        subject,
        message,
      })),
    ),
  };
}

/** How a violation counts in a change: an exception or an older standing makes it advisory, and says so. */
export type Standing = { level: Level; standing: boolean; exception: string | null };

/** What base says about a violation. The text decides what stands: the same rule broken in another way is a new violation. */
export function standingOf(
  violation: Pick<Violation, "rule" | "account" | "subject" | "facet" | "level" | "message">,
  holding: Holding,
  asOf: Instant,
): Standing {
  const exceptions = holding.exceptions.filter(({ account }) => account === violation.account);
  const exception = exceptionFor(exceptions, violation, asOf)?.id ?? null;
  const standing = holding.standing.some(
    (older) =>
      older.account === violation.account &&
      older.rule === violation.rule &&
      older.subject === violation.subject &&
      older.message === violation.message,
  );
  return { level: standing || exception !== null ? "advisory" : violation.level, standing, exception };
}
