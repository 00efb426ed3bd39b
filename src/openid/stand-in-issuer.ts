import { base64url, CompactSign, exportJWK, generateKeyPair, type CryptoKey, type JWK } from "jose";
import { DnsResolver } from "../dns/resolver.ts";
import { Egress } from "../egress/egress.ts";
import { base64Url } from "../identifiers/digest.ts";
import type { OpenIdProvider, SignInSecrets } from "./provider.ts";
import { completeSignIn, type SignInOutcome } from "./sign-in.ts";

export const issuer = "https://idp.example.com/realm";
export const redirectUri = "https://acme.app.gatehouse.example/api/auth/sso/callback/sso_1";

const resolverUrl = "https://dns.example/dns-query";

export const secrets: SignInSecrets = { state: "the-state", nonce: "the-nonce", codeVerifier: "v".repeat(43) };

type Claims = Record<string, unknown>;

/** What an issuer keeps for longer than one test: making keys takes a while. */
export interface IssuerKeys {
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

export async function issuerKeys(algorithm = "RS256", keyId = "key-1"): Promise<IssuerKeys> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  return { privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid: keyId, use: "sig", alg: algorithm } };
}

/** An OpenID provider in memory, for tests. It behaves, until a test changes what it says. */
export class StandInIssuer {
  readonly now = Date.parse("2026-11-21T12:00:00Z");
  readonly accessToken = "the-access-token";
  /** Every call that went out, resolver excepted. */
  readonly calls: { url: string; method: string; headers: Headers; body: string }[] = [];

  provider: OpenIdProvider = {
    issuer,
    clientId: "gatehouse",
    clientSecret: "the-client-secret",
    clientAuthentication: "client_secret_basic",
    endpoints: null,
    maxAgeSeconds: null,
    acrValues: null,
    roleClaim: null,
  };
  metadata: Claims = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    userinfo_endpoint: `${issuer}/userinfo`,
    end_session_endpoint: `${issuer}/logout`,
    authorization_response_iss_parameter_supported: true,
  };
  response: Record<string, string> = { state: secrets.state, code: "the-code", iss: issuer };
  header: Claims = { alg: "RS256", kid: "key-1", typ: "JWT" };
  claims: Claims = {
    iss: issuer,
    sub: "subject-1",
    aud: "gatehouse",
    exp: this.now / 1_000 + 300,
    iat: this.now / 1_000,
    nonce: secrets.nonce,
    email: "ada@acme.example",
    email_verified: true,
    name: "Ada",
  };
  userinfo: Claims = { sub: "subject-1", email: "ada@acme.example", email_verified: true };
  /** Where its names lead, the next time somebody asks. */
  addresses: readonly string[] = ["93.184.216.34"];
  /** Changes an answer on its way out, by the last part of its path. */
  answers: Record<string, (usual: Response) => Response | Promise<Response>> = {};
  /** What is handed out as ID token, when it is not the claims above signed with the key above. */
  idToken: string | null | undefined;
  publicJwks: JWK[];

  readonly #keys: IssuerKeys;

  constructor(keys: IssuerKeys) {
    this.#keys = keys;
    this.publicJwks = [keys.publicJwk];
  }

  readonly egress = new Egress({
    fetch: async (url, init) => this.#answer(url, init),
    resolver: new DnsResolver(resolverUrl, async (url) => this.#resolve(url), 60_000),
    localOrigins: new Set(["http://idp.localhost:8787"]),
    limits: { milliseconds: 60_000, bytes: 256 * 1024 },
  });

  /** A token with this issuer's key, or with another. */
  async sign(claims: Claims = this.claims, header: Claims = this.header, key = this.#keys.privateKey): Promise<string> {
    const payload = new TextEncoder().encode(JSON.stringify(claims));
    return new CompactSign(payload).setProtectedHeader({ alg: "RS256", ...header }).sign(key);
  }

  async complete(): Promise<SignInOutcome> {
    const response = new URLSearchParams(this.response);
    return completeSignIn({ provider: this.provider, secrets, redirectUri, response }, this.egress, () => this.now);
  }

  async #answer(url: string, init: RequestInit): Promise<Response> {
    const body = typeof init.body === "string" ? init.body : "";
    this.calls.push({ url, method: init.method ?? "GET", headers: new Headers(init.headers), body });
    const part = url.split("/").at(-1) ?? "";
    const usual = Response.json(await this.#document(part));
    return (await this.answers[part]?.(usual)) ?? usual;
  }

  async #document(part: string): Promise<unknown> {
    switch (part) {
      case "openid-configuration":
        return this.metadata;
      case "keys":
        return { keys: this.publicJwks };
      case "userinfo":
        return this.userinfo;
      default: {
        const idToken = this.idToken === undefined ? await this.sign() : this.idToken;
        return { access_token: this.accessToken, token_type: "Bearer", ...(idToken !== null && { id_token: idToken }) };
      }
    }
  }

  #resolve(url: string): Response {
    const type = new URL(url).searchParams.get("type");
    const data = this.addresses.filter((address) => address.includes(":") === (type === "AAAA"));
    return Response.json({ Status: 0, Answer: data.map((text) => ({ type: type === "A" ? 1 : 28, data: text })) });
  }
}

/** A token without a signature: whoever reads the header believes that it needs none. */
export function unsignedToken(claims: Claims, header: Claims = { alg: "none" }): string {
  const parts = [header, claims].map((part) => base64url.encode(JSON.stringify(part)));
  return `${parts.join(".")}.`;
}

/** A token signed with a secret that both sides, or everybody, know. */
export async function tokenWithSharedSecret(claims: Claims, secret: string): Promise<string> {
  const parts = [{ alg: "HS256", kid: "key-1" }, claims].map((part) => base64url.encode(JSON.stringify(part)));
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const signature = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(parts.join(".")));
  return [...parts, base64Url(new Uint8Array(signature))].join(".");
}
