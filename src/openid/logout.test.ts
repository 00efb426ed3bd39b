import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { discover } from "./discovery.ts";
import { endSessionUrl, logoutTokenMemorySeconds, verifyLogoutToken } from "./logout.ts";
import {
  issuer,
  issuerKeys,
  StandInIssuer,
  tokenWithSharedSecret,
  unsignedToken,
  type IssuerKeys,
} from "./stand-in-issuer.ts";

let keys: IssuerKeys;
let idp: StandInIssuer;
let claims: Record<string, unknown>;

const event = "http://schemas.openid.net/event/backchannel-logout";

beforeAll(async () => {
  keys = await issuerKeys();
});

beforeEach(() => {
  idp = new StandInIssuer(keys);
  idp.header = { alg: "RS256", kid: "key-1", typ: "logout+jwt" };
  claims = {
    iss: issuer,
    aud: "gatehouse",
    iat: seconds(),
    exp: seconds() + 120,
    jti: "logout-1",
    events: { [event]: {} },
    sub: "subject-1",
    sid: "session-1",
  };
});

const seconds = () => idp.now / 1_000;
const verify = (text: string) => verifyLogoutToken(idp.provider, idp.egress, text, () => idp.now);
const refusal = (failure: unknown) => ({ ok: false, failure });

/** Refused for what it says itself: the provider is not even asked for its keys. */
async function expectNobodyAsked(failure: unknown): Promise<void> {
  expect(await verify(await idp.sign(claims))).toEqual(refusal(failure));
  expect(idp.calls).toEqual([]);
}

describe("a logout token", () => {
  it("says whose sessions have ended", async () => {
    expect(await verify(await idp.sign(claims))).toEqual({
      ok: true,
      value: {
        issuer,
        subject: "subject-1",
        sessionId: "session-1",
        tokenId: "logout-1",
        issuedAt: new Date("2026-11-21T12:00:00Z"),
      },
    });
  });

  it.each(["sub", "sid"])("need not have %s", async (claim) => {
    delete claims[claim];
    expect(await verify(await idp.sign(claims))).toMatchObject({ ok: true });
  });

  it("that names neither a person nor a session is refused", async () => {
    delete claims["sub"];
    delete claims["sid"];
    await expectNobodyAsked({ reason: "nobody_to_log_out" });
  });

  it.each([undefined, "JWT", "logout+jwt", "application/logout+jwt", "LOGOUT+JWT"])(
    "may be of type %s",
    async (typ) => {
      idp.header = { alg: "RS256", kid: "key-1", ...(typ !== undefined && { typ }) };
      expect(await verify(await idp.sign(claims))).toMatchObject({ ok: true });
    },
  );

  it.each(["at+jwt", "secevent+jwt", "id_token"])("of type %s is refused", async (typ) => {
    idp.header = { ...idp.header, typ };
    await expectNobodyAsked({ reason: "wrong_token_type", received: typ });
  });

  it("that is an ID token is refused", async () => {
    claims = { ...idp.claims, jti: "x", events: { [event]: {} } };
    await expectNobodyAsked({ reason: "unexpected_nonce" });
    delete claims["nonce"];
    delete claims["events"];
    await expectNobodyAsked({ reason: "missing_logout_event" });
  });

  it.each([[null], [""], [[]], [{ other: {} }], [{ [event]: "yes" }], [{ [event]: null }], [event]])(
    "that does not say that somebody signed out is refused: %j",
    async (events) => {
      claims["events"] = events;
      await expectNobodyAsked({ reason: "missing_logout_event" });
    },
  );

  it.each(["iss", "aud", "iat", "exp", "jti"])("without %s is refused", async (claim) => {
    delete claims[claim];
    await expectNobodyAsked({ reason: "malformed_logout_token", detail: claim });
  });

  it.each([
    ["sub", ""],
    ["sid", 7],
    ["jti", "x".repeat(256)],
  ])("whose %s is not one is refused", async (claim, value) => {
    claims[claim] = value;
    await expectNobodyAsked({ reason: "malformed_logout_token", detail: claim });
  });

  it("of another issuer, or for another client, is refused", async () => {
    claims["iss"] = "https://evil.example";
    await expectNobodyAsked({ reason: "wrong_issuer", expected: issuer, received: "https://evil.example" });
    claims["iss"] = issuer;
    claims["aud"] = ["another"];
    await expectNobodyAsked({ reason: "wrong_audience", expected: "gatehouse", received: "another" });
  });

  it("that has expired, is from the future or was put aside is refused", async () => {
    claims["exp"] = seconds() - 60;
    await expectNobodyAsked(expect.objectContaining({ reason: "expired" }));
    claims["exp"] = seconds() + 120;
    claims["iat"] = seconds() + 61;
    await expectNobodyAsked(expect.objectContaining({ reason: "issued_in_the_future" }));
    claims["iat"] = seconds() - 661;
    await expectNobodyAsked(expect.objectContaining({ reason: "issued_too_long_ago" }));
  });

  it("cannot be used once more when its id is forgotten", () => {
    // From a minute in the future until ten minutes and a minute later.
    expect(logoutTokenMemorySeconds).toBeGreaterThanOrEqual(60 + 600 + 60);
  });

  it("that is none, is not signed, or is signed with a shared secret is refused", async () => {
    const malformed = { reason: "malformed_logout_token", detail: "no signed JWT" };
    for (const text of ["", "x", "a.b.c", "{}"]) expect(await verify(text)).toEqual(refusal(malformed));
    const refused = (algorithm: string) => refusal({ reason: "refused_algorithm", algorithm });
    expect(await verify(unsignedToken(claims))).toEqual(refused("none"));
    expect(await verify(await tokenWithSharedSecret(claims, "the-client-secret"))).toEqual(refused("HS256"));
    expect(idp.calls).toEqual([]);
  });

  it("of somebody who holds another key is refused", async () => {
    const attacker = await issuerKeys();
    const token = await idp.sign(claims, idp.header, attacker.privateKey);
    expect(await verify(token)).toEqual(refusal({ reason: "wrong_signature" }));
  });

  it("is not believed while its issuer cannot be asked", async () => {
    idp.answers["keys"] = () => Promise.reject(new Error("down"));
    const failure = { reason: "unreachable", host: "idp.example.com", at: "connection", call: "keys" };
    expect(await verify(await idp.sign(claims))).toEqual(refusal(failure));
  });
});

describe("the way to sign out at the provider", () => {
  const request = {
    clientId: "gatehouse",
    idToken: "the.id.token",
    returnTo: "https://acme.app.gatehouse.example/login",
  };

  it("tells who signs out and where they come back to, and keeps what the endpoint has of its own", async () => {
    idp.metadata["end_session_endpoint"] = `${issuer}/logout?tenant=1`;
    const metadata = await discover(idp.provider, idp.egress);
    const url = metadata.ok ? endSessionUrl(metadata.value, request) : null;
    expect(Object.fromEntries(new URL(url ?? "").searchParams)).toEqual({
      tenant: "1",
      client_id: "gatehouse",
      id_token_hint: "the.id.token",
      post_logout_redirect_uri: request.returnTo,
    });
  });

  it("does not exist when the provider has none", async () => {
    delete idp.metadata["end_session_endpoint"];
    const metadata = await discover(idp.provider, idp.egress);
    expect(metadata.ok && endSessionUrl(metadata.value, request)).toBeNull();
  });
});
