import { MutationCache, QueryCache, QueryClient } from "@tanstack/solid-query";
import { isPassing } from "../../../ui/problem.ts";
import { meQuery } from "../operators/queries.ts";
import { isAboutOperator } from "./answer.ts";

/**
 * The cache of everything read from the operator API. A refusal that is about the operator, whatever was asked, makes
 * the console ask again who that is: the answer decides what is shown instead (see shell/standing.tsx).
 */
export function operatorQueryClient(): QueryClient {
  const noticed = (error: unknown): void => {
    if (isAboutOperator(error)) void client.invalidateQueries({ queryKey: meQuery.queryKey });
  };
  const client = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (query.queryKey[0] !== meQuery.queryKey[0]) noticed(error);
      },
    }),
    mutationCache: new MutationCache({ onError: noticed }),
    defaultOptions: {
      queries: { staleTime: 10_000, retry: (failures, error) => failures < 2 && isPassing(error) },
      // An act that cannot be sent must fail where it was asked for, not wait and happen later.
      mutations: { networkMode: "always", retry: false },
    },
  });
  return client;
}
