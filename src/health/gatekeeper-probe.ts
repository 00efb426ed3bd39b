import type { Gatekeeper } from "../gatekeeper/contract.ts";

/**
 * Asks a gatekeeper of nobody: it answers that it keeps no such organization, out of its empty storage and without
 * Postgres, so it tells whether gatekeepers run and can be reached, and nothing else. It is one object in one place;
 * how a tenant's own gatekeeper is, operators read from that one.
 */
export function askGatekeeperOfNobody(namespace: DurableObjectNamespace): Promise<unknown> {
  const stub = namespace.get(namespace.idFromName("nobody")) as unknown as Pick<Gatekeeper, "health">;
  return stub.health({ organizationId: "nobody" });
}
