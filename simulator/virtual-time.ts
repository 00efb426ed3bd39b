/**
 * The time of one history. Nothing happens but events, one after the other in the order of their times; where times
 * are equal, in the order in which they were planned. Before the next event, everything the last one has set going
 * runs until it waits for another event: so a history depends on nothing but its seed.
 */
export class VirtualTime {
  readonly #events = new EventHeap();
  #now: number;
  #planned = 0;

  /** @param start milliseconds since 1970 */
  constructor(start: number) {
    this.#now = start;
  }

  /** True time, which nobody inside the history can read. May have a fraction. */
  now(): number {
    return this.#now;
  }

  after(milliseconds: number, event: () => void): void {
    this.at(this.#now + milliseconds, event);
  }

  /** At once, when that is past. */
  at(time: number, event: () => void): void {
    this.#events.add({ at: Math.max(this.#now, time), order: this.#planned, event });
    this.#planned += 1;
  }

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /** Runs until `isOver`, or until nothing is left to happen, or until a time. */
  async run(until: number, isOver: () => boolean = () => false): Promise<void> {
    await settled();
    while (!isOver()) {
      const next = this.#events.first();
      if (next === undefined || next.at > until) {
        this.#now = Math.max(this.#now, until);
        return;
      }
      this.#events.removeFirst();
      this.#now = next.at;
      next.event();
      await settled();
    }
  }
}

/** Promises run before immediates do, all of them, those they make included. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

interface PlannedEvent {
  readonly at: number;
  readonly order: number;
  readonly event: () => void;
}

/** A binary heap, earliest first. */
class EventHeap {
  readonly #heap: PlannedEvent[] = [];

  first(): PlannedEvent | undefined {
    return this.#heap[0];
  }

  add(added: PlannedEvent): void {
    const heap = this.#heap;
    let place = heap.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || isBefore(parent, added)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = added;
  }

  removeFirst(): void {
    const heap = this.#heap;
    const moved = heap.pop();
    if (moved === undefined || heap.length === 0) return;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const right = left + 1;
      const [one, other] = [heap[left], heap[right]];
      const earlier = other !== undefined && one !== undefined && isBefore(other, one) ? right : left;
      const child = heap[earlier];
      if (child === undefined || isBefore(moved, child)) break;
      heap[place] = child;
      place = earlier;
    }
    heap[place] = moved;
  }
}

function isBefore(one: PlannedEvent, other: PlannedEvent): boolean {
  return one.at === other.at ? one.order < other.order : one.at < other.at;
}
