import { base64url, exportJWK, exportSPKI, generateKeyPair } from "jose";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { expectRefusal } from "./refusal-expectation.ts";
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

const seconds = () => idp.now / 1_000;
const at = (time: number) => new Date(time * 1_000).toISOString();
const now = "2026-11-21T12:00:00.000Z";

describe("an ID token", () => {
  it.each(["", "x", "a.b", "a.b.c", "a.b.c.d.e", "🙂.🙂.🙂"])("that is none is refused: %s", async (text) => {
    idp.idToken = text;
    await expectRefusal(idp, "id_token_form", { reason: "malformed_id_token", detail: "no signed JWT" });
  });

  it("that wants something understood that nobody here does is refused", async () => {
    idp.idToken = unsignedToken(idp.claims, { alg: "RS256", kid: "key-1", crit: ["b64"], b64: false });
    await expectRefusal(idp, "id_token_form", { reason: "malformed_id_token", detail: "no signed JWT" });
  });

  it.each(["iss", "aud", "exp", "iat"])("without %s is refused", async (claim) => {
    delete idp.claims[claim];
    await expectRefusal(idp, "id_token_form", { reason: "malformed_id_token", detail: claim });
  });

  it.each([
    ["exp", "1999999999"],
    ["iat", null],
    ["aud", { gatehouse: true }],
    ["iss", ["https://idp.example.com/realm"]],
    ["nonce", ["the-nonce"]],
  ])("whose %s is of another type is refused: %s", async (claim, value) => {
    idp.claims[claim] = value;
    await expectRefusal(idp, "id_token_form", { reason: "malformed_id_token", detail: claim });
  });

  it.each(["none", "None", "NONE", "nOnE", ""])("without a signature is refused: %s", async (alg) => {
    idp.idToken = unsignedToken(idp.claims, { alg });
    await expectRefusal(idp, "id_token_algorithm", { reason: "refused_algorithm", algorithm: alg });
  });

  it("signed with the client's secret is refused", async () => {
    idp.idToken = await tokenWithSharedSecret(idp.claims, idp.provider.clientSecret ?? "");
    await expectRefusal(idp, "id_token_algorithm", { reason: "refused_algorithm", algorithm: "HS256" });
  });

  it("signed with the public key as if it were a secret is refused", async () => {
    const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
    idp = new StandInIssuer({ privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid: "key-1" } });
    idp.idToken = await tokenWithSharedSecret(idp.claims, await exportSPKI(publicKey));
    await expectRefusal(idp, "id_token_algorithm", { reason: "refused_algorithm", algorithm: "HS256" });
  });

  it("signed with a secret that the issuer publishes as a key is refused", async () => {
    const secret = "a secret that everybody can read";
    idp.publicJwks = [{ kty: "oct", k: base64url.encode(secret), kid: "key-1" }];
    idp.idToken = await tokenWithSharedSecret(idp.claims, secret);
    await expectRefusal(idp, "id_token_algorithm", { reason: "refused_algorithm", algorithm: "HS256" });
  });

  it("signed with somebody else's key of the same name is refused", async () => {
    idp.idToken = await idp.sign(idp.claims, idp.header, attackers.privateKey);
    await expectRefusal(idp, "id_token_signature", { reason: "wrong_signature" });
  });

  it("that brings its own key is verified with the issuer's", async () => {
    const header = {
      ...idp.header,
      jwk: attackers.publicJwk,
      jku: "https://evil.example/keys",
      x5u: "https://evil.example",
    };
    idp.idToken = await idp.sign(idp.claims, header, attackers.privateKey);
    await expectRefusal(idp, "id_token_signature", { reason: "wrong_signature" });
    expect(idp.calls.map(({ url }) => new URL(url).host)).not.toContain("evil.example");
  });

  it("that was changed after it was signed is refused", async () => {
    const [header, , signature] = (await idp.sign()).split(".");
    const changed = base64url.encode(JSON.stringify({ ...idp.claims, email: "ceo@acme.example" }));
    idp.idToken = [header, changed, signature].join(".");
    await expectRefusal(idp, "id_token_signature", { reason: "wrong_signature" });
  });

  it("whose signature was cut off is refused", async () => {
    idp.idToken = `${(await idp.sign()).split(".").slice(0, 2).join(".")}.`;
    await expectRefusal(idp, "id_token_signature", { reason: "wrong_signature" });
  });

  it("signed with none of several keys, and without naming one, is refused", async () => {
    idp.publicJwks = [keys.publicJwk, (await issuerKeys("RS256", "key-2")).publicJwk];
    idp.idToken = await idp.sign(idp.claims, { alg: "RS256" }, attackers.privateKey);
    await expectRefusal(idp, "id_token_signature", { reason: "wrong_signature" });
  });

  it("signed with a key that is not published is refused", async () => {
    idp.header = { alg: "RS256", kid: "key-9" };
    await expectRefusal(idp, "id_token_signature", { reason: "unknown_key", keyId: "key-9" });
  });

  it("signed with a key that is meant for encryption is refused", async () => {
    idp.publicJwks = [{ ...keys.publicJwk, use: "enc" }];
    await expectRefusal(idp, "id_token_signature", { reason: "unknown_key", keyId: "key-1" });
  });

  it.each(["https://evil.example", `${issuer}/`, issuer.toUpperCase(), ""])(
    "of another issuer is refused: %s",
    async (iss) => {
      idp.claims["iss"] = iss;
      await expectRefusal(idp, "id_token_issuer", { reason: "wrong_issuer", expected: issuer, received: iss });
    },
  );

  it.each([
    ["another-client", "another-client"],
    [["a", "b"], "a, b"],
    [[], ""],
    ["Gatehouse", "Gatehouse"],
  ])("for another client is refused: %s", async (aud, received) => {
    idp.claims["aud"] = aud;
    await expectRefusal(idp, "id_token_audience", { reason: "wrong_audience", expected: "gatehouse", received });
  });

  it("for several clients is refused when another one asked for it, or nobody knows which", async () => {
    const failure = { reason: "wrong_authorized_party", expected: "gatehouse" } as const;
    idp.claims["aud"] = ["gatehouse", "another"];
    await expectRefusal(idp, "id_token_authorized_party", { ...failure, received: null });
    idp.claims["azp"] = "another";
    await expectRefusal(idp, "id_token_authorized_party", { ...failure, received: "another" });
    idp.claims["aud"] = "gatehouse";
    await expectRefusal(idp, "id_token_authorized_party", { ...failure, received: "another" });
  });

  it("that has expired is refused", async () => {
    idp.claims["exp"] = seconds() - 60;
    await expectRefusal(idp, "id_token_expiry", { reason: "expired", expiredAt: at(seconds() - 60), now });
  });

  it("from the future is refused", async () => {
    idp.claims["iat"] = seconds() + 61;
    await expectRefusal(idp, "id_token_issue_time", {
      reason: "issued_in_the_future",
      issuedAt: at(seconds() + 61),
      now,
    });
  });

  it("that was put aside is refused, however long it says it holds", async () => {
    Object.assign(idp.claims, { iat: seconds() - 661, exp: seconds() + 86_400 });
    await expectRefusal(idp, "id_token_issue_time", {
      reason: "issued_too_long_ago",
      issuedAt: at(seconds() - 661),
      now,
    });
  });

  it("that is not valid yet is refused", async () => {
    idp.claims["nbf"] = seconds() + 61;
    await expectRefusal(idp, "id_token_start_time", { reason: "not_yet_valid", validFrom: at(seconds() + 61), now });
  });

  it("of a sign-in without a nonce is refused", async () => {
    delete idp.claims["nonce"];
    await expectRefusal(idp, "id_token_nonce", { reason: "missing_nonce" });
  });

  it("of another sign-in is refused", async () => {
    idp.claims["nonce"] = "another-nonce";
    await expectRefusal(idp, "id_token_nonce", { reason: "wrong_nonce" });
  });

  it.each([undefined, "", "x".repeat(256)])("about nobody is refused: %s", async (sub) => {
    idp.claims["sub"] = sub;
    await expectRefusal(idp, "id_token_subject", { reason: "missing_subject" });
  });

  it("that belongs to another access token is refused", async () => {
    idp.claims["at_hash"] = "77QmUPtjPfzWtF2AnpK9RQ";
    await expectRefusal(idp, "access_token_hash", { reason: "wrong_access_token_hash" });
  });

  it("of an old sign-in is refused where a recent one is asked for", async () => {
    idp.provider = { ...idp.provider, maxAgeSeconds: 300 };
    await expectRefusal(idp, "authentication_time", { reason: "missing_authentication_time" });
    idp.claims["auth_time"] = seconds() - 361;
    const failure = { authenticatedAt: at(seconds() - 361), maxAgeSeconds: 300 };
    await expectRefusal(idp, "authentication_time", { reason: "authentication_too_old", ...failure });
  });

  it("of a weaker sign-in is refused where a strong one is asked for", async () => {
    idp.provider = { ...idp.provider, acrValues: "phr phrh" };
    const failure = { reason: "wrong_authentication_context", expected: "phr phrh" } as const;
    await expectRefusal(idp, "authentication_context", { ...failure, received: null });
    idp.claims["acr"] = "phr phrh";
    await expectRefusal(idp, "authentication_context", { ...failure, received: "phr phrh" });
    idp.claims["acr"] = "0";
    await expectRefusal(idp, "authentication_context", { ...failure, received: "0" });
  });
});
