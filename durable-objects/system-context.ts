import type { AuditContext } from "../src/audit/event.ts";

/** The audit context of what a gatekeeper does by itself; the occasion stands where a request's id would. */
export function systemContext(occasion: string): AuditContext {
  return {
    actor: { type: "system", id: null, name: "Gatekeeper" },
    requestId: occasion,
    address: null,
    userAgent: null,
  };
}
