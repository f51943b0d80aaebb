import { ProviderError } from "../error.ts";

/**
 * Every item of a paged list.
 * @throws ProviderError when a page cannot be read or has no list: a part of a list is never taken for the whole
 */
export async function everyItem<Page, Item>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const page of pages) all.push(...listIn(items(page)));
  return all;
}

/** A list that an answer must have, even if it is empty. @throws ProviderError ANSWER_INVALID */
export function listIn<Item>(items: readonly Item[] | undefined): readonly Item[] {
  if (items) return items;
  throw new ProviderError("ANSWER_INVALID", "AWS answered without the list that was asked for");
}
