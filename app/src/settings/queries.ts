import { queryOptions, useMutation, useQueryClient } from "@tanstack/solid-query";
import { getSettings, updateSettings } from "../api.gen/sdk.gen.ts";
import type { Settings } from "../api.gen/types.gen.ts";
import { hasCode } from "../../../ui/problem.ts";
import type { Draft } from "./merge.ts";

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

/** The document as it is now, out of the refusal of a change to an older one. */
export function currentFromRefusal(error: unknown): Settings | null {
  if (!hasCode(error, "PRECONDITION_FAILED")) return null;
  const current = error.document["current"];
  if (typeof current !== "object" || current === null) return null;
  const { version, appName, primaryColor, sessionIdleMinutes, sessionLifetimeHours } = current as Partial<
    Record<keyof Settings, unknown>
  >;
  if (typeof version !== "number" || typeof appName !== "string") return null;
  if (typeof sessionIdleMinutes !== "number" || typeof sessionLifetimeHours !== "number") return null;
  const colour = typeof primaryColor === "string" ? primaryColor : null;
  return { version, appName, primaryColor: colour, sessionIdleMinutes, sessionLifetimeHours };
}
