import { queryOptions, useMutation } from "@tanstack/solid-query";
import { findTeams, getPlatformHealth } from "../api.gen/sdk.gen.ts";

/** Asked for again all the time, in an outage too: this is the page to watch one on. */
export const healthQuery = queryOptions({
  queryKey: ["platform-health"],
  queryFn: ({ signal }) => getPlatformHealth({ signal }),
  staleTime: 0,
  retry: false,
  refetchInterval: 10_000,
});

export function useFindTeams() {
  return useMutation(() => ({ mutationFn: (email: string) => findTeams({ body: { email } }) }));
}
