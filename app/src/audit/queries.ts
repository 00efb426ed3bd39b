import { infiniteQueryOptions, queryOptions } from "@tanstack/solid-query";
import { auditQueryOf, type AuditSearch } from "../../../ui/audit-log/search.ts";
import { listAuditLogs } from "../api.gen/sdk.gen.ts";

const pageSize = 50;
const recentSize = 7;

/**
 * The log as it is shown. News does not touch it: reading all of its pages again would take long, and move what
 * somebody reads. What is new is read by {@link newestAuditLogsQuery}.
 */
export function auditTrailQuery(search: AuditSearch) {
  return infiniteQueryOptions({
    queryKey: ["audit-trail", search],
    queryFn: ({ pageParam, signal }) => readPage(search, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: Infinity,
  });
}

/** The newest page of the same. */
export function newestAuditLogsQuery(search: AuditSearch) {
  return queryOptions({
    queryKey: ["audit-logs", "newest", search],
    queryFn: ({ signal }) => readPage(search, null, signal),
  });
}

function readPage(search: AuditSearch, cursor: string | null, signal: AbortSignal) {
  const query = { limit: pageSize, ...auditQueryOf(search, Date.now()), ...(cursor === null ? {} : { cursor }) };
  return listAuditLogs({ query, signal });
}

/** The last few, for the dashboard. */
export const recentActivityQuery = queryOptions({
  queryKey: ["audit-logs", "recent"],
  queryFn: ({ signal }) => listAuditLogs({ query: { limit: recentSize }, signal }),
});

/** Who changed the settings last. */
export const lastSettingsChangeQuery = queryOptions({
  queryKey: ["audit-logs", "settings"],
  queryFn: async ({ signal }) => {
    const { items } = await listAuditLogs({ query: { limit: 1, event: "settings.updated" }, signal });
    return items[0] ?? null;
  },
});
