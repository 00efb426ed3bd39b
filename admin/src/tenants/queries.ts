import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/solid-query";
import {
  createTenant,
  deleteTenant,
  findUsers,
  getOverview,
  getTenant,
  getTenantHealth,
  inviteToTenant,
  listTenants,
  restoreTenant,
  revokeTenantSessions,
  suspendTenant,
} from "../api.gen/sdk.gen.ts";
import type { CreateTenant, InviteToTenant, Tenant } from "../api.gen/types.gen.ts";
import { auditKey } from "../audit/queries.ts";

export const overviewQuery = queryOptions({
  queryKey: ["tenants", "overview"],
  queryFn: ({ signal }) => getOverview({ signal }),
});

/** The tenants whose slug or name contains `search` (all for an empty one), a page at a time. */
export function tenantsQuery(search: string) {
  return infiniteQueryOptions({
    queryKey: ["tenants", "list", search],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      listTenants({
        signal,
        query: {
          limit: 50,
          ...(search === "" ? {} : { search }),
          ...(pageParam === null ? {} : { cursor: pageParam }),
        },
      }),
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function tenantQuery(id: string) {
  return queryOptions({
    queryKey: ["tenants", "one", id],
    queryFn: ({ signal }) => getTenant({ signal, path: { id } }),
  });
}

/** How the tenant's gatekeeper is, asked again while somebody looks. */
export function tenantHealthQuery(id: string) {
  return queryOptions({
    queryKey: ["tenants", "health", id],
    queryFn: ({ signal }) => getTenantHealth({ signal, path: { id } }),
    refetchInterval: 15_000,
  });
}

/** The accounts an e-mail address has, one per tenant. */
export function usersQuery(email: string) {
  return queryOptions({
    queryKey: ["users", email],
    queryFn: ({ signal }) => findUsers({ signal, query: { email } }),
    enabled: email !== "",
  });
}

export function useCreateTenant() {
  const settle = useSettling();
  return useMutation(() => ({ mutationFn: (body: CreateTenant) => createTenant({ body }), onSuccess: () => settle() }));
}

/** Ends every session of the tenant along with it. */
export function useSuspendTenant(id: () => string) {
  const settle = useSettling();
  return useMutation(() => ({
    mutationFn: (reason: string) => suspendTenant({ path: { id: id() }, body: { reason } }),
    onSuccess: settle,
  }));
}

export function useRestoreTenant(id: () => string) {
  const settle = useSettling();
  return useMutation(() => ({ mutationFn: () => restoreTenant({ path: { id: id() } }), onSuccess: settle }));
}

export function useDeleteTenant(id: () => string) {
  const settle = useSettling();
  return useMutation(() => ({ mutationFn: () => deleteTenant({ path: { id: id() } }), onSuccess: settle }));
}

export function useInviteToTenant(id: () => string) {
  const settle = useSettling();
  return useMutation(() => ({
    mutationFn: (body: InviteToTenant) => inviteToTenant({ path: { id: id() }, body }),
    onSuccess: () => settle(),
  }));
}

export function useRevokeTenantSessions(id: () => string) {
  const settle = useSettling();
  return useMutation(() => ({
    mutationFn: (reason: string) => revokeTenantSessions({ path: { id: id() }, body: { reason } }),
    onSuccess: () => settle(),
  }));
}

/**
 * What every act on a tenant is followed by: the tenant's new document is shown at once if the API gave it, and
 * whatever else shows tenants or the log is read again.
 */
function useSettling() {
  const client = useQueryClient();
  return (changed?: Tenant): void => {
    if (changed !== undefined) client.setQueryData(tenantQuery(changed.id).queryKey, changed);
    void client.invalidateQueries({ queryKey: ["tenants"] });
    void client.invalidateQueries({ queryKey: auditKey });
  };
}
