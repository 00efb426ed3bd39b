import { queryOptions } from "@tanstack/solid-query";
import { getSystemHealth, listQueues } from "../api.gen/sdk.gen.ts";

/** What waits between Postgres and the outside, read again while somebody looks. */
export const queuesQuery = queryOptions({
  queryKey: ["queues"],
  queryFn: ({ signal }) => listQueues({ signal }),
  refetchInterval: 30_000,
});

/** What of the platform works, read again while somebody looks. */
export const systemHealthQuery = queryOptions({
  queryKey: ["system-health"],
  queryFn: ({ signal }) => getSystemHealth({ signal }),
  refetchInterval: 15_000,
});
