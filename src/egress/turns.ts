/** A Worker may have six connections open, and whoever has to wait for one is not to be taken for silent. */
const mostAtOnce = 5;

/** Asks the network about each of many, a few at a time: fewer where each is more than one question. */
export async function inTurns<Item, Answer>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Answer>,
  atOnce = mostAtOnce,
): Promise<readonly Answer[]> {
  const done: Answer[] = [];
  for (let start = 0; start < items.length; start += atOnce) {
    done.push(...(await Promise.all(items.slice(start, start + atOnce).map(ask))));
  }
  return done;
}
