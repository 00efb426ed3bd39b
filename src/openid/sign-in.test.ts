import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openIdChecks, type OpenIdCheck } from "./check.ts";
import type { SignInOutcome } from "./sign-in.ts";
import { issuer, issuerKeys, redirectUri, StandInIssuer, type IssuerKeys } from "./stand-in-issuer.ts";

let keys: IssuerKeys;
let idp: StandInIssuer;

beforeAll(async () => {
  keys = await issuerKeys();
});

beforeEach(() => {
  idp = new StandInIssuer(keys);
});

const outcomes = ({ checks }: SignInOutcome) =>
  Object.fromEntries(checks.map(({ check, outcome }) => [check, outcome])) as Record<OpenIdCheck, string>;

async function signedIn() {
  const { result } = await idp.complete();
  if (!result.ok) throw new Error(`Refused: ${JSON.stringify(result.failure)}`);
  return result.value;
}

describe("a sign-in through a provider that behaves", () => {
  it("comes to a person", async () => {
    expect(await signedIn()).toEqual({
      issuer,
      subject: "subject-1",
      email: "ada@acme.example",
      emailVerified: true,
      name: "Ada",
      roleValues: [],
      sessionId: null,
      hostedDomain: null,
      authenticatedAt: null,
      authenticationContext: null,
      idToken: expect.any(String),
    });
  });

  it("tells every check, in the protocol's order, and which had nothing to look at", async () => {
    const outcome = await idp.complete();
    expect(outcome.checks.map(({ check }) => check)).toEqual(openIdChecks);
    const expected = Object.fromEntries(openIdChecks.map((check) => [check, "passed"]));
    for (const check of [
      "id_token_authorized_party",
      "id_token_start_time",
      "access_token_hash",
      "authentication_time",
      "authentication_context",
      "userinfo",
      "userinfo_subject",
    ]) {
      expected[check] = "not_applicable";
    }
    expect(outcomes(outcome)).toEqual(expected);
  });

  it("can pass every single check", async () => {
    idp.provider = { ...idp.provider, maxAgeSeconds: 600, acrValues: "mfa phr", roleClaim: "groups" };
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(idp.accessToken));
    const half = new Uint8Array(digest).subarray(0, 16);
    Object.assign(idp.claims, {
      aud: ["gatehouse", "another"],
      azp: "gatehouse",
      nbf: idp.now / 1_000,
      auth_time: idp.now / 1_000 - 500,
      acr: "phr",
      at_hash: Buffer.from(half).toString("base64url"),
    });
    idp.userinfo["groups"] = ["staff"];
    const outcome = await idp.complete();
    expect(new Set(Object.values(outcomes(outcome)))).toEqual(new Set(["passed"]));
  });

  it("shows what the provider has said", async () => {
    delete idp.claims["email"];
    const { claims } = await idp.complete();
    expect(claims).toEqual({ idToken: idp.claims, userinfo: idp.userinfo });
  });

  it("redeems the code with the verifier, the callback and the client's secret", async () => {
    await signedIn();
    const [, token] = idp.calls;
    expect(token).toMatchObject({ url: `${issuer}/token`, method: "POST" });
    expect(Object.fromEntries(new URLSearchParams(token?.body))).toEqual({
      grant_type: "authorization_code",
      code: "the-code",
      redirect_uri: redirectUri,
      code_verifier: "v".repeat(43),
    });
    expect(token?.headers.get("authorization")).toBe(`Basic ${btoa("gatehouse:the%2Dclient%2Dsecret")}`);
    expect([...(token?.headers.keys() ?? [])].toSorted()).toEqual([
      "accept",
      "authorization",
      "content-type",
      "user-agent",
    ]);
  });

  it("sends the secret in the body to who wants it there, and none for a public client", async () => {
    idp.provider = { ...idp.provider, clientAuthentication: "client_secret_post" };
    await signedIn();
    const posted = new URLSearchParams(idp.calls[1]?.body);
    expect([posted.get("client_id"), posted.get("client_secret")]).toEqual(["gatehouse", "the-client-secret"]);
    expect(idp.calls[1]?.headers.has("authorization")).toBe(false);

    idp.calls.length = 0;
    idp.provider = { ...idp.provider, clientAuthentication: "none", clientSecret: null };
    await signedIn();
    const open = new URLSearchParams(idp.calls[1]?.body);
    expect([open.get("client_id"), open.get("client_secret")]).toEqual(["gatehouse", null]);
    expect(idp.calls[1]?.headers.has("authorization")).toBe(false);
  });

  it("reads metadata and keys anew each time: a key that was withdrawn verifies nothing any more", async () => {
    await signedIn();
    idp.publicJwks = [(await issuerKeys("RS256", "key-2")).publicJwk];
    const { result } = await idp.complete();
    expect(result).toEqual({ ok: false, failure: { reason: "unknown_key", keyId: "key-1" } });
  });

  it("goes by endpoints that were typed in, and asks for no metadata", async () => {
    const endpoints = { authorization: `${issuer}/authorize`, token: `${issuer}/token`, jwks: `${issuer}/keys` };
    idp.provider = { ...idp.provider, endpoints };
    delete idp.response["iss"];
    const outcome = await idp.complete();
    expect(outcome.result.ok).toBe(true);
    expect(outcomes(outcome)).toMatchObject({
      metadata: "not_applicable",
      metadata_issuer: "not_applicable",
      response_issuer: "not_applicable",
      endpoints: "passed",
      userinfo: "not_applicable",
    });
    expect(idp.calls.map(({ url }) => url)).toEqual([`${issuer}/token`, `${issuer}/keys`]);
  });

  it.each(["RS512", "PS256", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"])("may be signed with %s", async (alg) => {
    idp = new StandInIssuer(await issuerKeys(alg));
    idp.header = { alg, kid: "key-1" };
    await signedIn();
  });

  it("finds the key among several when the token does not say which it is", async () => {
    const others = [await issuerKeys("RS256", "key-0"), await issuerKeys("RS256", "key-2")];
    idp.publicJwks = [others[0]?.publicJwk ?? {}, keys.publicJwk, others[1]?.publicJwk ?? {}];
    idp.header = { alg: "RS256" };
    await signedIn();
  });

  it("tolerates clocks that are a minute apart, in either direction", async () => {
    Object.assign(idp.claims, { exp: idp.now / 1_000 - 59, iat: idp.now / 1_000 - 300 });
    await signedIn();
    const soon = idp.now / 1_000 + 60;
    Object.assign(idp.claims, { exp: soon + 300, iat: soon, nbf: soon });
    await signedIn();
  });
});

