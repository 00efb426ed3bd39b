import type { OpenIdCheck } from "./check.ts";
import type { IssuerFlaw, OpenIdFailureReason } from "./failure.ts";

/** What happened, and what an admin can do about it. The evidence of the failure is shown beside it. */
export interface Advice {
  readonly sentence: string;
  readonly advice: string;
}

/** What each check looks at, as somebody reads it who is setting a provider up. */
export const openIdCheckSentences: Readonly<Record<OpenIdCheck, string>> = {
  metadata: "The provider's metadata can be read",
  metadata_issuer: "The metadata names exactly this issuer",
  endpoints: "All endpoints are public https addresses",
  response_state: "The answer belongs to the sign-in that was started here",
  response_issuer: "The answer comes from this issuer",
  response_code: "The answer brings a code",
  token_response: "The provider redeems the code",
  id_token_form: "It hands out an ID token",
  id_token_algorithm: "The ID token is signed with a safe algorithm",
  keys: "The provider's keys can be read",
  id_token_signature: "One of them has signed the ID token",
  id_token_issuer: "The ID token names exactly this issuer",
  id_token_audience: "The ID token is meant for this client",
  id_token_authorized_party: "This client asked for the ID token",
  id_token_expiry: "The ID token has not expired",
  id_token_issue_time: "The ID token was issued just now",
  id_token_start_time: "The ID token is valid already",
  id_token_nonce: "The ID token belongs to this sign-in",
  id_token_subject: "The ID token says who signed in",
  access_token_hash: "The ID token and the access token belong together",
  authentication_time: "The sign-in at the provider is recent enough",
  authentication_context: "The sign-in at the provider was strong enough",
  userinfo: "Userinfo can be read",
  userinfo_subject: "Userinfo is about the same person",
};

const typedIssuer = "Check the issuer for typing mistakes.";
const askProvider = "This is for whoever runs the provider to mend.";
const clocks = "Compare the provider's clock with a time service: the two may differ by 60 seconds at most.";

