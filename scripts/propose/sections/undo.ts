import { isOfPerson, partsOf } from "../../decide/change.ts";
import type { Section } from "../context.ts";
import { OF_PERSON } from "../person.ts";

/** How to take it back. Reverting a revocation gives access, so it takes the approvals of a grant. */
export const undo: Section = ({ change }) =>
  `### Undo\n${
    isOfPerson(change)
      ? OF_PERSON[change.action].undo
      : partsOf(change).every(({ action }) => action === "retire")
        ? "A removed identity does not come back as the same one: a new record with a new name makes a new one."
        : "Revert this pull request. The revert is judged like a grant and needs the approvals of one."
  }`;
