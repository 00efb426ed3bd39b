/**
 * Says for which tenant a TenantDb may be built. Only `tenantScope` makes one, and a boundary rule lets only those
 * call it who have established the tenant: the grant of a request, and the entry points of the private Workers.
 */
class Scope {
  readonly #established = true;
  readonly organizationId: string;

  constructor(organizationId: string) {
    this.organizationId = organizationId;
  }

  static isScope(value: unknown): value is Scope {
    return value instanceof Scope && value.#established;
  }
}

export type TenantScope = Scope;

export function tenantScope(organizationId: string): TenantScope {
  return new Scope(organizationId);
}
