import { base64Url } from "../identifiers/digest.ts";
import { identifierFrom, newIdentifier } from "../identifiers/identifier.ts";
import { hmacSha256 } from "../secrets/derivation.ts";

/** What a new provider is called, and how a repetition of its creation is told from another one with the same key. */
interface CreationKey {
  readonly providerId: string;
  /** Null for a creation that cannot be repeated. */
  readonly fingerprint: string | null;
}

/**
 * The id of a provider follows from its creation's Idempotency-Key, so that whoever sends it twice makes it once, and
 * nobody has to remember keys: the provider itself does, for as long as there is a trace of it. Keyed by a secret of the
 * tenant's, because an id is known to others, and a body may be guessed.
 *
 * @param platformSecret what the tenant's is derived from
 * @param body as it was understood, with what was left out
 */
export async function creationKeyOf(
  platformSecret: string,
  {
    organizationId,
    userId,
    key,
  }: { readonly organizationId: string; readonly userId: string; readonly key: string | null },
  body: object,
): Promise<CreationKey> {
  if (key === null) return { providerId: newIdentifier("sso"), fingerprint: null };
  const secret = base64Url(await hmacSha256(platformSecret, `idempotency:${organizationId}`));
  const named = await hmacSha256(secret, JSON.stringify(["sso-provider", userId, key]));
  const said = await hmacSha256(secret, JSON.stringify(["sso-provider", body]));
  return { providerId: identifierFrom("sso", named), fingerprint: base64Url(said) };
}
