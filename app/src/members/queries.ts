import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/solid-query";
import type { Role } from "../../../src/authorization/role.ts";
import { changeMemberRole, listMembers, removeMember } from "../api.gen/sdk.gen.ts";
import type { Member } from "../api.gen/types.gen.ts";

const pageSize = 100;

export const membersQuery = infiniteQueryOptions({
  queryKey: ["members"],
  queryFn: ({ pageParam, signal }) =>
    listMembers({ query: { limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.nextCursor,
});

export function useChangeRole() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ member, role }: { readonly member: Member; readonly role: Role }) =>
      changeMemberRole({ path: { id: member.id }, body: { role } }),
    // One's own role may be the one that changed.
    onSettled: () => invalidate(client, "members", "me", "audit-logs"),
  }));
}

export function useRemoveMember() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (member: Member) => removeMember({ path: { id: member.id } }),
    onSettled: () => invalidate(client, "members", "me", "audit-logs"),
  }));
}

async function invalidate(client: ReturnType<typeof useQueryClient>, ...keys: readonly string[]): Promise<void> {
  await Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] })));
}
