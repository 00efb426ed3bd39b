import { infiniteQueryOptions, queryOptions } from "@tanstack/solid-query";
import { listAuditLogs } from "../api.gen/sdk.gen.ts";

const pageSize = 50;
const recentSize = 7;

export const auditLogsQuery = infiniteQueryOptions({
  queryKey: ["audit-logs", "all"],
  queryFn: ({ pageParam, signal }) =>
    listAuditLogs({ query: { limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.nextCursor,
});

/** The last few, for the dashboard. */
export const recentActivityQuery = queryOptions({
  queryKey: ["audit-logs", "recent"],
  queryFn: ({ signal }) => listAuditLogs({ query: { limit: recentSize }, signal }),
});

/** Who changed the settings last, as far back as one page reaches. */
export const lastSettingsChangeQuery = queryOptions({
  queryKey: ["audit-logs", "settings"],
  queryFn: async ({ signal }) => {
    const { items } = await listAuditLogs({ query: { limit: pageSize }, signal });
    return items.find(({ event }) => event === "settings.updated") ?? null;
  },
});
