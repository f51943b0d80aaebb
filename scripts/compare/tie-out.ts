import type { DeclaredEntity } from "../../stacks/entities.ts";
import { isPlatformOwned } from "../../stacks/iam/entity.ts";
import type { Observation } from "../observe/observation.ts";
import type { Extra } from "./extra.ts";

/**
 * Every entity of one type that AWS has, counted once: live = declared + unmanaged + platform. `missing` are declared and not there.
 * The line by which an auditor sees that a list is whole (information produced by the entity).
 */
export type TieOut = { type: (typeof TYPES)[number]; live: number; declared: number; unmanaged: number; platform: number; missing: number };

const TYPES = ["user", "role", "group", "policy", "provider"] as const;

/** Ties what is declared to what AWS has; `undefined` where either is not wholly known. */
export function tieOut(entities: readonly DeclaredEntity[], { parts }: Observation, extra: Extra): readonly TieOut[] | undefined {
  const { authorization, providers } = parts;
  const whole = authorization.complete && providers.complete && !authorization.except?.length && !providers.except?.length;
  if (!whole || !extra.complete) return undefined;
  const live = [...Object.values(authorization.value).flat(), ...providers.value];
  const declared = new Map([...entities, ...extra.entities].map(({ entity }) => [entity.arn, entity]));
  const arns = new Set(live.map(({ arn }) => arn));
  return TYPES.map((type) => {
    const own = live.filter((entity) => entity.type === type);
    const known = own.filter(({ arn }) => declared.has(arn)).length;
    const platform = own.filter((entity) => !declared.has(entity.arn) && isPlatformOwned(entity)).length;
    const missing = [...declared.values()].filter((entity) => entity.type === type && !arns.has(entity.arn)).length;
    return { type, live: own.length, declared: known, unmanaged: own.length - known - platform, platform, missing };
  });
}
