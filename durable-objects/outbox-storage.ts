import type { OutboxRow } from "./outbox.ts";

/** What names a row of the outbox: an id alone may come back, when Postgres is restored from a backup. */
export type RowName = Pick<OutboxRow, "id" | "createdAt">;

/** What the gatekeeper's SQLite has of the outbox, which itself is in Postgres: when it is looked at, and which mails are out. */
export class OutboxStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** When there is something to deliver, null for never, and how often that has failed since it last has not. */
  due(): { readonly dueAt: number | null; readonly failures: number } {
    const row = this.#sql
      .exec<{ outbox_due: number | null; outbox_failures: number }>(
        "select outbox_due, outbox_failures from gatekeeper",
      )
      .one();
    return { dueAt: row.outbox_due, failures: row.outbox_failures };
  }

  setDue(dueAt: number | null, failures: number): void {
    this.#sql.exec("update gatekeeper set outbox_due = ?, outbox_failures = ?", dueAt, failures);
  }

  wasMailed({ id, createdAt }: RowName): boolean {
    const found = this.#sql.exec("select 1 from mailed where outbox_id = ? and created_at = ?", id, createdAt);
    return found.toArray().length > 0;
  }

  /** Remembered for far longer than a row waits that could not be marked as delivered. */
  noteMailed({ id, createdAt }: RowName, now: number): void {
    this.#sql.exec("delete from mailed where forget_at <= ?", now);
    this.#sql.exec(
      "insert or ignore into mailed (outbox_id, created_at, forget_at) values (?, ?, ?)",
      id,
      createdAt,
      now + memoryMilliseconds,
    );
  }
}

const memoryMilliseconds = 7 * 24 * 60 * 60 * 1_000;
