interface Page<Entry> {
  readonly items: readonly Entry[];
  readonly nextCursor: string | null;
}

interface Pages<Entry> {
  readonly pages: readonly Page<Entry>[];
  readonly pageParams: readonly unknown[];
}

type Known = { readonly id: string };

/** The entries of the newest page that are not in the list yet. */
export function newEntries<Entry extends Known>(list: Pages<Entry>, newest: Page<Entry>): readonly Entry[] {
  const known = new Set(list.pages.flatMap(({ items }) => items.map(({ id }) => id)));
  return newest.items.filter(({ id }) => !known.has(id));
}

/**
 * The list with the newest page in it: nothing twice, and nothing left out. Where more has happened than a page holds,
 * so that the two do not meet, the list begins anew with the newest page, and goes on from there.
 */
export function withNewest<Entry extends Known>(list: Pages<Entry>, newest: Page<Entry>): Pages<Entry> {
  const isAllNew = newEntries(list, newest).length === newest.items.length;
  const [first, ...older] = list.pages;
  const meets = !isAllNew || newest.nextCursor === null || newest.items.length === 0;
  if (first === undefined || !meets) return { pages: [newest], pageParams: [null] };
  const seen = new Set(newest.items.map(({ id }) => id));
  const rest = (page: Page<Entry>): Page<Entry> => ({ ...page, items: page.items.filter(({ id }) => !seen.has(id)) });
  return {
    pages: [{ ...first, items: [...newest.items, ...rest(first).items] }, ...older.map(rest)],
    pageParams: list.pageParams,
  };
}
