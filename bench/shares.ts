/**
 * What each connection asks in turn, so that together they go round everything: with more connections than requests,
 * several share one; with fewer, each has several.
 */
export function sharesOf<Item>(items: readonly Item[], connections: number): Item[][] {
  return Array.from({ length: connections }, (_, connection) => {
    const own = items.filter((_item, index) => index % connections === connection);
    return own.length > 0 ? own : items.slice(connection % items.length, (connection % items.length) + 1);
  });
}
