import { createEffect, createMemo, createSignal, onCleanup, type Accessor } from "solid-js";
import { newEntries } from "./newest.ts";

type Known = { readonly id: string };
type Page<Entry> = { readonly items: readonly Entry[]; readonly nextCursor: string | null };

export interface Following<Entry> {
  /** What has happened since and is not in the list yet. */
  readonly waiting: Accessor<readonly Entry[]>;
  readonly andMore: Accessor<boolean>;
  readonly following: Accessor<boolean>;
  readonly setFollowing: (following: boolean) => void;
  /** Puts what waits into the list. */
  readonly show: () => void;
  /** Marks where the list begins: while that is in sight, new entries are put there without asking. */
  readonly markTop: (element: Element) => void;
}

/**
 * Follows a log: new entries go into the list while its beginning is in sight, and wait for a click while somebody reads
 * further down, whose lines would jump.
 *
 * @param list what is shown, undefined while there is nothing
 * @param newest the newest page, read again whenever something has happened
 * @param join puts the newest page into the list
 */
export function useFollowedLog<Entry extends Known>(
  list: Accessor<{ readonly pages: readonly Page<Entry>[]; readonly pageParams: readonly unknown[] } | undefined>,
  newest: Accessor<Page<Entry> | undefined>,
  join: (page: Page<Entry>) => void,
): Following<Entry> {
  const [following, setFollowing] = createSignal(true);
  const [topInSight, setTopInSight] = createSignal(true);
  const observer = new IntersectionObserver((seen) => setTopInSight(seen.at(-1)?.isIntersecting ?? true));
  onCleanup(() => observer.disconnect());

  const waiting = createMemo(() => {
    const [shown, page] = [list(), newest()];
    return shown === undefined || page === undefined ? [] : newEntries(shown, page);
  });
  const show = (): void => {
    const page = newest();
    if (page !== undefined) join(page);
  };
  const andMore = () => waiting().length > 0 && waiting().length === newest()?.items.length;
  createEffect(() => {
    if (following() && topInSight() && waiting().length > 0) show();
  });
  return { waiting, andMore, following, setFollowing, show, markTop: (element) => observer.observe(element) };
}
