import { median, quantile } from "./statistics.ts";

/** How long something took, over many tries. */
export interface Spread {
  readonly medianMilliseconds: number;
  readonly p99Milliseconds: number;
  readonly worstMilliseconds: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  return {
    medianMilliseconds: median(sorted),
    p99Milliseconds: quantile(sorted, 0.99),
    worstMilliseconds: quantile(sorted, 1),
  };
}
