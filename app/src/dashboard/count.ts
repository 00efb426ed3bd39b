/** How many there are, as far as the pages at hand tell: `7`, or `100+` where the list goes on. */
export function countOf<Item>(
  pages: readonly { readonly items: readonly Item[]; readonly nextCursor: string | null }[],
  counted: (items: readonly Item[]) => readonly Item[],
): string {
  const count = pages.reduce((sum, page) => sum + counted(page.items).length, 0);
  return (pages.at(-1)?.nextCursor ?? null) === null ? String(count) : `${count}+`;
}
