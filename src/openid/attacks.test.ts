import { base64url, exportJWK, exportSPKI, generateKeyPair } from "jose";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openIdAdvice } from "./advice.ts";
import { openIdChecks, type OpenIdCheck } from "./check.ts";
import type { OpenIdFailure } from "./failure.ts";
import {
  issuer,
  issuerKeys,
  StandInIssuer,
  tokenWithSharedSecret,
  unsignedToken,
  type IssuerKeys,
} from "./stand-in-issuer.ts";

let keys: IssuerKeys;
let attackers: IssuerKeys;
let idp: StandInIssuer;

beforeAll(async () => {
  keys = await issuerKeys();
  attackers = await issuerKeys();
});

beforeEach(() => {
  idp = new StandInIssuer(keys);
});

/** The sign-in fails at this check and for this reason, those before it hold, and nothing after it is looked at. */
async function expectRefusal(check: OpenIdCheck, failure: OpenIdFailure): Promise<void> {
  const { result, checks } = await idp.complete();
  expect(result).toEqual({ ok: false, failure });
  expect(openIdAdvice[failure.reason].advice).not.toBe("");
  const place = openIdChecks.indexOf(check);
  for (const [index, { outcome }] of checks.entries()) {
    // Metadata comes first where a sign-in begins; where it ends, nobody is asked before the state is right.
    if (index < place && check === "response_state") expect(outcome, openIdChecks[index]).toBe("not_reached");
    else if (index < place) expect(["passed", "not_applicable"], openIdChecks[index]).toContain(outcome);
    else expect(outcome, openIdChecks[index]).toBe(index === place ? "failed" : "not_reached");
  }
}

const seconds = () => idp.now / 1_000;
const at = (time: number) => new Date(time * 1_000).toISOString();
const now = "2026-11-21T12:00:00.000Z";

describe("an answer that comes back to the callback", () => {
  it("of another sign-in is refused before anybody is asked anything", async () => {
    idp.response["state"] = "another-state";
    await expectRefusal("response_state", { reason: "wrong_state" });
    expect(idp.calls).toEqual([]);
  });

  it("without a state is refused", async () => {
    delete idp.response["state"];
    await expectRefusal("response_state", { reason: "wrong_state" });
  });

  it("that does not say whom it comes from is refused when its provider always does", async () => {
    delete idp.response["iss"];
    await expectRefusal("response_issuer", { reason: "missing_response_issuer" });
    expect(idp.calls.map(({ url }) => url)).toEqual([`${issuer}/.well-known/openid-configuration`]);
  });

  it.each([true, false])("from another issuer is refused, whether or not it had to say so (%s)", async (announced) => {
    idp.metadata["authorization_response_iss_parameter_supported"] = announced;
    idp.response["iss"] = "https://evil.example";
    const failure = { expected: issuer, received: "https://evil.example" };
    await expectRefusal("response_issuer", { reason: "wrong_response_issuer", ...failure });
  });

  it("with an error is checked for its issuer, too", async () => {
    idp.response = { state: "the-state", error: "access_denied", iss: "https://evil.example" };
    const failure = { expected: issuer, received: "https://evil.example" };
    await expectRefusal("response_issuer", { reason: "wrong_response_issuer", ...failure });
  });

  it("with an error tells what the provider says, as text and not at length", async () => {
    const description = `not assigned\u0000\u202e<b> ${"x".repeat(400)}`;
    idp.response = { state: "the-state", error: "access_denied", error_description: description, iss: issuer };
    const told = `not assigned  <b> ${"x".repeat(400)}`.slice(0, 300);
    await expectRefusal("response_code", { reason: "provider_refused", error: "access_denied", description: told });
  });

  it("without a code is refused", async () => {
    delete idp.response["code"];
    await expectRefusal("response_code", { reason: "malformed_response", detail: "code" });
  });

  it("with tokens that nobody asked for is refused", async () => {
    idp.response["id_token"] = await idp.sign();
    const detail = "parameters that were not asked for";
    await expectRefusal("response_code", { reason: "malformed_response", detail });
  });
});

