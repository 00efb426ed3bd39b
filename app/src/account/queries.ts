import { queryOptions, useMutation } from "@tanstack/solid-query";
import { acceptInvitation, getInvitation, requestPasswordReset, resetPassword } from "../api.gen/sdk.gen.ts";
import type { AcceptInvitation, ResetPassword } from "../api.gen/types.gen.ts";

export function useRequestPasswordReset() {
  return useMutation(() => ({ mutationFn: (email: string) => requestPasswordReset({ body: { email } }) }));
}

export function useResetPassword() {
  return useMutation(() => ({ mutationFn: (body: ResetPassword) => resetPassword({ body }) }));
}

/** What an invitation is for, to whoever holds its link. */
export function offerQuery(invitationId: string) {
  return queryOptions({
    queryKey: ["offer", invitationId],
    queryFn: ({ signal }) => getInvitation({ path: { invitationId }, signal }),
    staleTime: 0,
  });
}

export function useAcceptInvitation(invitationId: () => string) {
  return useMutation(() => ({
    mutationFn: (body: AcceptInvitation) => acceptInvitation({ path: { invitationId: invitationId() }, body }),
  }));
}
