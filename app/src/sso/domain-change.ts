import { useMutation, useQueryClient } from "@tanstack/solid-query";
import { hasCode } from "../../../ui/problem.ts";
import { updateSsoProvider } from "../api.gen/sdk.gen.ts";
import type { SsoProvider } from "../api.gen/types.gen.ts";
import { providerKind } from "./provider-draft.ts";
import { remember } from "./queries.ts";

export interface DomainChange {
  readonly add?: string;
  readonly remove?: string;
}

/** The domains as they are after a change; whatever others have added or removed stays so. */
export function changedDomains({ domains }: Pick<SsoProvider, "domains">, { add, remove }: DomainChange): string[] {
  const kept = domains.map(({ domain }) => domain).filter((domain) => domain !== remove);
  return add === undefined || kept.includes(add) ? kept : [...kept, add];
}

/** How often others may be first before somebody is told to try again. */
const attempts = 4;

/**
 * Adds or removes one domain. That somebody else has changed the provider in the meantime is no conflict: what they did
 * stays, and the one domain is added to it or taken from it.
 */
export async function changeDomain(
  provider: SsoProvider,
  change: DomainChange,
  send: (base: SsoProvider, domains: string[]) => Promise<SsoProvider>,
): Promise<SsoProvider> {
  let base = provider;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send(base, changedDomains(base, change));
    } catch (error) {
      const current = hasCode(error, "PRECONDITION_FAILED") ? providerKind.read(error.document["current"]) : null;
      if (current === null || attempt === attempts) throw error;
      base = current;
    }
  }
}

export function useChangeDomain() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ provider, change }: { readonly provider: SsoProvider; readonly change: DomainChange }) =>
      changeDomain(provider, change, (base, domains) =>
        updateSsoProvider({
          path: { id: base.id },
          body: { domains },
          headers: { "if-match": `"${base.version}"` },
        }),
      ),
    onSuccess: (saved) => remember(client, saved),
  }));
}
