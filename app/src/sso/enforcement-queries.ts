import { queryOptions, useMutation, useQueryClient } from "@tanstack/solid-query";
import {
  createRecoveryCode,
  deleteRecoveryCode,
  getSsoEnforcement,
  listRecoveryCodes,
  updateSsoEnforcement,
} from "../api.gen/sdk.gen.ts";
import type { SsoEnforcement, UpdateSsoEnforcement } from "../api.gen/types.gen.ts";
import { refresh } from "./queries.ts";

export const enforcementQuery = queryOptions({
  queryKey: ["sso", "enforcement"],
  queryFn: ({ signal }) => getSsoEnforcement({ signal }),
});

export const recoveryCodesQuery = queryOptions({
  queryKey: ["sso", "recovery-codes"],
  queryFn: ({ signal }) => listRecoveryCodes({ signal }),
});

export function useUpdateEnforcement() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ base, body }: { readonly base: SsoEnforcement; readonly body: UpdateSsoEnforcement }) =>
      updateSsoEnforcement({ body, headers: { "if-match": `"${base.version}"` } }),
    onSuccess: (enforcement) => void client.setQueryData(enforcementQuery.queryKey, enforcement),
    // A refusal may mean that somebody else was first: then this page is what is out of date.
    onSettled: () => refresh(client),
  }));
}

export function useCreateRecoveryCode() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: () => createRecoveryCode(),
    // The code is in no cache: it is shown once.
    gcTime: 0,
    onSettled: () => readAgain(client),
  }));
}

export function useDeleteRecoveryCode() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (userId: string) => deleteRecoveryCode({ path: { userId } }),
    onSettled: () => readAgain(client),
  }));
}

async function readAgain(client: ReturnType<typeof useQueryClient>): Promise<void> {
  const keys = [recoveryCodesQuery.queryKey, enforcementQuery.queryKey, ["audit-logs"]];
  await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
}
