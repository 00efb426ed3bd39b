import type { Counter } from "./contract.ts";

/** Within which a key is counted. What anyone asks of the platform itself is no tenant's. */
export type CountingScope = { readonly organizationId: string; readonly homeRegion: string } | "platform";

/**
 * The counter of one key of one tenant, or of the platform. A stub belongs to the request that made it: make one per
 * attempt, never keep it. A tenant's lives near its gatekeeper, where most of its people are; the platform's near whoever
 * comes first.
 */
export function counterOf(namespace: DurableObjectNamespace, scope: CountingScope, key: string): Counter {
  // An organization's id begins with `org_`: it is never "platform".
  const stub =
    scope === "platform"
      ? namespace.get(namespace.idFromName(`platform/${key}`))
      : namespace.get(namespace.idFromName(`${scope.organizationId}/${key}`), {
          locationHint: scope.homeRegion as DurableObjectLocationHint,
        });
  // The namespace is hosted by another Worker, so its RPC type cannot be inferred here; the coordinator implements it.
  return stub as unknown as Counter;
}
