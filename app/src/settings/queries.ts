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
    onSuccess: async (settings) => {
      client.setQueryData(settingsQuery.queryKey, settings);
      await Promise.all(["place", "audit-logs"].map((key) => client.invalidateQueries({ queryKey: [key] })));
    },
  }));
}
