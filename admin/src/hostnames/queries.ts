import { infiniteQueryOptions, useMutation, useQueryClient, type QueryClient } from "@tanstack/solid-query";
import { checkTenantHostname, listTenantHostnames, removeTenantHostname } from "../api.gen/sdk.gen.ts";
import type { TenantHostname } from "../api.gen/types.gen.ts";
import { auditKey } from "../audit/queries.ts";

/** A tenant's hostnames, those that were removed too, read again while somebody looks. */
export function tenantHostnamesQuery(tenantId: string) {
  return infiniteQueryOptions({
    queryKey: hostnamesKey(tenantId),
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      listTenantHostnames({
        signal,
        path: { id: tenantId },
        query: { removed: "true", ...(pageParam === null ? {} : { cursor: pageParam }) },
      }),
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: 15_000,
  });
}

export function useCheckHostname(tenantId: () => string) {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (hostnameId: string) => checkTenantHostname({ path: { id: tenantId(), hostnameId } }),
    // A look that found nothing out may still have left word of what is wrong.
    onSettled: () => settle(client, tenantId()),
  }));
}

/** Ends the sessions that were begun at the hostname along with it. */
export function useRemoveHostname(tenantId: () => string, hostname: () => Pick<TenantHostname, "id" | "version">) {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (reason: string) =>
      removeTenantHostname({
        path: { id: tenantId(), hostnameId: hostname().id },
        body: { reason },
        headers: { "if-match": `"${hostname().version}"` },
      }),
    // A refusal may mean that this page was out of date: then it is not any more when it is tried again.
    onSettled: () => settle(client, tenantId()),
  }));
}

async function settle(client: QueryClient, tenantId: string): Promise<void> {
  void client.invalidateQueries({ queryKey: auditKey });
  // Sessions may have ended with a hostname.
  void client.invalidateQueries({ queryKey: ["tenants", "health", tenantId] });
  await client.invalidateQueries({ queryKey: hostnamesKey(tenantId) });
}

function hostnamesKey(tenantId: string) {
  return ["tenants", "hostnames", tenantId] as const;
}
