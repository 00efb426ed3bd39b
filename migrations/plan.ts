import { createHash } from "node:crypto";
import { failure, success } from "../src/result/result.ts";
import type { Result } from "../src/result/result.ts";

/** A migration as it is in the folder. */
export interface Migration {
  /** The file's name, `0001_organizations.sql`. */
  readonly name: string;
  readonly sql: string;
}

/** A migration as the database remembers it. */
export interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
}

/** What is wrong with the folder, in a sentence. */
export type PlanFailure = {
  readonly kind: "badName" | "gap" | "changed" | "missing" | "transaction";
  readonly message: string;
};

/** SHA-256 of the text, in hex; line ends of another system make no difference. */
export function checksum(migration: Migration): string {
  return createHash("sha256").update(migration.sql.replaceAll("\r\n", "\n")).digest("hex");
}

/**
 * Which migrations are still to run. History is append-only: what has been applied must be the beginning of
 * what is in the folder, unchanged and in the same order.
 *
 * @param applied in the order in which they ran
 */
export function planMigrations(
  files: readonly Migration[],
  applied: readonly AppliedMigration[],
): Result<Migration[], PlanFailure> {
  const ordered = files.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  for (const [index, { name, sql }] of ordered.entries()) {
    if (!/^\d{4}_[a-z0-9_]+\.sql$/.test(name)) {
      return failure({ kind: "badName", message: `${name} is not named like 0001_something.sql.` });
    }
    if (Number(name.slice(0, 4)) !== index + 1) {
      return failure({
        kind: "gap",
        message: `${name} is number ${index + 1} of the migrations, but is not called so.`,
      });
    }
    // It would end the transaction that keeps a failing migration from leaving half of itself.
    if (/^\s*(?:begin|start\s+transaction|commit|rollback)\s*;/im.test(sql)) {
      return failure({
        kind: "transaction",
        message: `${name} controls transactions itself; each migration already runs in its own.`,
      });
    }
  }
  for (const [index, { name, checksum: expected }] of applied.entries()) {
    const file = ordered[index];
    if (file === undefined || file.name !== name) {
      return failure({
        kind: "missing",
        message: `${name} has been applied to this database, but is not in the folder at its place.`,
      });
    }
    if (checksum(file) !== expected) {
      return failure({
        kind: "changed",
        message: `${name} has been applied to this database and was changed afterwards. Add a new migration instead.`,
      });
    }
  }
  return success(ordered.slice(applied.length));
}
