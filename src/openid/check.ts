/** Every check of a sign-in, in the order in which the protocol reaches them. */
export const openIdChecks = [
  "metadata",
  "metadata_issuer",
  "endpoints",
  "response_state",
  "response_issuer",
  "response_code",
  "token_response",
  "id_token_form",
  "id_token_algorithm",
  "keys",
  "id_token_signature",
  "id_token_issuer",
  "id_token_audience",
  "id_token_authorized_party",
  "id_token_expiry",
  "id_token_issue_time",
  "id_token_start_time",
  "id_token_nonce",
  "id_token_subject",
  "access_token_hash",
  "authentication_time",
  "authentication_context",
  "userinfo",
  "userinfo_subject",
] as const;

export type OpenIdCheck = (typeof openIdChecks)[number];

export interface OpenIdCheckResult {
  readonly check: OpenIdCheck;
  readonly outcome: "passed" | "failed" | "not_reached" | "not_applicable";
  /** What was found, where that says more than the outcome. */
  readonly detail?: string;
}
