import { allowInsecureRequests, customFetch, userInfoRequest } from "oauth4webapi";
import type { JSONWebKeySet } from "jose";
import type { Egress } from "../egress/egress.ts";
import { failure, success, type Result } from "../result/result.ts";
import { callThrough, jsonObjectOf } from "./call.ts";
import type { OpenIdFailure } from "./failure.ts";
import { issuedBy, meantFor } from "./id-token-claims.ts";
import type { Claims } from "./identity.ts";
import type { OpenIdMetadata, OpenIdProvider } from "./provider.ts";
import { checkAlgorithm, checkSignature, signedTokenOf } from "./signed-token.ts";

/**
 * What userinfo says (OpenID Connect Core 1.0 section 5.3), as JSON or as a signed JWT. Whom it is about has yet to be
 * compared.
 *
 * @param endpoint the metadata's userinfo endpoint
 */
export async function receivedUserinfo(
  provider: OpenIdProvider,
  { issuer }: OpenIdMetadata,
  endpoint: string,
  accessToken: string,
  keys: JSONWebKeySet,
  egress: Egress,
): Promise<Result<Claims, OpenIdFailure>> {
  const destination = egress.destination(endpoint);
  if (!destination.ok) return failure({ ...destination.failure, call: "userinfo" });
  const { kind, host } = destination.value;
  const response = await callThrough(egress, "userinfo", ["application/json", jwtType], (fetch) =>
    userInfoRequest({ issuer, userinfo_endpoint: endpoint }, { client_id: provider.clientId }, accessToken, {
      [customFetch]: fetch,
      [allowInsecureRequests]: kind === "local",
    }),
  );
  if (!response.ok) return response;
  const { status, headers } = response.value;
  if (status !== 200) return failure({ reason: "status", host, status, call: "userinfo" });
  const text = await response.value.text();
  if (headers.get("content-type") === jwtType) return claimsOf(text, provider, keys);
  const claims = jsonObjectOf(text);
  return claims === null ? failure({ reason: "malformed_userinfo", detail: "no JSON object" }) : success(claims);
}

const jwtType = "application/jwt";

async function claimsOf(
  text: string,
  provider: OpenIdProvider,
  keys: JSONWebKeySet,
): Promise<Result<Claims, OpenIdFailure>> {
  const token = signedTokenOf(text);
  if (token === null) return failure({ reason: "malformed_userinfo", detail: "no signed JWT" });
  const algorithm = checkAlgorithm(token);
  if (!algorithm.ok) return algorithm;
  const signature = await checkSignature(token, keys);
  if (!signature.ok) return signature;
  const { iss, aud } = token.claims;
  const issuer = typeof iss === "string" ? issuedBy(iss, provider) : success(null);
  if (!issuer.ok) return issuer;
  const audience = typeof aud === "string" || isTexts(aud) ? meantFor(aud, provider) : success(null);
  return audience.ok ? success(token.claims) : audience;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
