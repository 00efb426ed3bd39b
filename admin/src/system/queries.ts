import { queryOptions } from "@tanstack/solid-query";
import { listQueues } from "../api.gen/sdk.gen.ts";

/** What waits between Postgres and the outside, read again while somebody looks. */
export const queuesQuery = queryOptions({
  queryKey: ["queues"],
  queryFn: ({ signal }) => listQueues({ signal }),
  refetchInterval: 30_000,
});
