import type { Duration, Instant } from "../../stacks/model/instant.ts";
import { between } from "../../stacks/model/instant.ts";
import type { Sightings } from "../decide/hold-back.ts";
import { entriesOf, type Ledger } from "../ledger/ledger.ts";
import type { Part } from "../observe/observation.ts";
import { readPart } from "../observe/part.ts";
import { now } from "./clock.ts";

/**
 * What the last run before this one has found in each account, from the ledger. A run within the time that AWS takes to settle is not another look;
 * neither is one of a later moment, which only an injected clock can bring about. A ledger that cannot be read is a gap.
 */
export function readSightings(ledger: Ledger, settle: Duration, asOf: Instant): Promise<Part<Sightings>> {
  return readPart("ledger", "read earlier runs", now, async () => {
    const earlier = entriesOf(await ledger.read(), "drift").filter(({ at }) => between(at, asOf) >= settle);
    // Oldest first: the last one of each account stays.
    return new Map(earlier.map(({ facts }) => [facts.stack, new Set(facts.findings.map(({ id }) => id))]));
  });
}
