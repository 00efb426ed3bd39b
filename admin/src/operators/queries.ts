import { queryOptions, useMutation, useQueryClient } from "@tanstack/solid-query";
import {
  deactivateOperator,
  getOperatorMe,
  inviteOperator,
  listOperators,
  reissueEnrollment,
  updateProfile,
} from "../api.gen/sdk.gen.ts";
import type { InviteOperator, OperatorMe } from "../api.gen/types.gen.ts";
import { auditKey } from "../audit/queries.ts";

/** Who is using the console and what they may do. Its refusals are about the person: see `Standing`. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => getOperatorMe({ signal }),
  staleTime: 60_000,
  // Somebody who comes back to this tab may have signed in again, or been deactivated, in the meantime.
  refetchOnWindowFocus: "always",
});

/** The address Access knows the visitor by (its own endpoint, not ours), or an empty string. */
export const accessIdentityQuery = queryOptions({
  queryKey: ["access-identity"],
  retry: false,
  queryFn: async ({ signal }) => {
    const response = await fetch("/cdn-cgi/access/get-identity", { signal });
    const identity: unknown = response.ok ? await response.json() : null;
    const email = typeof identity === "object" && identity !== null && "email" in identity ? identity.email : "";
    return typeof email === "string" ? email : "";
  },
});

export const operatorsQuery = queryOptions({
  queryKey: ["operators"],
  queryFn: ({ signal }) => listOperators({ signal }),
});

/** Claims a one-time enrollment token: the answer is who one has become. */
export function useEnroll() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (token: string) => getOperatorMe({ headers: { "x-admin-enrollment-token": token } }),
    onSuccess: (me: OperatorMe) => client.setQueryData(meQuery.queryKey, me),
  }));
}

export function useInviteOperator() {
  const settle = useSettling();
  return useMutation(() => ({ mutationFn: (body: InviteOperator) => inviteOperator({ body }), onSuccess: settle }));
}

export function useReissueEnrollment() {
  const settle = useSettling();
  return useMutation(() => ({ mutationFn: (id: string) => reissueEnrollment({ path: { id } }), onSuccess: settle }));
}

export function useDeactivateOperator() {
  const settle = useSettling();
  return useMutation(() => ({ mutationFn: (id: string) => deactivateOperator({ path: { id } }), onSuccess: settle }));
}

export function useUpdateProfile() {
  const client = useQueryClient();
  const settle = useSettling();
  return useMutation(() => ({
    mutationFn: (name: string) => updateProfile({ body: { name } }),
    onSuccess: (profile: { readonly name: string | null }) => {
      client.setQueryData(meQuery.queryKey, (me) => me && { ...me, name: profile.name });
      settle();
    },
  }));
}

function useSettling() {
  const client = useQueryClient();
  return (): void => {
    void client.invalidateQueries({ queryKey: operatorsQuery.queryKey });
    void client.invalidateQueries({ queryKey: auditKey });
  };
}
