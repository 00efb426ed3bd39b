import type { AuditContext, AuditEntry } from "../src/audit/event.ts";

/**
 * What a revocation does in Postgres, some time after it was acknowledged. It names its version and touches only what
 * was opened below it; doing it twice, or after a later one, changes nothing.
 */
export interface Effect {
  readonly scope:
    | { readonly kind: "session"; readonly sessionId: string }
    | { readonly kind: "user"; readonly userId: string; readonly except: string | null }
    | { readonly kind: "organization" }
    /** All that began on a host. */
    | { readonly kind: "host"; readonly host: string }
    /** All that began by a password. */
    | { readonly kind: "passwords" };
  readonly revision: number;
  readonly reason: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Null where another transaction writes the audit row: that of the change the revocation belongs to. */
  readonly audit: EffectAudit | null;
}

interface EffectAudit {
  readonly id: string;
  /** The id of the platform's row, where an operator acts. */
  readonly platformId: string | null;
  readonly entry: AuditEntry;
  readonly context: AuditContext;
}
