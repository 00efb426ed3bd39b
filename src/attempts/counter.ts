import type { Counter } from "./contract.ts";

/**
 * The counter of one key of one tenant. A stub belongs to the request that made it: make one per attempt, never keep it.
 * It lives near the tenant's gatekeeper, where most of the tenant's people are.
 */
export function counterOf(
  namespace: DurableObjectNamespace,
  { organizationId, homeRegion }: { readonly organizationId: string; readonly homeRegion: string },
  key: string,
): Counter {
  const stub = namespace.get(namespace.idFromName(`${organizationId}/${key}`), {
    locationHint: homeRegion as DurableObjectLocationHint,
  });
  // The namespace is hosted by another Worker, so its RPC type cannot be inferred here; the coordinator implements it.
  return stub as unknown as Counter;
}
