import { base64Url } from "../identifiers/digest.ts";
import { identifierFrom, newIdentifier, type IdentifierKind } from "../identifiers/identifier.ts";
import { hmacSha256 } from "../secrets/derivation.ts";

/** What something new is called, and how a repetition of its creation is told from another one with the same key. */
interface CreationKey {
  readonly id: string;
  /** Null for a creation that cannot be repeated. */
  readonly fingerprint: string | null;
}

/** Whose creation it is, and the Idempotency-Key it came with. */
interface Creator {
  readonly organizationId: string;
  readonly userId: string;
  readonly key: string | null;
}

/**
 * The id of what is created follows from its creation's Idempotency-Key, so that whoever sends it twice makes it once, and
 * nobody has to remember keys: what was created does, for as long as there is a trace of it. Keyed by a secret of the
 * tenant's, because an id is known to others, and a body may be guessed.
 *
 * @param platformSecret what the tenant's is derived from
 * @param body as it was understood, with what was left out
 */
export async function creationKeyOf(
  kind: keyof typeof resources,
  platformSecret: string,
  { organizationId, userId, key }: Creator,
  body: object,
): Promise<CreationKey> {
  if (key === null) return { id: newIdentifier(kind), fingerprint: null };
  const resource = resources[kind];
  const secret = base64Url(await hmacSha256(platformSecret, `idempotency:${organizationId}`));
  const named = await hmacSha256(secret, JSON.stringify([resource, userId, key]));
  const said = await hmacSha256(secret, JSON.stringify([resource, body]));
  return { id: identifierFrom(kind, named), fingerprint: base64Url(said) };
}

/** What can be created so, by the kind of its ids. */
const resources = { sso: "sso-provider", hst: "hostname" } as const satisfies Partial<Record<IdentifierKind, string>>;
