import type { Snapshot } from "../src/gatekeeper/contract.ts";
import type { Standing } from "./admission.ts";
import type { Notes } from "./admission-notes.ts";
import type { PendingWork } from "./alarm.ts";
import type { Effect } from "./effect.ts";
import { hostsInForce, isSsoRequired, statusInForce, type Intent, type StoredIntent } from "./intent.ts";
import { OutboxStorage } from "./outbox-storage.ts";
import { nextRevision } from "./revision.ts";
import { defaultSettings } from "../src/organizations/defaults.ts";
import { sessionLimitsOf } from "../src/sessions/limits.ts";
import { migrations, pendingMigrations } from "./schema.ts";
import { SessionStorage } from "./session-storage.ts";

/** What a gatekeeper is, but for its sessions: mirrored in memory, because every admission needs it. */
export interface KeeperState extends Standing {
  readonly organizationId: string;
  readonly revision: number;
  /** Passwords open nothing for a sign-in that began below this. */
  readonly passwordVersion: number;
  /** Passwords open nothing at all. */
  readonly ssoRequired: boolean;
  readonly snapshot: Snapshot;
  readonly intent: StoredIntent | null;
  /** Whether verdicts may be out on lease: see leasing.ts. */
  readonly leasing: boolean;
}

/** What is needed of Cloudflare's storage. */
export type StoragePlatform = Pick<DurableObjectStorage, "sql" | "transactionSync" | "sync">;

/**
 * The gatekeeper's SQLite: all SQL of the object is here, in session-storage.ts and in outbox-storage.ts. Everything is
 * synchronous; what is written in one `transaction` is durable together, and nothing leaves the object before it is.
 *
 * The storage of an organization that does not exist stays as empty as it was: tables are made with the first state.
 */
export class Storage {
  readonly sessions: SessionStorage;
  readonly outbox: OutboxStorage;
  readonly #storage: StoragePlatform;
  readonly #sql: SqlStorage;
  #state: KeeperState | null;

  constructor(storage: StoragePlatform) {
    this.#storage = storage;
    this.#sql = storage.sql;
    this.sessions = new SessionStorage(storage.sql);
    this.outbox = new OutboxStorage(storage.sql);
    if (this.#hasTables()) this.#migrate();
    this.#state = this.#hasTables() ? this.#read() : null;
  }

  /** Null as long as the object keeps nobody. */
  get state(): KeeperState | null {
    return this.#state;
  }

  /** Resolves when everything written so far is durable. */
  durable(): Promise<void> {
    return this.#storage.sync();
  }

  /** All of `work` or nothing. Storage work only: nothing in it may wait. Whatever is mirrored is written in one. */
  transaction<Value>(work: () => Value): Value {
    try {
      const value = this.#storage.transactionSync(work);
      this.#state = this.#read();
      return value;
    } finally {
      this.sessions.forgetFound();
    }
  }

  /** Makes the tables and the first state, with whatever `alongside` writes. */
  initialize(organizationId: string, snapshot: Snapshot, revision: number, alongside: () => void): void {
    this.#migrate();
    this.transaction(() => {
      this.#sql.exec(
        "insert into gatekeeper (only, organization_id, revision, session_version, snapshot) values (1, ?, ?, ?, ?)",
        organizationId,
        revision,
        revision,
        JSON.stringify(snapshot),
      );
      alongside();
    });
  }

  /**
   * Asks SQLite for the revision instead of the mirror. Uniqueness of an object is enforced where it touches its
   * storage: an event that does not may be running on an instance that has been replaced. After this, and until it waits
   * for something, everything mirrored is true.
   *
   * @throws on an instance that has been replaced
   */
  readRevision(): number {
    return Number(this.#sql.exec("select revision from gatekeeper").one()["revision"]);
  }

  raiseRevision(now: number): number {
    return this.raiseRevisionTo(nextRevision(this.readRevision(), now));
  }

  /** Makes the revision at least this one, and gives it back. */
  raiseRevisionTo(revision: number): number {
    this.#sql.exec("update gatekeeper set revision = max(revision, ?)", revision);
    return revision;
  }

  /** Never down. The version must be one the revision has reached. */
  raiseSessionVersion(version: number): void {
    this.#sql.exec("update gatekeeper set session_version = max(session_version, ?)", version);
  }

  /** Never down. */
  raisePasswordVersion(version: number): void {
    this.#sql.exec("update gatekeeper set password_version = max(password_version, ?)", version);
  }

  /** Nobody but host-departure.ts calls this, which sees to the hosts that are gone. */
  setSnapshot(snapshot: Snapshot): void {
    this.#sql.exec("update gatekeeper set snapshot = ?", JSON.stringify(snapshot));
  }

  setLeasing(leasing: boolean): void {
    this.#sql.exec("update gatekeeper set leasing = ?", leasing ? 1 : 0);
  }

  putIntent(intent: Intent, now: number): void {
    this.#sql.exec(
      "insert into intents (only, intent, due_at) values (1, ?, ?)",
      JSON.stringify(intent),
      now + intentGraceMilliseconds,
    );
  }

  markIntentUnknown(dueAt: number): void {
    this.#sql.exec("update intents set unknown = 1, due_at = ?", dueAt);
  }

  postponeIntent(dueAt: number): void {
    this.#sql.exec("update intents set due_at = ?, attempts = attempts + 1", dueAt);
  }

  clearIntent(): void {
    this.#sql.exec("delete from intents");
  }

