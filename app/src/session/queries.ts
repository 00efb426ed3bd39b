import { queryOptions, useMutation, useQueryClient } from "@tanstack/solid-query";
import { getMe, signIn, signOut } from "../api.gen/sdk.gen.ts";
import type { SignIn } from "../api.gen/types.gen.ts";

/** Who is signed in, where, and what they may do. */
export const meQuery = queryOptions({ queryKey: ["me"], queryFn: ({ signal }) => getMe({ signal }) });

export function useSignIn() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (body: SignIn) => signIn({ body }),
    // Whoever was here before, nothing of theirs is shown to whoever is here now.
    onSuccess: () => client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "place" }),
  }));
}

export function useSignOut() {
  return useMutation(() => ({ mutationFn: () => signOut() }));
}
