import type { CheckResult } from "./rpc.ts";

/** What came of a test sign-in, as the auth worker keeps it and admins read it. */
export interface TestReport {
  /** Null: it has passed. */
  readonly reason: string | null;
  readonly checks: readonly CheckResult[];
  readonly claims: Readonly<Record<string, unknown>> | null;
}
