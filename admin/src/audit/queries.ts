import { infiniteQueryOptions, queryOptions } from "@tanstack/solid-query";
import { auditQueryOf, type AuditSearch } from "../../../ui/audit-log/search.ts";
import { listPlatformAuditLogs } from "../api.gen/sdk.gen.ts";

export const auditKey = ["audit-logs"] as const;

/** The platform's audit log, newest first, a page at a time. */
export function auditLogsQuery(search: AuditSearch) {
  return infiniteQueryOptions({
    queryKey: [...auditKey, "all", search],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) => {
      const narrowed = auditQueryOf(search, Date.now());
      const query = { limit: 50, ...narrowed, ...(pageParam === null ? {} : { cursor: pageParam }) };
      return listPlatformAuditLogs({ signal, query });
    },
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** The newest few entries. */
export const recentAuditLogsQuery = queryOptions({
  queryKey: [...auditKey, "recent"],
  queryFn: ({ signal }) => listPlatformAuditLogs({ signal, query: { limit: 8 } }),
});
