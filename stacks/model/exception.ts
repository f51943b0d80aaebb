import type { Instant } from "./instant.ts";
import type { OwnerRef, RecordRef } from "./ref.ts";
import type { Source } from "./source.ts";

/** A documented departure from one rule or check, for one record, until a date. */
export type Exception = {
  /** `<account>/exceptions/<name>`. */
  id: string;
  rule: string;
  subject: RecordRef;
  /** Narrows it to one facet of the subject. */
  facet?: string | undefined;
  reason: string;
  compensating: string;
  approvedBy: OwnerRef;
  expires: Instant;
  source: Source;
};

/** The exception that holds for a violation at that instant, if there is one. A lapsed one holds for nothing. */
export function exceptionFor<E extends Pick<Exception, "rule" | "subject" | "facet" | "expires">>(
  exceptions: readonly E[],
  violation: { rule: string; subject: string; facet?: string | undefined },
  asOf: Instant,
): E | undefined {
  return exceptions.find(
    (exception) =>
      exception.rule === violation.rule &&
      exception.subject === violation.subject &&
      (exception.facet === undefined || exception.facet === violation.facet) &&
      asOf < exception.expires,
  );
}
