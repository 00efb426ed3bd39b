import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/solid-query";
import { createInvitation, listInvitations, revokeInvitation } from "../api.gen/sdk.gen.ts";
import type { CreateInvitation, Invitation } from "../api.gen/types.gen.ts";

const pageSize = 100;

export const invitationsQuery = infiniteQueryOptions({
  queryKey: ["invitations"],
  queryFn: ({ pageParam, signal }) =>
    listInvitations({ query: { limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.nextCursor,
});

/** Those that are still of interest: waiting for an answer, or run out without one. */
export function unanswered(invitations: readonly Invitation[]): Invitation[] {
  return invitations.filter(({ status }) => status === "pending" || status === "expired");
}

export function useInvite() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (body: CreateInvitation) => createInvitation({ body }),
    onSettled: () => invalidate(client),
  }));
}

export function useRevokeInvitation() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (invitation: Invitation) => revokeInvitation({ path: { id: invitation.id } }),
    onSettled: () => invalidate(client),
  }));
}

async function invalidate(client: ReturnType<typeof useQueryClient>): Promise<void> {
  await Promise.all(["invitations", "audit-logs"].map((key) => client.invalidateQueries({ queryKey: [key] })));
}
