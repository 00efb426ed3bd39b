import { createHmac } from "node:crypto";
import { SignJWT, decodeJwt, decodeProtectedHeader, importJWK } from "jose";
import type { JWK, JWTHeaderParameters } from "jose";
import type { IdpFault } from "./idp-faults.ts";
import { newSigningKey } from "./idp-keys.ts";

export type Claims = Readonly<Record<string, unknown>>;

/** What an altered token is made with. */
export interface TokenContext {
  /** Private halves, current ones first. */
  readonly keys: readonly JWK[];
  readonly issuer: string;
  /** Null for a public client. */
  readonly clientSecret: string | null;
  readonly now: Date;
}

/** The claims with others in their place; a null takes one away. */
function overridden(claims: Claims, overrides: Claims): Claims {
  return Object.fromEntries(Object.entries({ ...claims, ...overrides }).filter(([, value]) => value !== null));
}

/** The token as this realm asserts it now: with other claims, or with a fault. */
export async function alteredToken(
  token: string,
  overrides: Claims,
  fault: IdpFault | null,
  context: TokenContext,
): Promise<string> {
  const header = decodeProtectedHeader(token) as JWTHeaderParameters;
  const claims = faultyClaims(overridden(decodeJwt(token), overrides), fault, context);
  switch (fault) {
    case "bad-signature": {
      const [head, body, signature = ""] = (await signed(header, claims, context.keys)).split(".");
      const bytes = Buffer.from(signature, "base64url");
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      return [head, body, bytes.toString("base64url")].join(".");
    }
    case "foreign-key": {
      const key = await newSigningKey(header.alg);
      return signed({ ...header, kid: key.kid as string }, claims, [key]);
    }
    case "alg-none":
      return `${encoded({ typ: "JWT", alg: "none" })}.${encoded(claims)}.`;
    case "alg-hs256": {
      const input = `${encoded({ typ: "JWT", alg: "HS256" })}.${encoded(claims)}`;
      const secret = context.clientSecret ?? String(claims["aud"]);
      return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
    }
    default:
      return signed(header, claims, context.keys);
  }
}

/** Signs with the key that the header names, or else with the current one of its algorithm. */
export async function signed(header: JWTHeaderParameters, claims: Claims, keys: readonly JWK[]): Promise<string> {
  const ofAlgorithm = keys.filter(({ alg }) => alg === header.alg);
  const key = ofAlgorithm.find(({ kid }) => kid === header.kid) ?? ofAlgorithm[0];
  if (key === undefined) throw new Error(`There is no key for ${header.alg}.`);
  return new SignJWT(claims).setProtectedHeader({ kid: key.kid as string, ...header }).sign(await importJWK(key));
}

/** Somebody whom no token is meant for. */
const somebodyElse = "somebody-else";

function faultyClaims(claims: Claims, fault: IdpFault | null, { issuer, now }: TokenContext): Claims {
  const seconds = Math.floor(now.getTime() / 1000);
  const hour = 3600;
  switch (fault) {
    case "wrong-issuer-in-token":
      return { ...claims, iss: `${issuer}-other` };
    case "wrong-audience":
      return { ...claims, aud: somebodyElse };
    case "wrong-azp":
      return { ...claims, aud: [claims["aud"], somebodyElse], azp: somebodyElse };
    case "expired":
      return { ...claims, iat: seconds - 2 * hour, exp: seconds - hour };
    case "issued-in-future":
      return { ...claims, iat: seconds + hour, exp: seconds + 2 * hour };
    case "missing-nonce":
      return overridden(claims, { nonce: null });
    case "wrong-nonce":
      return { ...claims, nonce: "another" };
    case "old-auth-time":
      return { ...claims, auth_time: seconds - 30 * 24 * hour };
    case "missing-sub":
      return overridden(claims, { sub: null });
    case "no-email":
      return withoutEmail(claims);
    default:
      return claims;
  }
}

/** What userinfo says, with other claims or a fault. */
export function alteredUserinfo(claims: Claims, overrides: Claims, fault: IdpFault | null): Claims {
  const asserted = overridden(claims, overrides);
  if (fault === "userinfo-mismatch") return { ...asserted, sub: somebodyElse };
  return fault === "no-email" ? withoutEmail(asserted) : asserted;
}

function withoutEmail(claims: Claims): Claims {
  return overridden(claims, { email: null, email_verified: null });
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
