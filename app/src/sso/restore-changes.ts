import { providerFieldNames } from "../../../src/sso/provider.ts";
import type { SsoProvider } from "../api.gen/types.gen.ts";
import { isSameValue } from "../editing/document.ts";

/** What restoring an earlier version would change of a provider as it is now. */
export function changesTo(
  { domains, ...provider }: SsoProvider,
  document: Readonly<Record<string, unknown>>,
): Record<string, { readonly from: unknown; readonly to: unknown }> {
  const now: Readonly<Record<string, unknown>> = { ...provider, domains: domains.map(({ domain }) => domain) };
  return Object.fromEntries(
    providerFieldNames
      // An older version may lack a field that was added since: then nothing is known of it, and nothing is claimed.
      .filter((field) => Object.hasOwn(document, field) && !isSameValue(now[field], document[field]))
      .map((field) => [field, { from: now[field], to: document[field] }]),
  );
}
