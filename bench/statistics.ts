/**
 * The value below which a share of the values lies, by nearest rank.
 *
 * @param sorted ascending, at least one
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const rank = Math.max(Math.ceil(share * sorted.length), 1);
  const value = sorted[rank - 1];
  if (value === undefined) throw new RangeError("There is no quantile of nothing");
  return value;
}

/** The middle value; of an even number of them, what lies between the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const upper = quantile(sorted, 0.5);
  if (sorted.length % 2 === 1) return upper;
  return (upper + (sorted[sorted.length / 2] ?? upper)) / 2;
}

/** The median of what each round says: rounds are short, so that whatever slows the machine slows both alike. */
export function pairedRatio(measured: readonly number[], other: readonly number[]): number {
  if (measured.length !== other.length) throw new RangeError("A ratio needs as many rounds of both");
  return median(measured.map((value, round) => value / (other[round] ?? Number.NaN)));
}