  addEffect(effect: Effect, dueAt: number): number {
    const row = this.#sql
      .exec("insert into effects (effect, due_at) values (?, ?) returning id", JSON.stringify(effect), dueAt)
      .one();
    return Number(row["id"]);
  }

  /** The oldest effects that are due. */
  dueEffects(
    now: number,
    limit: number,
  ): { readonly id: number; readonly effect: Effect; readonly attempts: number }[] {
    return this.#sql
      .exec<{ id: number; effect: string; attempts: number }>(
        "select id, effect, attempts from effects where due_at <= ? order by id limit ?",
        now,
        limit,
      )
      .toArray()
      .map((row) => ({ id: row.id, effect: JSON.parse(row.effect) as Effect, attempts: row.attempts }));
  }

  isEffectPending(id: number): boolean {
    return this.#sql.exec("select 1 from effects where id = ?", id).toArray().length > 0;
  }

  removeEffect(id: number): void {
    this.#sql.exec("delete from effects where id = ?", id);
  }

  postponeEffect(id: number, dueAt: number, error: string): void {
    this.#sql.exec(
      "update effects set due_at = ?, attempts = attempts + 1, last_error = ? where id = ?",
      dueAt,
      error,
      id,
    );
  }

  /** Postgres is there again: what waited for it need not wait longer. */
  hastenEffects(now: number): void {
    this.#sql.exec("update effects set due_at = ?1 where due_at > ?1", now);
  }

  countEffects(): number {
    return Number(this.#sql.exec("select count(*) as pending from effects").one()["pending"]);
  }

  /** What admissions leave behind. But for when a session was last seen, nothing of it is mirrored. */
  writeNotes({ seen, counts }: Notes): void {
    this.#storage.transactionSync(() => {
      for (const [id, at] of seen) this.sessions.touch(id, at);
      for (const [name, more] of counts) {
        this.#sql.exec(
          "insert into counts (name, count) values (?1, ?2) on conflict (name) do update set count = count + ?2",
          name,
          more,
        );
      }
    });
    if (seen.length > 0) this.sessions.forgetFound();
  }

  counts(): ReadonlyMap<string, number> {
    const rows = this.#sql.exec<{ name: string; count: number }>("select name, count from counts").toArray();
    return new Map(rows.map(({ name, count }) => [name, count]));
  }

  pendingWork(): PendingWork {
    const row = this.#sql
      .exec<{ effects: number | null; outbox: number | null; intent: number | null }>(
        `select (select min(due_at) from effects) as effects, (select due_at from intents) as intent,
                outbox_due as outbox from gatekeeper`,
      )
      .one();
    return { effectsDue: row.effects, outboxDue: row.outbox, intentDue: row.intent };
  }

  #read(): KeeperState | null {
    const row = this.#sql
      .exec<GatekeeperRow>(
        "select organization_id, revision, session_version, password_version, snapshot, leasing from gatekeeper",
      )
      .toArray()[0];
    if (row === undefined) return null;
    const snapshot = storedSnapshot(row.snapshot);
    const intent = this.#readIntent();
    return Object.freeze({
      organizationId: row.organization_id,
      revision: row.revision,
      sessionVersion: row.session_version,
      passwordVersion: row.password_version,
      ssoRequired: isSsoRequired(snapshot, intent),
      snapshot,
      hosts: hostsInForce(snapshot, intent),
      status: statusInForce(snapshot, intent),
      sessionLimits: sessionLimitsOf(snapshot.settings),
      intent,
      leasing: row.leasing === 1,
    });
  }

  #readIntent(): StoredIntent | null {
    const row = this.#sql
      .exec<{ intent: string; unknown: number; due_at: number; attempts: number }>(
        "select intent, unknown, due_at, attempts from intents",
      )
      .toArray()[0];
    if (row === undefined) return null;
    const intent = JSON.parse(row.intent) as Intent;
    return { intent, unknown: row.unknown === 1, dueAt: row.due_at, attempts: row.attempts };
  }

  #hasTables(): boolean {
    return this.#sql.exec("select 1 from sqlite_master where name = 'migrations'").toArray().length > 0;
  }

  /** SQLite in Durable Objects has no `PRAGMA user_version`, hence a table. */
  #migrate(): void {
    this.#sql.exec("create table if not exists migrations (position integer primary key, name text not null) strict");
    const applied = this.#sql.exec<{ name: string }>("select name from migrations order by position").toArray();
    const pending = pendingMigrations(
      applied.map(({ name }) => name),
      migrations,
    );
    if (!pending.ok) throw new Error(`This gatekeeper's storage was made by other code: ${pending.failure.found}`);
    for (const [index, { name, statements }] of pending.value.entries()) {
      this.#storage.transactionSync(() => {
        this.#sql.exec(statements);
        this.#sql.exec("insert into migrations (position, name) values (?, ?)", applied.length + index, name);
      });
    }
  }
}

type GatekeeperRow = {
  organization_id: string;
  revision: number;
  session_version: number;
  password_version: number;
  snapshot: string;
  leasing: number;
};

/** A snapshot that was stored before a tenant could decide something says nothing of it. */
function storedSnapshot(text: string): Snapshot {
  const { settings, ...rest } = JSON.parse(text) as Snapshot;
  return { ...rest, settings: { ...defaultSettings, ...settings } };
}

/** An intent that is still there after this long belongs to a change whose object did not live to see its outcome. */
const intentGraceMilliseconds = 15_000;
