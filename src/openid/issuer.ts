import type { Egress } from "../egress/egress.ts";
import type { EgressFailure } from "../egress/failure.ts";
import { failure, success, type Result } from "../result/result.ts";
import type { IssuerFlaw } from "./failure.ts";

/**
 * Checks an issuer as an admin has typed it in, without asking anybody: OpenID Connect Discovery 1.0 section 3 wants
 * https and neither query nor fragment, {@link Egress} wants a place that may be called.
 *
 * @returns the text as it was: an issuer is compared as a text, and `https://a.example/` is another than `https://a.example`
 */
export function issuerOf(text: string, egress: Egress): Result<string, IssuerFlaw> {
  const destination = egress.destination(text);
  if (!destination.ok) return destination;
  // A lone `?` or `#` is neither a query nor a fragment to the URL parser, and another text all the same.
  if (/[?#]/.test(text)) return failure({ reason: "query_or_fragment" });
  return /\s/.test(text) ? failure({ reason: "malformed_url" }) : success(text);
}

/** Whether an issuer's name leads, now, to an address that is refused. Null when not, or when nobody can tell. */
export async function refusedAddressOf(issuer: string, egress: Egress): Promise<EgressFailure | null> {
  const destination = egress.destination(issuer);
  if (!destination.ok) return destination.failure;
  const resolved = await egress.resolve(destination.value);
  return !resolved.ok && resolved.failure.reason === "refused_address" ? resolved.failure : null;
}
