import type { Grant } from "../authorization/grant.ts";
import type { Client } from "../http/respond.ts";
import type { AuditContext } from "./event.ts";

/** The audit context of a member's act. */
export function memberContext(grant: Grant, client: Client): AuditContext {
  return { actor: { type: "user", id: grant.session.userId, name: grant.session.name }, ...client };
}
