import type { OpenIdFailureReason } from "../openid/failure.ts";

/**
 * Why somebody whom a provider vouches for is not let in, or does not get as far. Closed: pages explain each, and the
 * audit log takes no other.
 */
export const policyRefusals = [
  /** The provider sent the person back because they, or it, did not want to go on. */
  "denied_by_provider",
  /** The provider is switched off, or was changed while the person was there. */
  "provider_disabled",
  "configuration_changed",
  "email_missing",
  "email_unverified",
  /** The address is in none of the provider's verified domains. */
  "foreign_domain",
  /** Nobody here has the address, and the provider may not make accounts. */
  "not_provisioned",
  /** Removed from the organization: only an invitation leads back. */
  "former_member",
  /** The account's role lies above that of whoever last changed the provider: an owner has to confirm it. */
  "needs_owner",
  /** The provider has signed in somebody else with this address before: it may have given the address to another. */
  "linked_to_another",
  /** Of a test: the provider has signed in somebody else than the one who tests. */
  "another_person",
  "interrupted",
  "suspended",
  "not_a_member",
  "unavailable",
] as const;

/** What the protocol itself refuses for. */
const protocolRefusals = [
  "malformed_url",
  "insecure",
  "credentials_in_url",
  "refused_port",
  "refused_name",
  "refused_address",
  "no_such_host",
  "unreachable",
  "timeout",
  "redirected",
  "too_large",
  "wrong_content_type",
  "status",
  "malformed_metadata",
  "wrong_metadata_issuer",
  "wrong_state",
  "missing_response_issuer",
  "wrong_response_issuer",
  "provider_refused",
  "malformed_response",
  "code_refused",
  "client_refused",
  "malformed_token_response",
  "missing_id_token",
  "malformed_id_token",
  "refused_algorithm",
  "malformed_keys",
  "unknown_key",
  "wrong_signature",
  "wrong_issuer",
  "wrong_audience",
  "wrong_authorized_party",
  "expired",
  "issued_in_the_future",
  "issued_too_long_ago",
  "not_yet_valid",
  "missing_nonce",
  "wrong_nonce",
  "missing_subject",
  "wrong_access_token_hash",
  "missing_authentication_time",
  "authentication_too_old",
  "wrong_authentication_context",
  "malformed_userinfo",
  "wrong_userinfo_subject",
] as const satisfies readonly OpenIdFailureReason[];

export const ssoRefusals = [...policyRefusals, ...protocolRefusals] as const;

export type SsoRefusal = (typeof ssoRefusals)[number];

/** What a failure of the protocol is called here. It does not compile while the protocol knows one that has no name. */
export function refusalOf(reason: OpenIdFailureReason): SsoRefusal {
  switch (reason) {
    // Of logout tokens, which come without anybody signing in.
    case "wrong_token_type":
    case "malformed_logout_token":
    case "missing_logout_event":
    case "unexpected_nonce":
    case "nobody_to_log_out":
      return "malformed_response";
    default:
      return reason;
  }
}
