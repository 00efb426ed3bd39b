import { queryOptions, useMutation, useQueryClient } from "@tanstack/solid-query";
import { getPrimaryHost, updatePrimaryHost } from "../api.gen/sdk.gen.ts";
import type { PrimaryHost } from "../api.gen/types.gen.ts";
import type { EditedKind } from "../editing/document.ts";

export const primaryHostQuery = queryOptions({
  queryKey: ["hostnames", "primary"],
  queryFn: ({ signal }) => getPrimaryHost({ signal }),
});

export type PrimaryHostDraft = Pick<PrimaryHost, "hostnameId" | "redirectOthers">;

export const fieldNames = {
  hostnameId: "Primary host",
  redirectOthers: "Send people there from the other hosts",
} as const satisfies Readonly<Record<keyof PrimaryHostDraft, string>>;

export const primaryHostKind: EditedKind<PrimaryHost, PrimaryHostDraft> = {
  fields: ["hostnameId", "redirectOthers"],
  draftOf: ({ hostnameId, redirectOthers }) => ({ hostnameId, redirectOthers }),
  read: (value) => (typeof value === "object" && value !== null && isPrimaryHost(value) ? value : null),
};

function isPrimaryHost(document: Readonly<Partial<Record<keyof PrimaryHost, unknown>>>): document is PrimaryHost {
  const { version, hostnameId, hostname, redirectOthers } = document;
  return (
    typeof version === "number" &&
    (hostnameId === null || typeof hostnameId === "string") &&
    typeof hostname === "string" &&
    typeof redirectOthers === "boolean"
  );
}

/** Saves changes to the document of a version; refused with the current document when that is another by now. */
export function useChoosePrimaryHost() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ base, changes }: { readonly base: PrimaryHost; readonly changes: Partial<PrimaryHostDraft> }) =>
      updatePrimaryHost({ body: changes, headers: { "if-match": `"${base.version}"` } }),
    onSuccess: (document) => void client.setQueryData(primaryHostQuery.queryKey, document),
    // A refusal may mean that somebody else was first: then this page is what is out of date.
    onSettled: () => {
      for (const key of ["hostnames", "sso", "audit-logs"]) void client.invalidateQueries({ queryKey: [key] });
    },
  }));
}
