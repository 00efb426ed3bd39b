import { MutationCache, QueryCache, QueryClient } from "@tanstack/solid-query";
import { hasCode, isPassing } from "../../../ui/problem.ts";
import { patience } from "./patience.ts";

/** What an outage is asked about again, until it is over. */
const outageIntervalMilliseconds = 15_000;

/**
 * The cache of everything this page has read.
 *
 * @param refused is told of everything the API refuses: some refusals end more than the question that met them
 */
export function createAppQueryClient(refused: (error: unknown) => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: refused }),
    mutationCache: new MutationCache({ onError: refused }),
    defaultOptions: {
      queries: {
        // The live connection says when something has changed; this is for when there is none.
        staleTime: 30_000,
        // Who has come too often is told so, and how long it takes, instead of waiting before an empty page.
        retry: (failures, error) => isPassing(error) && !hasCode(error, "RATE_LIMITED") && failures < 2,
        retryDelay: (failures, error) => patience(error, 600 * 2 ** failures, Math.random()),
        refetchInterval: ({ state }) =>
          isPassing(state.error) ? patience(state.error, outageIntervalMilliseconds, 0) : false,
      },
      mutations: { retry: false },
    },
  });
}
