import { isReservedTag } from "../compare.ts";
import type { TagMap } from "../value.ts";

/** A tag as IAM and Secrets Manager write it. */
export type Tag = { Key: string; Value: string };

/** How tags of one thing are changed. */
export type TagCalls = { remove(keys: string[]): Promise<unknown>; add(tags: Tag[]): Promise<unknown> };

/** Tags for a call. */
export function tagList(tags: TagMap): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Tags of an answer, without those of AWS itself; AWS leaves the list out when there are none. */
export function tagMap(tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined): TagMap {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]).filter(([key]) => !isReservedTag(key!)));
}

/** Makes `olds` into `news` in at most two calls. Removing comes first: IAM takes a key in other case for the same key. */
export async function changeTags(olds: TagMap, news: TagMap, calls: TagCalls): Promise<void> {
  const removed = Object.keys(olds).filter((key) => news[key] === undefined && !isReservedTag(key));
  const added = tagList(news).filter(({ Key, Value }) => olds[Key] !== Value);
  if (removed.length > 0) await calls.remove(removed);
  if (added.length > 0) await calls.add(added);
}
