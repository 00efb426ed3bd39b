import type { Dice } from "./dice.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** How wrong a machine's clock may be: what docs and code assume. */
export interface ClockFaults {
  /** Milliseconds by which it may be off at first, either way. */
  readonly offset: number;
  /** How much faster or slower it may run: 0.04 is 4 %. */
  readonly drift: number;
}

/** The clock and the timers of one machine. Whole milliseconds, as JavaScript has them. */
export class Clock {
  readonly #time: VirtualTime;
  readonly #rate: number;
  #startedAt: number;
  #startReading: number;
  #latest: number | null = null;
  #stepBack = 0;

  constructor(time: VirtualTime, dice: Dice, { offset, drift }: ClockFaults) {
    this.#time = time;
    // The extremes are where things go wrong.
    this.#rate = 1 + drift * (dice.happens(0.5) ? dice.between(-1, 1) : dice.happens(0.5) ? 1 : -1);
    this.#startedAt = time.now();
    this.#startReading = time.now() + dice.between(-offset, offset);
  }

  now(): number {
    let reading = this.#reading();
    if (this.#stepBack > 0) {
      reading = (this.#latest ?? reading) - this.#stepBack;
      this.#setTo(reading);
      this.#stepBack = 0;
    }
    this.#latest = reading;
    return Math.floor(reading);
  }

  jumpForward(milliseconds: number): void {
    this.#setTo(this.#reading() + milliseconds);
  }

  /**
   * The next reading is this much below the latest: a step that shows. One that nobody could notice, because more time
   * than that has passed since the last reading, is beyond any program, and nothing is promised then.
   */
  stepBack(milliseconds: number): void {
    this.#stepBack += milliseconds;
  }

  /** How long a timer takes in true time. */
  timer(milliseconds: number): number {
    return milliseconds / this.#rate;
  }

  #reading(): number {
    return this.#startReading + (this.#time.now() - this.#startedAt) * this.#rate;
  }

  #setTo(reading: number): void {
    this.#startedAt = this.#time.now();
    this.#startReading = reading;
  }
}
