import { queryOptions, useMutation, useQueryClient } from "@tanstack/solid-query";
import { getSettings, updateSettings } from "../api.gen/sdk.gen.ts";
import type { Settings } from "../api.gen/types.gen.ts";
import type { Draft } from "./draft.ts";

export const settingsQuery = queryOptions({
  queryKey: ["settings"],
  queryFn: ({ signal }) => getSettings({ signal }),
});

/** Saves changes to the document of a version; refused with the current document when that is another by now. */
export function useUpdateSettings() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ base, changes }: { readonly base: Settings; readonly changes: Partial<Draft> }) =>
      updateSettings({ body: changes, headers: { "if-match": `"${base.version}"` } }),
    onSuccess: (settings) => {
      client.setQueryData(settingsQuery.queryKey, settings);
      // It is saved: nobody waits until what follows from it is read again, which may take as long as it likes.
      for (const key of ["place", "audit-logs"]) void client.invalidateQueries({ queryKey: [key] });
    },
  }));
}
