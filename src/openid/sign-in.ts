import type { Egress } from "../egress/egress.ts";
import { failure, success, type Result } from "../result/result.ts";
import { checkState, readResponse } from "./authorization-response.ts";
import { CheckList } from "./check-list.ts";
import type { OpenIdCheckResult } from "./check.ts";
import { discover, faultsOf } from "./discovery.ts";
import type { OpenIdFailure } from "./failure.ts";
import { claimChecks, idTokenClaims, type IdTokenClaims } from "./id-token-claims.ts";
import { identityOf, needsUserinfo, type Claims } from "./identity.ts";
import type { OpenIdIdentity, OpenIdMetadata, OpenIdProvider, SignInSecrets } from "./provider.ts";
import { checkAlgorithm, checkSignature, receivedKeys, signedTokenOf, type SignedToken } from "./signed-token.ts";
import { redeemCode, type Tokens } from "./token-exchange.ts";
import { receivedUserinfo } from "./userinfo.ts";

/** Somebody comes back from a provider. */
export interface SignInReturn {
  readonly provider: OpenIdProvider;
  readonly secrets: SignInSecrets;
  /** Exactly as the authorization request had it. */
  readonly redirectUri: string;
  /** The callback's query. */
  readonly response: URLSearchParams;
}

export interface SignInOutcome {
  readonly result: Result<OpenIdIdentity, OpenIdFailure>;
  /** Every check there is, in the protocol's order. */
  readonly checks: readonly OpenIdCheckResult[];
  /** What the provider has said, from where its signature was found good on. */
  readonly claims: ReceivedClaims;
}

export interface ReceivedClaims {
  readonly idToken: Claims | null;
  readonly userinfo: Claims | null;
}

/**
 * The second half of a sign-in with OpenID Connect, from the authorization response to a verified person. Metadata and
 * keys are read anew each time.
 *
 * The caller has established that the response belongs to this browser, this tenant and this provider, and that it is
 * the first to use these secrets; and decides afterwards whether this person gets in.
 *
 * @param now milliseconds since 1970
 */
export async function completeSignIn(given: SignInReturn, egress: Egress, now: () => number): Promise<SignInOutcome> {
  const checks = new CheckList();
  const received: { idToken: Claims | null; userinfo: Claims | null } = { idToken: null, userinfo: null };
  const result = await complete(given, egress, now, checks, received);
  return { result, checks: checks.all(), claims: received };
}

async function complete(
  { provider, secrets, redirectUri, response }: SignInReturn,
  egress: Egress,
  now: () => number,
  checks: CheckList,
  received: { idToken: Claims | null; userinfo: Claims | null },
): Promise<Result<OpenIdIdentity, OpenIdFailure>> {
  const state = checks.settled("response_state", checkState(response, secrets.state));
  if (!state.ok) return state;
  const metadata = await discover(provider, egress, checks);
  if (!metadata.ok) return metadata;
  const parameters = readResponse(response, provider.clientId, metadata.value, checks);
  if (!parameters.ok) return parameters;
  const exchange = { parameters: parameters.value, redirectUri, codeVerifier: secrets.codeVerifier };
  const tokens = checks.settled("token_response", await redeemCode(provider, metadata.value, exchange, egress));
  if (!tokens.ok) return tokens;
  const signed = readIdToken(tokens.value, checks);
  if (!signed.ok) return signed;
  const { token, claims } = signed.value;

  const keys = checks.settled("keys", await receivedKeys(metadata.value.keysEndpoint, egress));
  if (!keys.ok) return keys;
  const signature = checks.settled("id_token_signature", await checkSignature(token, keys.value));
  if (!signature.ok) return signature;
  received.idToken = claims;
  const { accessToken } = tokens.value;
  for (const [check, verdictOf] of claimChecks) {
    const { algorithm } = token;
    const expected = { provider, nonce: secrets.nonce, accessToken, algorithm, now: now() / 1_000 };
    const verdict = await verdictOf(claims, expected);
    if ("notApplicable" in verdict) checks.notApplicable(check, verdict.notApplicable);
    else if (!checks.settled(check, verdict).ok) return verdict as Result<never, OpenIdFailure>;
  }

  const ask = async (endpoint: string) =>
    receivedUserinfo(provider, metadata.value, endpoint, accessToken, keys.value, egress);
  const userinfo = await readUserinfo(claims, provider, metadata.value, ask, checks);
  if (!userinfo.ok) return userinfo;
  received.userinfo = userinfo.value;
  return success(identityOf(claims, userinfo.value, provider, token.text));
}

function readIdToken(
  { idToken }: Tokens,
  checks: CheckList,
): Result<{ readonly token: SignedToken; readonly claims: IdTokenClaims }, OpenIdFailure> {
  const read = checks.settled("id_token_form", formOf(idToken));
  if (!read.ok) return read;
  // Before any key is looked for: what names a refused algorithm is refused for that, whatever it is signed with.
  const algorithm = checks.settled("id_token_algorithm", checkAlgorithm(read.value.token));
  return algorithm.ok ? read : algorithm;
}

function formOf(
  idToken: string | null,
): Result<{ readonly token: SignedToken; readonly claims: IdTokenClaims }, OpenIdFailure> {
  if (idToken === null) return failure({ reason: "missing_id_token" });
  const token = signedTokenOf(idToken);
  if (token === null) return failure({ reason: "malformed_id_token", detail: "no signed JWT" });
  const claims = idTokenClaims.safeParse(token.claims);
  return claims.success
    ? success({ token, claims: claims.data })
    : failure({ reason: "malformed_id_token", detail: faultsOf(claims.error) });
}

async function readUserinfo(
  claims: IdTokenClaims,
  provider: OpenIdProvider,
  { userinfoEndpoint }: OpenIdMetadata,
  ask: (endpoint: string) => Promise<Result<Claims, OpenIdFailure>>,
  checks: CheckList,
): Promise<Result<Claims | null, OpenIdFailure>> {
  if (userinfoEndpoint === null || !needsUserinfo(claims, provider)) {
    const why = userinfoEndpoint === null ? "The provider has no such endpoint." : "The ID token says everything.";
    checks.notApplicable("userinfo", why);
    checks.notApplicable("userinfo_subject", why);
    return success(null);
  }
  const userinfo = checks.settled("userinfo", await ask(userinfoEndpoint));
  if (!userinfo.ok) return userinfo;
  // OpenID Connect Core 1.0 section 5.3.2: of anybody else it says nothing about who signed in.
  const isSame = userinfo.value["sub"] === claims.sub;
  const compared: Result<null, OpenIdFailure> = isSame ? success(null) : failure({ reason: "wrong_userinfo_subject" });
  const settled = checks.settled("userinfo_subject", compared);
  return settled.ok ? userinfo : settled;
}
