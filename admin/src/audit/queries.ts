import { infiniteQueryOptions, queryOptions } from "@tanstack/solid-query";
import { listPlatformAuditLogs } from "../api.gen/sdk.gen.ts";

export const auditKey = ["audit-logs"] as const;

/** The platform's audit log, newest first, a page at a time. */
export const auditLogsQuery = infiniteQueryOptions({
  queryKey: [...auditKey, "all"],
  initialPageParam: null as string | null,
  queryFn: ({ signal, pageParam }) =>
    listPlatformAuditLogs({ signal, query: { limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) } }),
  getNextPageParam: (page) => page.nextCursor,
});

/** The newest few entries. */
export const recentAuditLogsQuery = queryOptions({
  queryKey: [...auditKey, "recent"],
  queryFn: ({ signal }) => listPlatformAuditLogs({ signal, query: { limit: 8 } }),
});
