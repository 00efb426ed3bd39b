import type { Actor, AuditContext } from "../audit/event.ts";
import type { TenantDb } from "../database/tenant-db.ts";
import type { Egress } from "../egress/egress.ts";
import type { Gatekeeper } from "../gatekeeper/contract.ts";
import type { Seal } from "../secrets/seal.ts";
import type { Person } from "./membership.ts";
import type { IdentityVisit } from "./rpc.ts";

/** One ceremony on one tenant's host, and all it may use. */
export interface Ceremony {
  readonly visit: IdentityVisit;
  readonly database: TenantDb;
  /** The cookie secret of this tenant. */
  readonly secret: string;
  readonly seal: Seal;
  /** The way out to identity providers. No transaction is open while somebody outside is asked. */
  readonly egress: Egress;
  /** A fresh stub each time. */
  readonly gatekeeper: () => Gatekeeper;
  /** Work that goes on after the answer has left. */
  readonly background: (work: Promise<unknown>) => void;
}

export const nobody: Actor = { type: "anonymous", id: null, name: null };

export function actorOf(person: Person): Actor {
  return { type: "user", id: person.id, name: person.name };
}

export function auditContext({ requestId, address, userAgent }: IdentityVisit, actor: Actor): AuditContext {
  return { actor, requestId, address, userAgent };
}
