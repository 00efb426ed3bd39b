import type { AuditContext } from "../src/audit/event.ts";
import type { Role } from "../src/authorization/role.ts";
import type { ChangeFailure, Changed, HostnameCheckFailure, Snapshot } from "../src/gatekeeper/contract.ts";
import type { StoredHostname } from "../src/hostnames/hostname.ts";
import type { Result } from "../src/result/result.ts";
import type { Effect } from "./effect.ts";
import type { Intent } from "./intent.ts";
import type { Truth } from "./truth.ts";

/**
 * What a gatekeeper needs of Postgres, where its organization is on record: postgres-record.ts is the real one, the
 * simulator has one that fails in every way the real one can. Everything rejects while Postgres is out of reach, in at
 * most 5 seconds unless said otherwise, but for `commit` and `isThere`, which tell.
 */
export interface SystemOfRecord {
  isThere(): Promise<boolean>;
  /** Null when there is no such organization. */
  readTruth(): Promise<Truth | null>;
  /** Null for who is no member. */
  roleOf(userId: string): Promise<Role | null>;
  /** Performs a change in one transaction. Never rejects. */
  commit(intent: Intent): Promise<Commit>;
  /** What became of an intent. Waits for its transaction to be over. */
  outcomeOf(intent: Intent): Promise<IntentOutcome>;
  /** Opens one connection for writing effects: those of one call in one transaction. Takes a minute at most. */
  write(work: (write: WriteEffects) => Promise<void>): Promise<void>;
  reportLastSeen(seen: readonly { readonly id: string; readonly lastSeenAt: number }[]): Promise<void>;
  /**
   * Delivers what waits in the outbox, in a minute at most, and then looks at the hostnames whose time has come.
   *
   * @returns milliseconds until the next row or look is due, null when none is left
   */
  drainOutbox(): Promise<number | null>;
  /**
   * Looks at a hostname in somebody's name, and has what that means changed. Takes as long as the DNS and Cloudflare do,
   * half a minute at most.
   */
  checkHostname(hostnameId: string, audit: AuditContext): Promise<Result<null, HostnameCheckFailure>>;
  /** Null where there is none of the id. */
  readHostname(hostnameId: string): Promise<StoredHostname | null>;
}

export type WriteEffects = (effects: readonly Effect[]) => Promise<void>;

/** What a change was about, as it has left that: see `Changed`. */
type Documents = Pick<Changed, "provider" | "ssoPolicy" | "hostname" | "hostPolicy">;

/** How a transaction that changes the configuration ended. */
export type Commit =
  | { readonly outcome: "committed"; readonly snapshot: Snapshot; readonly documents?: Documents }
  /** Rolled back, because the change is not allowed. */
  | { readonly outcome: "refused"; readonly failure: ChangeFailure }
  /** Certainly nothing happened: it failed before COMMIT was sent, or Postgres has answered that it rolled back. */
  | { readonly outcome: "nothing"; readonly error: unknown }
  /** COMMIT was sent and no answer came. */
  | { readonly outcome: "unknown"; readonly error: unknown };

export interface IntentOutcome {
  readonly committed: boolean;
  readonly snapshot: Snapshot;
  /** Of the user the change is about, null for nobody. */
  readonly role: Role | null;
}
