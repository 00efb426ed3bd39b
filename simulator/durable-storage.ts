import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { StoragePlatform } from "../durable-objects/storage.ts";
import type { Dice } from "./dice.ts";
import type { VirtualTime } from "./virtual-time.ts";

/**
 * The storage of one Durable Object: it outlives the instances that mount it, one at a time. What an instance writes
 * is durable a moment later; until then a crash takes it back.
 *
 * One transaction is always open: becoming durable commits it, a crash rolls it back.
 */
export class Disk {
  readonly #time: VirtualTime;
  readonly #dice: Dice;
  #database = openDatabase();
  #statements = new Map<string, StatementSync>();
  #mount: Mount | null = null;
  #alarm: number | null = null;
  readonly #onAlarm: (at: number) => void;

  /** @param onAlarm is told of every alarm that has become durable */
  constructor(time: VirtualTime, dice: Dice, onAlarm: (at: number) => void) {
    this.#time = time;
    this.#dice = dice;
    this.#onAlarm = onAlarm;
  }

  /** The alarm as it would be found after a crash. */
  get alarm(): number | null {
    return this.#alarm;
  }

  /** The alarm has rung, and rings no more. */
  takeAlarm(): void {
    this.#alarm = null;
  }

  putAlarm(at: number | null): void {
    this.#alarm = at;
    if (at !== null) this.#onAlarm(at);
  }

  /** Gives the storage to an instance. Whoever had it before has it no longer, and what was not durable is gone. */
  mount(): Mount {
    this.unmount();
    const mount = new Mount(
      (query, bindings) => this.#execute(query, bindings),
      () => this.#flushSoon(mount),
    );
    this.#mount = mount;
    return mount;
  }

  /** The instance that has it mounted is gone, and with it what was not durable. */
  unmount(): void {
    this.#mount?.replace();
    this.#mount = null;
    this.#restart("rollback");
  }

  /** Everything written so far becomes durable now. */
  flush(): void {
    if (this.#mount === null) return;
    this.#restart("commit");
    this.#mount.becomeDurable((alarm) => this.putAlarm(alarm));
  }

  /** A copy of everything, as of now. */
  backUp(): Uint8Array {
    this.flush();
    this.#database.exec("commit");
    const copy = this.#database.serialize();
    this.#database.exec("begin");
    return copy;
  }

  /** Becomes what it was when the copy was made; with none, empty. Nobody may have it mounted. */
  restore(copy: Uint8Array | null): void {
    this.close();
    this.#mount?.replace();
    this.#mount = null;
    this.#alarm = null;
    this.#statements = new Map();
    this.#database = openDatabase(copy);
  }

  close(): void {
    this.#database.close();
  }

  #flushSoon(mount: Mount): void {
    this.#time.after(this.#dice.usually(1, 25), () => {
      if (this.#mount === mount && mount.isDirty) this.flush();
    });
  }

  #restart(how: "commit" | "rollback"): void {
    this.#database.exec(how);
    this.#database.exec("begin");
  }

  #execute(query: string, bindings: readonly Binding[]): Row[] {
    if (bindings.length === 0 && /;\s*\S/.test(query)) {
      this.#database.exec(query);
      return [];
    }
    let statement = this.#statements.get(query);
    if (statement === undefined) {
      statement = this.#database.prepare(query);
      this.#statements.set(query, statement);
    }
    return statement.all(...bindings) as Row[];
  }
}

type Binding = string | number | null;
type Row = Record<string, SqlStorageValue>;

/** One instance's hold of a disk: what Cloudflare gives a Durable Object as its storage. */
export class Mount implements StoragePlatform {
  readonly sql: SqlStorage;
  readonly #execute: (query: string, bindings: readonly Binding[]) => Row[];
  readonly #flushSoon: () => void;
  #isReplaced = false;
  #isDirty = false;
  #depth = 0;
  #alarm: number | null | undefined;
  #waiting: (() => void)[] = [];

  constructor(execute: (query: string, bindings: readonly Binding[]) => Row[], flushSoon: () => void) {
    this.#execute = execute;
    this.#flushSoon = flushSoon;
    const exec = (query: string, ...bindings: Binding[]) => new Cursor(this.#run(query, bindings));
    this.sql = { exec, databaseSize: 0 } as unknown as SqlStorage;
  }

  get isDirty(): boolean {
    return this.#isDirty;
  }

  transactionSync<Value>(work: () => Value): Value {
    const name = `level_${this.#depth}`;
    this.#run(`savepoint ${name}`, []);
    this.#depth += 1;
    try {
      const value = work();
      this.#run(`release ${name}`, []);
      return value;
    } catch (error) {
      if (!this.#isReplaced) {
        this.#execute(`rollback to ${name}`, []);
        this.#execute(`release ${name}`, []);
      }
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  /** Resolves when everything written so far is durable: never, if that is not to be. */
  sync(): Promise<void> {
    if (this.#isReplaced) return Promise.reject(replaced());
    if (!this.#isDirty) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /**
   * When what the instance says may leave it: when all it has written is durable. One that has written nothing is held
   * back by nothing, not even by having been replaced.
   */
  outputGate(): Promise<void> {
    return this.#isDirty ? this.sync() : Promise.resolve();
  }

  /** Cloudflare keeps the alarm in the same storage as everything else. */
  setAlarm(at: number | null): void {
    if (this.#isReplaced) return;
    this.#alarm = at;
    this.#dirty();
  }

  /** Somebody else has mounted the disk. */
  replace(): void {
    this.#isReplaced = true;
  }

  becomeDurable(setAlarm: (alarm: number | null) => void): void {
    if (this.#alarm !== undefined) setAlarm(this.#alarm);
    this.#alarm = undefined;
    this.#isDirty = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #run(query: string, bindings: readonly Binding[]): Row[] {
    if (this.#isReplaced) throw replaced();
    const rows = this.#execute(query, bindings);
    if (!/^\s*(select|savepoint|release)/i.test(query)) this.#dirty();
    return rows;
  }

  #dirty(): void {
    if (this.#isDirty) return;
    this.#isDirty = true;
    this.#flushSoon();
  }
}

/** What workerd says, with the flag it sets. */
function replaced(): Error {
  return Object.assign(new Error("Connection closed: this Durable Object instance is no longer active"), {
    retryable: true,
  });
}

/** As much of Cloudflare's cursor as is used. */
class Cursor {
  readonly #rows: readonly Row[];

  constructor(rows: readonly Row[]) {
    this.#rows = rows;
  }

  toArray(): readonly Row[] {
    return this.#rows;
  }

  one(): Row {
    const [row] = this.#rows;
    if (row === undefined || this.#rows.length > 1) throw new Error("Expected exactly one row");
    return row;
  }

  [Symbol.iterator](): Iterator<Row> {
    return this.#rows[Symbol.iterator]();
  }
}

function openDatabase(copy: Uint8Array | null = null): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  if (copy !== null) database.deserialize(copy);
  database.exec("begin");
  return database;
}
