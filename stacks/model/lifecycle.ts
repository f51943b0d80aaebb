import { type Arn, type ArnHome, iamArn, parseIamArn } from "../iam/arn.ts";
import type { Tags } from "../iam/entity.ts";
import type { TagKeys } from "../iam/facet.ts";
import { type Instant, parseInstant } from "./instant.ts";
import type { OwnerRef, RecordTag } from "./ref.ts";

/** Path of everything that only the pipeline may write. */
export const TENURE_PATH = "/tenure/";

/** Value of the `managed-by` tag. */
export const MANAGED_BY = "tenure";

/** Name of the boundary that denies everything. */
export const DISABLED_BOUNDARY = "disabled";

/** Name of the boundary that lets a sealed user do one thing: take on its break-glass role. */
export const BREAK_GLASS_BOUNDARY = "break-glass";

/** Boundaries that do not end anything at a moment: one is the end, the other must never be one. */
export const ENDLESS_BOUNDARIES: readonly string[] = [DISABLED_BOUNDARY, BREAK_GLASS_BOUNDARY];

/** Where sealed users and the roles that they take on stand. */
export const BREAK_GLASS_PATH = `${TENURE_PATH}break-glass/`;

/** The slot that the secret of a sealed access key names. */
export const SEALED_SLOT = "sealed";

/** Where the roles of grants stand. */
export const GRANTS_PATH = `${TENURE_PATH}grants/`;

/** Why a record was disabled; commands write it, people read it. */
export type Disabled = { since: Instant; reason: string; ref: string };

/** What the records of identities, groups, permissions and providers have in common. */
export type Accountable = {
  owner: OwnerRef;
  purpose: string;
  /** The first instant at which access is gone. */
  expires: Instant;
  state?: "active" | "disabled" | undefined;
  disabled?: Disabled | undefined;
  /** Set when a retired name is taken back, with the reason: without it the gate refuses. */
  restored?: { at: Instant; reason: string; ref: string } | undefined;
  /** Set on what AWS had before it was declared; it is imported, never created. */
  adopted?: { at: Instant; ref: string } | undefined;
};

/** `until-2027-03-31`, or `until-20261123T180000Z` for an end within a day (design, section 4); `-<name>` follows where a policy of the account is merged in. */
export function boundaryName(end: Instant, declared?: string): string {
  const until = `until-${end.endsWith("T00:00:00Z") ? end.slice(0, 10) : end.replace(/[-:]/g, "")}`;
  return declared === undefined ? until : `${until}-${declared}`;
}

/** What a boundary's name states: its end and, where one is merged in, a policy of the account. `undefined` when the name is none of ours. */
export function parseBoundaryName(name: string): { end: Instant; declared: string | undefined } | undefined {
  const match = /^until-(?:(\d{4}-\d{2}-\d{2})|(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z)(?:-(.+))?$/.exec(name);
  if (!match) return undefined;
  const [, date, year, month, day, hour, minute, second, declared] = match;
  const end = parseInstant(date ?? `${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // Only the spelling that we write ourselves is ours: a name that merely states the same moment is somebody else's.
  return end !== undefined && boundaryName(end, declared) === name ? { end, declared } : undefined;
}

/** The end that a boundary's name states; `undefined` when the name is none of ours. */
export function endOfBoundaryName(name: string): Instant | undefined {
  return parseBoundaryName(name)?.end;
}

/** The boundary that an identity of this record must carry: the clock, or the stop. */
export function boundaryArn(home: ArnHome, record: Pick<Accountable, "expires" | "state"> & { boundary?: string | undefined }): Arn {
  const name = record.state === "disabled" ? DISABLED_BOUNDARY : boundaryName(record.expires, record.boundary);
  return iamArn(home, "policy", name, TENURE_PATH);
}

/** True for the boundary that denies everything: whoever carries it is stopped, whatever its record says. */
export function isDisabledBoundary(boundary: string | null | undefined): boolean {
  const { path, name } = parseIamArn(boundary ?? "") ?? {};
  return path === TENURE_PATH && name === DISABLED_BOUNDARY;
}

/** The tags that say to people and tools what the record says. Foreign tags of the record are kept beside them. */
export function tagsOf(keys: TagKeys, tag: RecordTag, record: Pick<Accountable, "owner" | "expires"> & { tags?: Tags | undefined }): Tags {
  return {
    ...record.tags,
    [keys.owner]: record.owner,
    [keys.expires]: record.expires,
    [keys.managedBy]: MANAGED_BY,
    [keys.record]: tag,
  };
}
