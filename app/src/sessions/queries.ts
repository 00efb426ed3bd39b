import { queryOptions, useMutation, useQueryClient } from "@tanstack/solid-query";
import { listSessions, revokeOrganizationSessions, revokeOtherSessions, revokeSession } from "../api.gen/sdk.gen.ts";
import type { Session } from "../api.gen/types.gen.ts";

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: ({ signal }) => listSessions({ signal }),
});

export function useEndSession() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (session: Session) => revokeSession({ path: { id: session.id } }),
    onSettled: () => invalidate(client),
  }));
}

export function useEndOtherSessions() {
  const client = useQueryClient();
  return useMutation(() => ({ mutationFn: () => revokeOtherSessions(), onSettled: () => invalidate(client) }));
}

/** Everybody's, one's own included. */
export function useEndEverySession() {
  return useMutation(() => ({ mutationFn: () => revokeOrganizationSessions() }));
}

async function invalidate(client: ReturnType<typeof useQueryClient>): Promise<void> {
  await Promise.all(["sessions", "audit-logs"].map((key) => client.invalidateQueries({ queryKey: [key] })));
}
