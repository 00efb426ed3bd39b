import type { CallPurpose } from "../src/cloudflare/zone.ts";
import type { Bucket } from "./cloudflare-zone-budget.ts";
import type { StoragePlatform } from "./storage.ts";

/** A tenant's place in a line. */
export interface Place {
  /** Counts up with the calls that were asked for in this line, so that two tickets tell how many are between them. */
  readonly ticket: number;
  readonly calls: number;
}

/** Where the sweep is. */
export interface SweepPosition {
  readonly round: number;
  readonly page: number;
  /** How often that page could not be read. */
  readonly failures: number;
}

export interface ZoneState {
  readonly bucket: Bucket;
  /** Until then nobody calls. */
  readonly pausedUntil: number;
  readonly sweep: SweepPosition;
}

/**
 * The SQLite of the zone's object: one row of state, the lines of tenants, and whose clicks were granted a moment ago. All
 * times are milliseconds since 1970.
 */
export class ZoneStorage {
  readonly #storage: StoragePlatform;

  constructor(storage: StoragePlatform) {
    this.#storage = storage;
    storage.sql.exec(`
      create table if not exists zone (only integer primary key check (only = 1), state text not null) strict;
      create table if not exists places (
        line             text not null,
        organization_id  text not null,
        ticket           integer not null,
        calls            integer not null,
        -- When the place is given to others, unless its tenant asks again.
        forget_at        integer not null,
        primary key (line, organization_id)
      ) strict, without rowid;
      create unique index if not exists places_in_order on places (line, ticket);
      create index if not exists places_to_forget on places (forget_at);
      create table if not exists clicks (
        organization_id  text primary key,
        granted_at       integer not null
      ) strict, without rowid;
      create index if not exists clicks_by_time on clicks (granted_at);
    `);
  }

  /** All of `work` or nothing. */
  transaction<Value>(work: () => Value): Value {
    return this.#storage.transactionSync(work);
  }

  /** Null for an object that has never done anything. */
  read(): ZoneState | null {
    const row = this.#storage.sql.exec<{ state: string }>("select state from zone").toArray()[0];
    return row === undefined ? null : (JSON.parse(row.state) as ZoneState);
  }

  write(state: ZoneState): void {
    this.#storage.sql.exec("insert or replace into zone (only, state) values (1, ?)", JSON.stringify(state));
  }

  place(line: CallPurpose, organizationId: string): Place | null {
    const rows = this.#storage.sql.exec<{ ticket: number; calls: number }>(
      "select ticket, calls from places where line = ? and organization_id = ?",
      line,
      organizationId,
    );
    return rows.toArray()[0] ?? null;
  }

  put(line: CallPurpose, organizationId: string, place: Place, forgetAt: number): void {
    this.#storage.sql.exec(
      "insert or replace into places (line, organization_id, ticket, calls, forget_at) values (?, ?, ?, ?, ?)",
      line,
      organizationId,
      place.ticket,
      place.calls,
      forgetAt,
    );
  }

  leave(line: CallPurpose, organizationId: string): void {
    this.#storage.sql.exec("delete from places where line = ? and organization_id = ?", line, organizationId);
  }

  /** The last ticket of a line and the calls asked for with it; null when nobody is in it. */
  last(line: CallPurpose): Place | null {
    const rows = this.#storage.sql.exec<{ ticket: number; calls: number }>(
      "select ticket, calls from places where line = ? order by ticket desc limit 1",
      line,
    );
    return rows.toArray()[0] ?? null;
  }

  /** How many calls are asked for before this ticket: exactly as long as it is at most `most`, and otherwise some number above. */
  callsBefore(line: CallPurpose, ticket: number, most: number): number {
    const near = this.#storage.sql.exec<{ calls: number }>(
      `select coalesce(sum(calls), 0) as calls
       from (select calls from places where line = ? and ticket < ? order by ticket limit ?)`,
      line,
      ticket,
      most + 1,
    );
    return near.one().calls;
  }

  /** The first ticket whose tenant is not late: its place is kept beyond that time. Null when there is none. */
  firstExpected(line: CallPurpose, keptBeyond: number): number | null {
    const rows = this.#storage.sql.exec<{ ticket: number }>(
      "select ticket from places where line = ? and forget_at > ? order by ticket limit 1",
      line,
      keptBeyond,
    );
    return rows.toArray()[0]?.ticket ?? null;
  }

  /** Whether a click of the tenant was granted after that time, and not in what the clock takes for the future. */
  hasClicked(organizationId: string, after: number, now: number): boolean {
    const rows = this.#storage.sql.exec(
      "select 1 from clicks where organization_id = ? and granted_at > ? and granted_at <= ?",
      organizationId,
      after,
      now,
    );
    return rows.toArray().length > 0;
  }

  clicked(organizationId: string, now: number): void {
    this.#storage.sql.exec(
      "insert or replace into clicks (organization_id, granted_at) values (?, ?)",
      organizationId,
      now,
    );
  }

  /** Gives up the places nobody came back for, and forgets clicks that have been granted long enough ago. */
  forget(now: number, clicksBefore: number): void {
    this.#storage.sql.exec("delete from places where forget_at <= ?", now);
    this.#storage.sql.exec("delete from clicks where granted_at <= ?", clicksBefore);
  }

  /** The clock was set back by so much: what was told by it is that much earlier. */
  movePlacesBack(milliseconds: number): void {
    this.#storage.sql.exec("update places set forget_at = forget_at - ?", milliseconds);
  }

  /** Nobody was able to come: every place is kept at least until then. */
  keepPlaces(line: CallPurpose, until: number): void {
    this.#storage.sql.exec("update places set forget_at = ? where line = ? and forget_at < ?", until, line, until);
  }
}