/** One entry for each way to fail. */
export const openIdAdvice: Readonly<Record<OpenIdFailureReason | IssuerFlaw["reason"], Advice>> = {
  malformed_url: {
    sentence: "The address is not a complete URL.",
    advice: "Copy it from the provider, from https:// to its end and without spaces.",
  },
  query_or_fragment: {
    sentence: "An issuer has neither a question mark nor a number sign in it.",
    advice: "Enter the issuer alone. The address of the metadata or of the sign-in page is another one.",
  },
  insecure: {
    sentence: "The address does not begin with https.",
    advice: "Use the provider's https address. Secrets and tokens are sent to no other.",
  },
  credentials_in_url: {
    sentence: "The address has a name or a password in it.",
    advice: "Remove what stands before the @. The client secret has a field of its own.",
  },
  refused_port: {
    sentence: "The address has a port.",
    advice: "Providers are called at the usual port of https only. Put the provider behind it.",
  },
  refused_name: {
    sentence: "The name of the host means something only inside a network.",
    advice: "Use the name under which the provider is reached on the internet.",
  },
  refused_address: {
    sentence: "The host has an address that is not on the public internet.",
    advice: "Make the provider reachable on the internet, and remove private addresses from its public DNS records.",
  },
  no_such_host: {
    sentence: "There is no host of this name.",
    advice: `${typedIssuer} If the name is new, its DNS records may take a while.`,
  },
  unreachable: {
    sentence: "The provider could not be reached.",
    advice: "Try again in a few minutes. If it stays so, check its DNS, its certificate and its firewall.",
  },
  timeout: {
    sentence: "The provider took too long to answer.",
    advice: "Try again in a few minutes. If it stays so, the provider or something before it is too slow.",
  },
  redirected: {
    sentence: "The provider sent us to another address, and redirections are not followed.",
    advice: "Enter the address it leads to, if it belongs to your provider.",
  },
  too_large: {
    sentence: "The provider's answer is larger than any that is read.",
    advice: "Check that the address is the provider's. If claims are that large, have it send fewer groups.",
  },
  wrong_content_type: {
    sentence: "The provider answered with something that is not JSON.",
    advice: `${typedIssuer} Often it is a sign-in page or an error page that answers.`,
  },
  status: {
    sentence: "The provider answered with an error.",
    advice: `${typedIssuer} A 404 means that nothing is at this address; from 500 on, the provider has a fault.`,
  },
  malformed_metadata: {
    sentence: "The provider's metadata lacks something, or has it in another form.",
    advice: "Check that the issuer belongs to OpenID Connect, or enter the endpoints by hand.",
  },
  wrong_metadata_issuer: {
    sentence: "The provider calls itself by another issuer than the one that was entered.",
    advice:
      "Enter the issuer exactly as the provider writes it, with or without the slash at its end. At Entra ID, use your directory's own issuer instead of the common one.",
  },
  wrong_state: {
    sentence: "The answer does not belong to the sign-in that was started here.",
    advice: "Start again from the sign-in page, in the same browser and in one go.",
  },
  missing_response_issuer: {
    sentence: "The provider announces that its answers say whom they come from, and this one does not.",
    advice: `It may come from somebody else. ${askProvider}`,
  },
  wrong_response_issuer: {
    sentence: "The answer comes from another issuer.",
    advice: "Check that the provider has one issuer only, and that it is the one that was entered.",
  },
  provider_refused: {
    sentence: "The provider refused the sign-in.",
    advice:
      "Its own words are shown here. Often the person is not assigned to the application, or the callback address is not registered there.",
  },
  malformed_response: {
    sentence: "The provider sent the browser back without a code, or with what was not asked for.",
    advice: "Set the application at the provider to the authorization code flow.",
  },
  client_refused: {
    sentence: "The provider does not accept the client id with this secret.",
    advice:
      "Enter the secret again; it may have expired. Check that the way of authentication here is the one that is set at the provider.",
  },
  code_refused: {
    sentence: "The provider did not redeem its code.",
    advice:
      "Check that the callback address is registered exactly as it is shown here. A code also works only once, and for a short time.",
  },
  malformed_token_response: {
    sentence: "The provider redeemed the code with an answer that lacks something.",
    advice: `Check the token endpoint. ${askProvider}`,
  },
  missing_id_token: {
    sentence: "The provider handed out no ID token.",
    advice: "Set the application at the provider to OpenID Connect, and allow it the scope openid.",
  },
  malformed_id_token: {
    sentence: "The ID token cannot be read.",
    advice: "Set the application at the provider to signed ID tokens that are not encrypted.",
  },
  refused_algorithm: {
    sentence: "The token is not signed, or signed in a way that others could imitate.",
    advice: "Set the application at the provider to sign with RS256, PS256, ES256 or EdDSA.",
  },
  malformed_keys: {
    sentence: "The provider's keys cannot be used.",
    advice: `Check the address of the keys. RSA keys need 2048 bits at least. ${askProvider}`,
  },
  unknown_key: {
    sentence: "The token is signed with a key that the provider does not publish.",
    advice: `Check that issuer and endpoints belong to the same provider. ${askProvider}`,
  },
  wrong_signature: {
    sentence: "The token's signature is wrong: somebody has changed it, or made it up.",
    advice: `Check that issuer and endpoints belong to the same provider. ${askProvider}`,
  },
  wrong_issuer: {
    sentence: "The token names another issuer.",
    advice: "Enter the issuer exactly as the token has it, if it is your provider's.",
  },
  wrong_audience: {
    sentence: "The token is meant for another client.",
    advice: "Check the client id here against the application's at the provider.",
  },
  wrong_authorized_party: {
    sentence: "The token was asked for by another client.",
    advice: "Check the client id here against the application's at the provider, and its list of audiences.",
  },
  expired: { sentence: "The token has expired.", advice: `Sign in again. ${clocks}` },
  issued_in_the_future: { sentence: "The token was issued in the future.", advice: clocks },
  issued_too_long_ago: {
    sentence: "The token was issued more than ten minutes ago.",
    advice: `Tokens must be made when they are handed out. ${clocks}`,
  },
  not_yet_valid: { sentence: "The token is not valid yet.", advice: clocks },
  missing_nonce: {
    sentence: "The ID token does not say which sign-in it belongs to.",
    advice: `Every provider of OpenID Connect passes the nonce on. ${askProvider}`,
  },
  wrong_nonce: {
    sentence: "The ID token belongs to another sign-in.",
    advice: "Start again from the sign-in page. If it happens again, somebody may be putting in tokens of others.",
  },
  missing_subject: { sentence: "The ID token does not say who signed in.", advice: askProvider },
  wrong_access_token_hash: {
    sentence: "The ID token and the access token do not belong together.",
    advice: `One of the two may have been exchanged. ${askProvider}`,
  },
  missing_authentication_time: {
    sentence: "The ID token does not say when the person signed in at the provider.",
    advice: "Have the provider send auth_time, or remove the highest age of a sign-in here.",
  },
  authentication_too_old: {
    sentence: "The person signed in at the provider longer ago than is allowed here.",
    advice: "Sign in at the provider again, or allow a higher age here.",
  },
  wrong_authentication_context: {
    sentence: "The person did not sign in at the provider in one of the ways asked for here.",
    advice: "Set up the sign-in policy at the provider, or change the contexts (acr values) here.",
  },
  malformed_userinfo: {
    sentence: "What the provider says about the person cannot be read.",
    advice: `Check the userinfo endpoint. ${askProvider}`,
  },
  wrong_userinfo_subject: {
    sentence: "Userinfo is about another person than the ID token.",
    advice: `Check that all endpoints belong to the same provider. ${askProvider}`,
  },
  wrong_token_type: { sentence: "The token is of another type than a logout token.", advice: askProvider },
  malformed_logout_token: { sentence: "The logout token cannot be read.", advice: askProvider },
  missing_logout_event: { sentence: "The token does not say that somebody signed out.", advice: askProvider },
  unexpected_nonce: { sentence: "A logout token has no nonce; this one may be an ID token.", advice: askProvider },
  nobody_to_log_out: { sentence: "The logout token names neither a person nor a session.", advice: askProvider },
};
