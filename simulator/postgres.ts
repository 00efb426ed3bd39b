import type { Database } from "./database.ts";
import type { Dice } from "./dice.ts";
import type { Life } from "./life.ts";
import type { VirtualTime } from "./virtual-time.ts";

/**
 * A Postgres that goes away at any moment: its connections, its lock on the organization, and how it fails. What is in
 * it is in database.ts.
 */
export class Postgres {
  readonly database: Database;
  /** How likely a connection is to break on each way. */
  flakiness = 0;
  readonly #time: VirtualTime;
  readonly #lockQueue: (() => void)[] = [];
  #isLocked = false;
  #isUp = true;
  /** Raised when it goes down, which breaks every connection. */
  #incarnation = 0;

  constructor(database: Database, time: VirtualTime) {
    this.database = database;
    this.#time = time;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Whatever has not been committed is rolled back. */
  goDown(): void {
    this.#isUp = false;
    this.#incarnation += 1;
    this.#isLocked = false;
    this.#lockQueue.length = 0;
  }

  comeUp(): void {
    this.#isUp = true;
  }

  connect(life: Life, dice: Dice): Connection {
    return new Connection(this, this.#time, life, dice, this.#incarnation);
  }

  isConnected(incarnation: number): boolean {
    return this.#isUp && incarnation === this.#incarnation;
  }

  /** The organization's row, for one transaction at a time. */
  async lock(): Promise<RowLock> {
    if (this.#isLocked) await new Promise<void>((resolve) => this.#lockQueue.push(resolve));
    this.#isLocked = true;
    const incarnation = this.#incarnation;
    const lock = {
      isCommitting: false,
      release: () => {
        lock.release = () => {};
        // It went down with the lock.
        if (incarnation !== this.#incarnation) return;
        const next = this.#lockQueue.shift();
        if (next === undefined) this.#isLocked = false;
        else next();
      },
    };
    return lock;
  }
}

export interface RowLock {
  /** COMMIT is on its way: from here on Postgres gives the lock back, and not the connection's end. */
  isCommitting: boolean;
  release: () => void;
}

/** One connection of somebody who may die. */
export class Connection {
  readonly #postgres: Postgres;
  readonly #time: VirtualTime;
  readonly #life: Life;
  readonly #dice: Dice;
  readonly #incarnation: number;

  constructor(postgres: Postgres, time: VirtualTime, life: Life, dice: Dice, incarnation: number) {
    this.#postgres = postgres;
    this.#time = time;
    this.#life = life;
    this.#dice = dice;
    this.#incarnation = incarnation;
  }

  /**
   * There and back: what a transaction does takes place between, all at once. It may take place although its answer is
   * an error, because Postgres has gone just then.
   */
  async run<Value>(transaction: (database: Database) => Value): Promise<Value> {
    await this.travel();
    const value = transaction(this.#postgres.database);
    await this.travel();
    return value;
  }

  /** One way. */
  async travel(): Promise<void> {
    await this.#life.wait(this.#dice.usually(1, 30));
    if (this.isOpen && !this.#dice.happens(this.#postgres.flakiness)) return;
    // Sometimes nobody says that the other side is gone, and the caller waits until its patience is over.
    if (this.#dice.happens(0.3)) await this.#life.wait(120_000);
    throw gone();
  }

  get isOpen(): boolean {
    return this.#postgres.isConnected(this.#incarnation);
  }

  /** Somebody else's transaction may be in the way. */
  lock(): Promise<RowLock> {
    const locked = this.#postgres.lock().then((lock) => {
      // Postgres notices after a while that nobody is at the other end.
      const releaseUnlessCommitting = () => lock.isCommitting || lock.release();
      this.#life.onEnd(() => this.#time.after(this.#dice.between(10, 3_000), releaseUnlessCommitting));
      return lock;
    });
    return this.#life.guard(locked);
  }

  /** COMMIT is sent. What comes of it is Postgres's business, whether or not anyone lives to hear of it. */
  commit<Value>(lock: RowLock, transaction: (database: Database) => Value): Promise<Value> {
    lock.isCommitting = true;
    const committed = new Promise<Value>((resolve, reject) => {
      const delay = this.#dice.happens(0.02) ? this.#dice.between(0, 9_000) : this.#dice.usually(1, 30);
      this.#time.after(delay, () => {
        const arrives = this.isOpen && !this.#dice.happens(this.#postgres.flakiness);
        if (arrives) resolve(transaction(this.#postgres.database));
        else reject(gone());
        lock.release();
      });
    });
    committed.catch(() => {});
    return this.#life.guard(committed);
  }
}

function gone(): Error {
  return Object.assign(new Error("Connection terminated unexpectedly"), { code: "ECONNRESET" });
}

/** Rejects when the limit is over; the work goes on, and nobody hears how it ends. */
export function within<Value>(life: Life, milliseconds: number, work: Promise<Value>): Promise<Value> {
  const late = life.wait(milliseconds).then(() => {
    throw new Error("timeout expired");
  });
  work.catch(() => {});
  return Promise.race([work, late]);
}
