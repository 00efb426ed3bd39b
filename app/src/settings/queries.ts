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
  return isSettings(current) ? current : null;
}

function isSettings(document: Readonly<Partial<Record<keyof Settings, unknown>>>): document is Settings {
  const { appName, primaryColor, auditRetentionDays } = document;
  const isColour = primaryColor === null || typeof primaryColor === "string";
  const isRetention = auditRetentionDays === null || typeof auditRetentionDays === "number";
  return (
    typeof appName === "string" &&
    isColour &&
    isRetention &&
    numbers.every((field) => typeof document[field] === "number")
  );
}

const numbers = [
  "version",
  "sessionIdleMinutes",
  "sessionLifetimeHours",
  "accountFailureLimit",
  "addressFailureLimit",
  "lockoutMinutes",
] as const satisfies readonly (keyof Settings)[];
