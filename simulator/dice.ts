/** Seeded randomness: the same seed rolls the same numbers, on every machine. Not for secrets. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From [0, 1). */
  roll(): number {
    // Mulberry32: a counter and a mixer, public domain.
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Evenly between the two. */
  between(least: number, most: number): number {
    return least + this.roll() * (most - least);
  }

  /** Mostly near the least, sometimes far from it: what networks and disks do. */
  usually(least: number, most: number): number {
    return least + this.roll() ** 4 * (most - least);
  }

  /** True with this probability. */
  happens(probability: number): boolean {
    return this.roll() < probability;
  }
}