describe("the person", () => {
  it("has what userinfo says where the ID token is silent", async () => {
    idp.provider = { ...idp.provider, roleClaim: "groups" };
    for (const claim of ["email", "email_verified", "name"]) delete idp.claims[claim];
    Object.assign(idp.userinfo, { given_name: "Ada", family_name: "Byron", groups: ["staff", 7, "admins"] });
    expect(await signedIn()).toMatchObject({
      email: "ada@acme.example",
      emailVerified: true,
      name: "Ada Byron",
      roleValues: ["staff", "admins"],
    });
    expect(idp.calls.at(-1)?.headers.get("authorization")).toBe("Bearer the-access-token");
  });

  it("has no verified address because another address is verified", async () => {
    delete idp.claims["email_verified"];
    idp.userinfo["email"] = "somebody.else@acme.example";
    expect(await signedIn()).toMatchObject({ email: "ada@acme.example", emailVerified: null });
  });

  it.each([
    [true, true],
    ["true", true],
    [false, false],
    ["false", false],
    ["yes", false],
    [1, false],
    [{}, false],
  ])("has an address that is verified only when the claim says so: %s", async (claim, verified) => {
    idp.claims["email_verified"] = claim;
    expect((await signedIn()).emailVerified).toBe(verified);
  });

  it("has no address when the claim is no text", async () => {
    idp.claims["email"] = ["ada@acme.example", "root@acme.example"];
    delete idp.userinfo["email"];
    expect(await signedIn()).toMatchObject({ email: null, emailVerified: null });
  });

  it.each([
    ["groups", { groups: ["a", "b"] }, ["a", "b"]],
    ["role", { role: "admin" }, ["admin"]],
    ["https://acme.example/roles", { "https://acme.example/roles": ["x"] }, ["x"]],
    ["realm_access.roles", { realm_access: { roles: ["r"] } }, ["r"]],
    ["toString", {}, []],
    ["constructor.name", {}, []],
    ["groups", { groups: { admin: true } }, []],
    ["groups", { groups: [["admin"], null] }, []],
  ])("has the values of the role claim %s", async (roleClaim, claims, values) => {
    idp.provider = { ...idp.provider, roleClaim };
    Object.assign(idp.claims, claims);
    expect((await signedIn()).roleValues).toEqual(values);
  });

  it("brings the organization that manages the account, of the ID token and of nothing that is no text", async () => {
    idp.claims["hd"] = "acme.example";
    expect((await signedIn()).hostedDomain).toBe("acme.example");
    idp.claims["hd"] = ["acme.example"];
    expect((await signedIn()).hostedDomain).toBeNull();
  });

  it("brings what a logout may name later", async () => {
    idp.claims["sid"] = "session-1";
    idp.claims["auth_time"] = idp.now / 1_000 - 5;
    expect(await signedIn()).toMatchObject({ sessionId: "session-1", authenticatedAt: new Date(idp.now - 5_000) });
  });
});
