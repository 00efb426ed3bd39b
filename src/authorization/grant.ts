import type { OpenSession, Snapshot } from "../gatekeeper/contract.ts";
import { tenantScope, type TenantScope } from "../database/tenant-scope.ts";
import type { Admission } from "../sessions/admission.ts";
import type { Visit } from "../tenancy/visit.ts";
import type { Action } from "./action.ts";
import { mayAct } from "./policy.ts";

/**
 * That somebody may do one thing in one organization. Only `authorize` makes one; a member's handler cannot be
 * called without it, and a tenant's database cannot be reached without its scope.
 */
class MemberGrant {
  readonly #authorized = true;
  readonly action: Action;
  readonly snapshot: Snapshot;
  readonly session: OpenSession;
  readonly scope: TenantScope;

  constructor(action: Action, admission: Admission) {
    this.action = action;
    this.snapshot = admission.snapshot;
    this.session = admission.session;
    this.scope = tenantScope(admission.tenant.organizationId);
  }

  static isGrant(value: unknown): value is MemberGrant {
    return value instanceof MemberGrant && value.#authorized;
  }
}

export type Grant = MemberGrant;

/** The grant of an action, or null when the principal may not. Tenant match first: an admission holds in its tenant only. */
export function authorize(admission: Admission, action: Action): Grant | null {
  if (admission.snapshot.organizationId !== admission.tenant.organizationId) return null;
  return mayAct(admission.session.role, action) ? new MemberGrant(action, admission) : null;
}

/** What anyone may reach at a tenant's door: the scope its public pages read with. */
export function visitorScope(visit: Visit): TenantScope {
  return tenantScope(visit.tenant.organizationId);
}
