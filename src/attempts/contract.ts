import type { AttemptPolicy } from "./window.ts";

/**
 * The RPC surface of a counter (`AttemptCounter`): one object for each key of limits.ts, so that an attack on one account
 * uses up nothing of anybody else's, and never a gatekeeper.
 */
export interface Counter {
  /**
   * Begins an attempt, which counts from now on, until it is settled otherwise. Waits while those under way decide
   * whether it may. Asked again with the same id it answers the same and counts once.
   */
  begin(attempt: { readonly id: string; readonly policy: AttemptPolicy }): Promise<Beginning>;
  /** Says what came of an attempt: one that does not count is forgotten. Safe to repeat, and late. */
  settle(outcome: { readonly id: string; readonly counts: boolean }): Promise<void>;
  /** Forgets everything, also what is under way. */
  clear(): Promise<void>;
}

export type Beginning =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly retryAfterSeconds: number;
      /** The same, in milliseconds since 1970. */
      readonly until: number;
      /** Nobody was told before that this limit is reached: true once for each time it is. */
      readonly first: boolean;
    };
