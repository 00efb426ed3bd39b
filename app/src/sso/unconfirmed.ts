import { providerFieldNames } from "../../../src/sso/provider.ts";
import type { SsoProvider, SsoRevision } from "../api.gen/types.gen.ts";

/**
 * What an owner answers for who confirms a version of a provider: everything since owners last trusted it, or since it
 * was added. Null while not all of that is known.
 *
 * @param history of the provider, newest first, as far as it is known
 */
export function unconfirmedOf(
  { version }: Pick<SsoProvider, "version">,
  history: readonly SsoRevision[],
  isAll: boolean,
): readonly SsoRevision[] | null {
  // What has come since the version that is looked at is not what is confirmed: the server refuses it by then.
  const known = history.filter((revision) => revision.version <= version);
  if (known[0]?.version !== version) return null;
  const trusted = known.findIndex(({ authority }) => authority === "owner");
  if (trusted === -1) return isAll ? known : null;
  return known.slice(0, trusted);
}

/** What a version has changed; of the first one, all that it says. */
export function toldChanges({ act, changes, document }: Pick<SsoRevision, "act" | "changes" | "document">) {
  if (act !== "created") return changes;
  return Object.fromEntries(
    providerFieldNames.filter((field) => isTold(document[field])).map((field) => [field, { to: document[field] }]),
  );
}

function isTold(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}
