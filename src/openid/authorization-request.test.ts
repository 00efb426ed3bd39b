import { describe, expect, it } from "vitest";
import { authorizationUrl, newSignInSecrets, type AuthorizationRequest } from "./authorization-request.ts";
import type { OpenIdMetadata, OpenIdProvider } from "./provider.ts";
import { issuer, redirectUri, secrets } from "./stand-in-issuer.ts";

const metadata: OpenIdMetadata = {
  issuer,
  authorizationEndpoint: `${issuer}/authorize`,
  tokenEndpoint: `${issuer}/token`,
  keysEndpoint: `${issuer}/keys`,
  userinfoEndpoint: null,
  endSessionEndpoint: null,
  namesItselfInResponses: false,
  sendsLogoutTokens: false,
  clientAuthentications: null,
  scopes: ["openid", "email", "profile", "groups"],
};

const provider: OpenIdProvider = {
  issuer,
  clientId: "gatehouse",
  clientSecret: "the-client-secret",
  clientAuthentication: "client_secret_basic",
  endpoints: null,
  maxAgeSeconds: null,
  acrValues: null,
  roleClaim: null,
};

const request: AuthorizationRequest = { secrets, redirectUri, loginHint: null, prompt: null };

interface Changes {
  readonly metadata?: Partial<OpenIdMetadata>;
  readonly provider?: Partial<OpenIdProvider>;
  readonly request?: Partial<AuthorizationRequest>;
}

async function parametersOf(changes: Changes = {}) {
  const url = await authorizationUrl(
    { ...metadata, ...changes.metadata },
    { ...provider, ...changes.provider },
    { ...request, ...changes.request },
  );
  return Object.fromEntries(new URL(url).searchParams);
}

const usual = {
  response_type: "code",
  client_id: "gatehouse",
  redirect_uri: redirectUri,
  scope: "openid email profile",
  state: secrets.state,
  nonce: secrets.nonce,
  code_challenge_method: "S256",
};

describe("the authorization request", () => {
  it("carries the state, the nonce and the hash of the verifier, and neither the verifier nor the secret", async () => {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secrets.codeVerifier));
    const challenge = Buffer.from(digest).toString("base64url");
    expect(await parametersOf()).toEqual({ ...usual, code_challenge: challenge });
    const url = await authorizationUrl(metadata, provider, request);
    expect(url).not.toContain(secrets.codeVerifier);
    expect(url).not.toContain("the-client-secret");
  });

  it("asks for what the provider's policy here wants", async () => {
    const parameters = await parametersOf({
      provider: { maxAgeSeconds: 0, acrValues: "phr mfa" },
      request: { loginHint: "ada@acme.example", prompt: "login" },
    });
    expect(parameters).toMatchObject({
      max_age: "0",
      acr_values: "phr mfa",
      login_hint: "ada@acme.example",
      prompt: "login",
    });
  });

  it("asks for groups only where they are wanted and there is such a scope", async () => {
    const roleClaim = "groups";
    expect((await parametersOf({ provider: { roleClaim } }))["scope"]).toBe("openid email profile groups");
    expect((await parametersOf({ provider: { roleClaim }, metadata: { scopes: null } }))["scope"]).toBe(usual.scope);
    expect((await parametersOf({ provider: { roleClaim: "roles" } }))["scope"]).toBe(usual.scope);
  });

  it("keeps an endpoint's own query but for what is ours to say", async () => {
    const authorizationEndpoint = `${issuer}/authorize?tenant=1&state=x&state=y&prompt=none&response_mode=fragment`;
    const parameters = await parametersOf({ metadata: { authorizationEndpoint } });
    expect(parameters).toMatchObject({ tenant: "1", state: secrets.state });
    expect(Object.keys(parameters)).not.toContain("prompt");
    expect(Object.keys(parameters)).not.toContain("response_mode");
  });

  it("has other secrets each time, of 256 bits each", () => {
    const drawn = [newSignInSecrets(), newSignInSecrets()].flatMap((each) => Object.values(each));
    expect(new Set(drawn).size).toBe(6);
    for (const secret of drawn) expect(secret).toMatch(/^[\w-]{43}$/);
  });
});
