import { queryOptions, type QueryClient } from "@tanstack/solid-query";
import { hasCode } from "../../../ui/problem.ts";
import { getCurrentTenant } from "../api.gen/sdk.gen.ts";
import type { CurrentTenant } from "../api.gen/types.gen.ts";

/** What is at the address this page was loaded from. */
export type Place =
  | { readonly kind: "tenant"; readonly tenant: CurrentTenant }
  /** `tenant` is what was known before, so that the page keeps its colours. */
  | { readonly kind: "suspended"; readonly tenant: CurrentTenant | null }
  | { readonly kind: "apex" }
  | { readonly kind: "nobody" };

const suspendedIntervalMilliseconds = 20_000;

export const placeQuery = queryOptions({
  queryKey: ["place"],
  queryFn: async ({ client }): Promise<Place> => {
    try {
      return { kind: "tenant", tenant: await getCurrentTenant() };
    } catch (error) {
      if (hasCode(error, "TENANT_SUSPENDED")) return { kind: "suspended", tenant: knownTenant(client) };
      if (hasCode(error, "APEX")) return { kind: "apex" };
      if (hasCode(error, "TENANT_NOT_FOUND", "INVALID_HOST")) return { kind: "nobody" };
      throw error;
    }
  },
  staleTime: 5 * 60_000,
  gcTime: Infinity,
  // A restored organization comes back by itself.
  refetchInterval: ({ state }) => (state.data?.kind === "suspended" ? suspendedIntervalMilliseconds : false),
});

export function knownPlace(client: QueryClient): Place | undefined {
  return client.getQueryData(placeQuery.queryKey);
}

/** Something else than the place's own query has learnt what this place has become. */
export function placeHasBecome(client: QueryClient, kind: "suspended" | "nobody"): void {
  const place: Place = kind === "nobody" ? { kind } : { kind, tenant: knownTenant(client) };
  client.setQueryData(placeQuery.queryKey, place);
}

function knownTenant(client: QueryClient): CurrentTenant | null {
  const place = knownPlace(client);
  return place?.kind === "tenant" || place?.kind === "suspended" ? place.tenant : null;
}
