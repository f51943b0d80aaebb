import { describeEnd } from "../../../stacks/model/instant.ts";
import { check } from "../check.ts";
import { draftOf } from "../exceptions.ts";

/** Exceptions past their end. They excuse nothing any more, and somebody has promised that by now none would be needed. */
export const exceptionLapsed = check({
  name: "exception-lapsed",
  needs: [],
  detect: ({ account }, _observed, asOf) =>
    account.exceptions.flatMap((exception) =>
      exception.expires > asOf
        ? []
        : draftOf(exception, account, "exception-lapsed", "high", `from ${exception.rule} ${describeEnd(exception.expires, asOf)}`),
    ),
});
