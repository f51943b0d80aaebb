import { partsOf } from "../../decide/change.ts";
import type { Section } from "../context.ts";

/** How to take it back. Reverting a revocation gives access, so it takes the approvals of a grant. */
export const undo: Section = ({ change }) =>
  `### Undo\n${
    partsOf(change).every(({ action }) => action === "retire")
      ? "A removed identity does not come back as the same one: a new record with a new name makes a new one."
      : "Revert this pull request. The revert is judged like a grant and needs the approvals of one."
  }`;
