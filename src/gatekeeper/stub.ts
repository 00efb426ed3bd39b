import type { Gatekeeper } from "./contract.ts";

/**
 * The gatekeeper of one organization. A stub belongs to the request that made it and breaks with its object: make one
 * per attempt, never keep it. The first to touch an object decides where it lives, hence the home region.
 */
export function gatekeeperOf(
  namespace: DurableObjectNamespace,
  organizationId: string,
  homeRegion: string,
): Gatekeeper & Pick<DurableObjectStub, "fetch"> {
  const stub = namespace.get(namespace.idFromName(`org:${organizationId}`), {
    locationHint: homeRegion as DurableObjectLocationHint,
  });
  // The namespace is hosted by another Worker, so its RPC type cannot be inferred here; the coordinator implements it.
  return stub as unknown as Gatekeeper & Pick<DurableObjectStub, "fetch">;
}
