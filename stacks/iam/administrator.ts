import { type Holder, policiesOf, type Surroundings } from "./holder.ts";
import { isAdministrative, isAdministrativePolicy } from "./privilege.ts";

/** True when an entity can administer the account, by its own policies or through its groups. Boundaries are not taken into account: they may go. A provider does nothing by itself. */
export function isAdministrator(holder: Holder, surroundings: Surroundings): boolean {
  return policiesOf(holder, surroundings).some(
    ({ arn, document }) => (document !== undefined && isAdministrative(document)) || (arn !== undefined && isAdministrativePolicy(arn)),
  );
}
