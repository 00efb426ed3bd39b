import { queryOptions, useMutation, useQueryClient } from "@tanstack/solid-query";
import {
  listMemberSessions,
  listSessions,
  revokeMemberSessions,
  revokeOrganizationSessions,
  revokeOtherSessions,
  revokeSession,
} from "../api.gen/sdk.gen.ts";
import type { Member, Session } from "../api.gen/types.gen.ts";

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: ({ signal }) => listSessions({ signal }),
});

/** Where a member is signed in. Nobody is told of each request of theirs, so while it is watched it is asked for. */
export function memberSessionsQuery(memberId: string) {
  return queryOptions({
    queryKey: ["sessions", memberId],
    queryFn: ({ signal }) => listMemberSessions({ path: { id: memberId }, signal }),
    refetchInterval: 10_000,
  });
}

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

export function useEndMemberSessions() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (member: Member) => revokeMemberSessions({ path: { id: member.id } }),
    onSettled: () => invalidate(client),
  }));
}

/** Everybody's, one's own included. */
export function useEndEverySession() {
  return useMutation(() => ({ mutationFn: () => revokeOrganizationSessions() }));
}

async function invalidate(client: ReturnType<typeof useQueryClient>): Promise<void> {
  await Promise.all(["sessions", "audit-logs"].map((key) => client.invalidateQueries({ queryKey: [key] })));
}
