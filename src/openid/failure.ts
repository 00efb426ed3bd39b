import type { EgressFailure } from "../egress/failure.ts";

/** What is wrong with an issuer before anybody is asked. */
export type IssuerFlaw = EgressFailure | { readonly reason: "query_or_fragment" };

/** Which of a provider's addresses was called, or would have been. */
export type OpenIdCall = "metadata" | "authorization" | "token" | "keys" | "userinfo" | "end_session";

/**
 * Why a sign-in or a logout through a provider failed, with evidence that an admin of the tenant may see: what the
 * provider said about itself and us, and never a code, a token, a secret or a personal claim.
 */
export type OpenIdFailure =
  | (EgressFailure & { readonly call: OpenIdCall })
  | { readonly reason: "malformed_metadata"; readonly detail: string }
  | { readonly reason: "wrong_metadata_issuer"; readonly expected: string; readonly received: string }
  | { readonly reason: "wrong_state" }
  | { readonly reason: "missing_response_issuer" }
  | { readonly reason: "wrong_response_issuer"; readonly expected: string; readonly received: string }
  | { readonly reason: "provider_refused"; readonly error: string; readonly description: string | null }
  | { readonly reason: "malformed_response"; readonly detail: string }
  | {
      readonly reason: "code_refused";
      readonly status: number;
      readonly error: string;
      readonly description: string | null;
    }
  | { readonly reason: "client_refused"; readonly error: string; readonly description: string | null }
  | { readonly reason: "malformed_token_response"; readonly detail: string }
  | { readonly reason: "missing_id_token" }
  | { readonly reason: "malformed_id_token"; readonly detail: string }
  | { readonly reason: "refused_algorithm"; readonly algorithm: string }
  | { readonly reason: "malformed_keys"; readonly detail: string }
  | { readonly reason: "unknown_key"; readonly keyId: string | null }
  | { readonly reason: "wrong_signature" }
  | { readonly reason: "wrong_issuer"; readonly expected: string; readonly received: string }
  | { readonly reason: "wrong_audience"; readonly expected: string; readonly received: string }
  | { readonly reason: "wrong_authorized_party"; readonly expected: string; readonly received: string | null }
  | { readonly reason: "expired"; readonly expiredAt: string; readonly now: string }
  | { readonly reason: "issued_in_the_future"; readonly issuedAt: string; readonly now: string }
  | { readonly reason: "issued_too_long_ago"; readonly issuedAt: string; readonly now: string }
  | { readonly reason: "not_yet_valid"; readonly validFrom: string; readonly now: string }
  | { readonly reason: "missing_nonce" }
  | { readonly reason: "wrong_nonce" }
  | { readonly reason: "missing_subject" }
  | { readonly reason: "wrong_access_token_hash" }
  | { readonly reason: "missing_authentication_time" }
  | { readonly reason: "authentication_too_old"; readonly authenticatedAt: string; readonly maxAgeSeconds: number }
  | { readonly reason: "wrong_authentication_context"; readonly expected: string; readonly received: string | null }
  | { readonly reason: "malformed_userinfo"; readonly detail: string }
  | { readonly reason: "wrong_userinfo_subject" }
  | { readonly reason: "wrong_token_type"; readonly received: string }
  | { readonly reason: "malformed_logout_token"; readonly detail: string }
  | { readonly reason: "missing_logout_event" }
  | { readonly reason: "unexpected_nonce" }
  | { readonly reason: "nobody_to_log_out" };

export type OpenIdFailureReason = OpenIdFailure["reason"];

/** The evidence in words: `expected: https://a.example, received: https://b.example`. Undefined when there is none. */
export function evidenceOf({ reason: _reason, ...evidence }: OpenIdFailure): string | undefined {
  const told = Object.entries(evidence)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}: ${value}`);
  return told.length === 0 ? undefined : told.join(", ");
}