describe("a code", () => {
  it("that was used before is refused, as the provider says", async () => {
    const body = { error: "invalid_grant", error_description: "code used" };
    idp.answers["token"] = () => Response.json(body, { status: 400 });
    const failure = { status: 400, error: "invalid_grant", description: "code used" };
    await expectRefusal("token_response", { reason: "code_refused", ...failure });
  });

  it("is not redeemed for a client whose secret is wrong", async () => {
    idp.answers["token"] = () => Response.json({ error: "invalid_client" }, { status: 401 });
    const failure = { error: "invalid_client", description: null } as const;
    await expectRefusal("token_response", { reason: "client_refused", ...failure });
  });

  it("brings nothing when the answer is no bearer token", async () => {
    idp.answers["token"] = () => Response.json({ access_token: "x", token_type: "mac" });
    await expectRefusal("token_response", { reason: "malformed_token_response", detail: "token_type" });
    idp.answers["token"] = () => Response.json(["x"]);
    await expectRefusal("token_response", { reason: "malformed_token_response", detail: "no JSON object" });
  });

  it("brings nobody when there is no ID token", async () => {
    idp.idToken = null;
    await expectRefusal("id_token_form", { reason: "missing_id_token" });
  });
});

describe("an ID token", () => {
  it.each(["", "x", "a.b", "a.b.c", "a.b.c.d.e", "🙂.🙂.🙂"])("that is none is refused: %s", async (text) => {
    idp.idToken = text;
    await expectRefusal("id_token_form", { reason: "malformed_id_token", detail: "no signed JWT" });
  });

  it("that wants something understood that nobody here does is refused", async () => {
    idp.idToken = unsignedToken(idp.claims, { alg: "RS256", kid: "key-1", crit: ["b64"], b64: false });
    await expectRefusal("id_token_form", { reason: "malformed_id_token", detail: "no signed JWT" });
  });

  it.each(["iss", "aud", "exp", "iat"])("without %s is refused", async (claim) => {
    delete idp.claims[claim];
    await expectRefusal("id_token_form", { reason: "malformed_id_token", detail: claim });
  });

  it.each([
    ["exp", "1999999999"],
    ["iat", null],
    ["aud", { gatehouse: true }],
    ["iss", ["https://idp.example.com/realm"]],
    ["nonce", ["the-nonce"]],
  ])("whose %s is of another type is refused: %s", async (claim, value) => {
    idp.claims[claim] = value;
    await expectRefusal("id_token_form", { reason: "malformed_id_token", detail: claim });
  });

  it.each(["none", "None", "NONE", "nOnE", ""])("without a signature is refused: %s", async (alg) => {
    idp.idToken = unsignedToken(idp.claims, { alg });
    await expectRefusal("id_token_algorithm", { reason: "refused_algorithm", algorithm: alg });
  });

  it("signed with the client's secret is refused", async () => {
    idp.idToken = await tokenWithSharedSecret(idp.claims, idp.provider.clientSecret ?? "");
    await expectRefusal("id_token_algorithm", { reason: "refused_algorithm", algorithm: "HS256" });
  });

  it("signed with the public key as if it were a secret is refused", async () => {
    const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
    idp = new StandInIssuer({ privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid: "key-1" } });
    idp.idToken = await tokenWithSharedSecret(idp.claims, await exportSPKI(publicKey));
    await expectRefusal("id_token_algorithm", { reason: "refused_algorithm", algorithm: "HS256" });
  });

  it("signed with a secret that the issuer publishes as a key is refused", async () => {
    const secret = "a secret that everybody can read";
    idp.publicJwks = [{ kty: "oct", k: base64url.encode(secret), kid: "key-1" }];
    idp.idToken = await tokenWithSharedSecret(idp.claims, secret);
    await expectRefusal("id_token_algorithm", { reason: "refused_algorithm", algorithm: "HS256" });
  });

  it("signed with somebody else's key of the same name is refused", async () => {
    idp.idToken = await idp.sign(idp.claims, idp.header, attackers.privateKey);
    await expectRefusal("id_token_signature", { reason: "wrong_signature" });
  });

  it("that brings its own key is verified with the issuer's", async () => {
    const header = {
      ...idp.header,
      jwk: attackers.publicJwk,
      jku: "https://evil.example/keys",
      x5u: "https://evil.example",
    };
    idp.idToken = await idp.sign(idp.claims, header, attackers.privateKey);
    await expectRefusal("id_token_signature", { reason: "wrong_signature" });
    expect(idp.calls.map(({ url }) => new URL(url).host)).not.toContain("evil.example");
  });

  it("that was changed after it was signed is refused", async () => {
    const [header, , signature] = (await idp.sign()).split(".");
    const changed = base64url.encode(JSON.stringify({ ...idp.claims, email: "ceo@acme.example" }));
    idp.idToken = [header, changed, signature].join(".");
    await expectRefusal("id_token_signature", { reason: "wrong_signature" });
  });

  it("whose signature was cut off is refused", async () => {
    idp.idToken = `${(await idp.sign()).split(".").slice(0, 2).join(".")}.`;
    await expectRefusal("id_token_signature", { reason: "wrong_signature" });
  });

  it("signed with none of several keys, and without naming one, is refused", async () => {
    idp.publicJwks = [keys.publicJwk, (await issuerKeys("RS256", "key-2")).publicJwk];
    idp.idToken = await idp.sign(idp.claims, { alg: "RS256" }, attackers.privateKey);
    await expectRefusal("id_token_signature", { reason: "wrong_signature" });
  });

  it("signed with a key that is not published is refused", async () => {
    idp.header = { alg: "RS256", kid: "key-9" };
    await expectRefusal("id_token_signature", { reason: "unknown_key", keyId: "key-9" });
  });

  it("signed with a key that is meant for encryption is refused", async () => {
    idp.publicJwks = [{ ...keys.publicJwk, use: "enc" }];
    await expectRefusal("id_token_signature", { reason: "unknown_key", keyId: "key-1" });
  });

  it.each(["https://evil.example", `${issuer}/`, issuer.toUpperCase(), ""])(
    "of another issuer is refused: %s",
    async (iss) => {
      idp.claims["iss"] = iss;
      await expectRefusal("id_token_issuer", { reason: "wrong_issuer", expected: issuer, received: iss });
    },
  );

  it.each([
    ["another-client", "another-client"],
    [["a", "b"], "a, b"],
    [[], ""],
    ["Gatehouse", "Gatehouse"],
  ])("for another client is refused: %s", async (aud, received) => {
    idp.claims["aud"] = aud;
    await expectRefusal("id_token_audience", { reason: "wrong_audience", expected: "gatehouse", received });
  });

  it("for several clients is refused when another one asked for it, or nobody knows which", async () => {
    const failure = { reason: "wrong_authorized_party", expected: "gatehouse" } as const;
    idp.claims["aud"] = ["gatehouse", "another"];
    await expectRefusal("id_token_authorized_party", { ...failure, received: null });
    idp.claims["azp"] = "another";
    await expectRefusal("id_token_authorized_party", { ...failure, received: "another" });
    idp.claims["aud"] = "gatehouse";
    await expectRefusal("id_token_authorized_party", { ...failure, received: "another" });
  });

  it("that has expired is refused", async () => {
    idp.claims["exp"] = seconds() - 60;
    await expectRefusal("id_token_expiry", { reason: "expired", expiredAt: at(seconds() - 60), now });
  });

  it("from the future is refused", async () => {
    idp.claims["iat"] = seconds() + 61;
    await expectRefusal("id_token_issue_time", { reason: "issued_in_the_future", issuedAt: at(seconds() + 61), now });
  });

  it("that was put aside is refused, however long it says it holds", async () => {
    Object.assign(idp.claims, { iat: seconds() - 661, exp: seconds() + 86_400 });
    await expectRefusal("id_token_issue_time", { reason: "issued_too_long_ago", issuedAt: at(seconds() - 661), now });
  });

  it("that is not valid yet is refused", async () => {
    idp.claims["nbf"] = seconds() + 61;
    await expectRefusal("id_token_start_time", { reason: "not_yet_valid", validFrom: at(seconds() + 61), now });
  });

  it("of a sign-in without a nonce is refused", async () => {
    delete idp.claims["nonce"];
    await expectRefusal("id_token_nonce", { reason: "missing_nonce" });
  });

  it("of another sign-in is refused", async () => {
    idp.claims["nonce"] = "another-nonce";
    await expectRefusal("id_token_nonce", { reason: "wrong_nonce" });
  });

  it.each([undefined, "", "x".repeat(256)])("about nobody is refused: %s", async (sub) => {
    idp.claims["sub"] = sub;
    await expectRefusal("id_token_subject", { reason: "missing_subject" });
  });

  it("that belongs to another access token is refused", async () => {
    idp.claims["at_hash"] = "77QmUPtjPfzWtF2AnpK9RQ";
    await expectRefusal("access_token_hash", { reason: "wrong_access_token_hash" });
  });

  it("of an old sign-in is refused where a recent one is asked for", async () => {
    idp.provider = { ...idp.provider, maxAgeSeconds: 300 };
    await expectRefusal("authentication_time", { reason: "missing_authentication_time" });
    idp.claims["auth_time"] = seconds() - 361;
    const failure = { authenticatedAt: at(seconds() - 361), maxAgeSeconds: 300 };
    await expectRefusal("authentication_time", { reason: "authentication_too_old", ...failure });
  });

  it("of a weaker sign-in is refused where a strong one is asked for", async () => {
    idp.provider = { ...idp.provider, acrValues: "phr phrh" };
    const failure = { reason: "wrong_authentication_context", expected: "phr phrh" } as const;
    await expectRefusal("authentication_context", { ...failure, received: null });
    idp.claims["acr"] = "phr phrh";
    await expectRefusal("authentication_context", { ...failure, received: "phr phrh" });
    idp.claims["acr"] = "0";
    await expectRefusal("authentication_context", { ...failure, received: "0" });
  });
});

