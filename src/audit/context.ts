import type { Grant } from "../authorization/grant.ts";
import type { Client } from "../http/respond.ts";
import type { OperatorGrant } from "../operators/grant.ts";
import type { AuditContext } from "./event.ts";

/** The audit context of a member's act. */
export function memberContext(grant: Grant, client: Client): AuditContext {
  return { actor: { type: "user", id: grant.session.userId, name: grant.session.name }, ...client };
}

/** The audit context of an operator's act. Tenants read the name: an operator without one goes by the address. */
export function operatorContext({ operator }: OperatorGrant, client: Client): AuditContext {
  return { actor: { type: "operator", id: operator.id, name: operator.name ?? operator.email }, ...client };
}
