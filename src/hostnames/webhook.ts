import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";

/** The header that Cloudflare's notifications carry their secret in. */
export const webhookHeader = "cf-webhook-auth";

/** Whether a secret is ours. Digests are compared, so that neither its length nor where it differs takes any time. */
export function isOurSecret(given: string | null, ours: string): boolean {
  return timingSafeEqual(digestOf(given ?? ""), digestOf(ours)) && given !== null;
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

const told = z.object({ data: z.object({ hostname: z.string().min(1).max(255) }) });
/** The same in the envelope of all of Cloudflare's webhooks. Its pages do not say of each other which of them is meant. */
const enveloped = z.object({ data: told });

/**
 * The hostname that a notification is about, null where it names none: it may be a test, or of a certificate that was
 * superseded. What it says of the hostname is not believed, but looked up.
 */
export function hostnameTold(body: unknown): string | null {
  const wrapped = enveloped.safeParse(body);
  const plain = wrapped.success ? told.safeParse(wrapped.data.data) : told.safeParse(body);
  return plain.success ? plain.data.data.hostname.toLowerCase().replace(/\.$/, "") : null;
}