describe("userinfo", () => {
  beforeEach(() => {
    delete idp.claims["email"];
  });

  it.each(["subject-2", undefined, ["subject-1"]])("about somebody else is refused: %s", async (sub) => {
    idp.userinfo = { ...idp.userinfo, sub, email: "ceo@acme.example" };
    await expectRefusal("userinfo_subject", { reason: "wrong_userinfo_subject" });
  });

  it("that is no object is refused", async () => {
    idp.answers["userinfo"] = () => Response.json([idp.userinfo]);
    await expectRefusal("userinfo", { reason: "malformed_userinfo", detail: "no JSON object" });
  });

  it("that is refused to us is no userinfo", async () => {
    idp.answers["userinfo"] = () => Response.json({ error: "invalid_token" }, { status: 401 });
    const failure = { host: "idp.example.com", status: 401, call: "userinfo" } as const;
    await expectRefusal("userinfo", { reason: "status", ...failure });
  });

  it("may be a signed token of the issuer, and of nobody else", async () => {
    const answerWith = (text: string) => {
      idp.answers["userinfo"] = () => new Response(text, { headers: { "content-type": "application/jwt" } });
    };
    const claims = { ...idp.userinfo, iss: issuer, aud: "gatehouse" };
    answerWith(await idp.sign(claims));
    expect((await idp.complete()).result).toMatchObject({ ok: true, value: { email: "ada@acme.example" } });
    answerWith(await idp.sign(claims, idp.header, attackers.privateKey));
    await expectRefusal("userinfo", { reason: "wrong_signature" });
    answerWith(unsignedToken(claims));
    await expectRefusal("userinfo", { reason: "refused_algorithm", algorithm: "none" });
    answerWith(await idp.sign({ ...claims, aud: "another" }));
    await expectRefusal("userinfo", { reason: "wrong_audience", expected: "gatehouse", received: "another" });
    answerWith(await idp.sign({ ...claims, iss: "https://evil.example" }));
    const failure = { expected: issuer, received: "https://evil.example" };
    await expectRefusal("userinfo", { reason: "wrong_issuer", ...failure });
    answerWith("no token");
    await expectRefusal("userinfo", { reason: "malformed_userinfo", detail: "no signed JWT" });
  });
});
