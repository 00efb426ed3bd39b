import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CheckList } from "./check-list.ts";
import { discover } from "./discovery.ts";
import { issuer, issuerKeys, StandInIssuer, type IssuerKeys } from "./stand-in-issuer.ts";

let keys: IssuerKeys;
let idp: StandInIssuer;

beforeAll(async () => {
  keys = await issuerKeys();
});

beforeEach(() => {
  idp = new StandInIssuer(keys);
});

const discovered = (asked = issuer) => discover({ issuer: asked, endpoints: null }, idp.egress);

const host = "idp.example.com";

describe("a provider's metadata", () => {
  it("says where it is reached and what it can do", async () => {
    expect(await discovered()).toEqual({
      ok: true,
      value: {
        issuer,
        authorizationEndpoint: `${issuer}/authorize`,
        tokenEndpoint: `${issuer}/token`,
        keysEndpoint: `${issuer}/keys`,
        userinfoEndpoint: `${issuer}/userinfo`,
        endSessionEndpoint: `${issuer}/logout`,
        namesItselfInResponses: true,
        sendsLogoutTokens: false,
        clientAuthentications: null,
        scopes: null,
      },
    });
    expect(idp.calls.map(({ url }) => url)).toEqual([`${issuer}/.well-known/openid-configuration`]);
  });

  it("is found under an issuer with a slash at its end, which is another issuer", async () => {
    idp.metadata["issuer"] = `${issuer}/`;
    expect(await discovered(`${issuer}/`)).toMatchObject({ ok: true, value: { issuer: `${issuer}/` } });
    expect(idp.calls.map(({ url }) => url)).toEqual([`${issuer}/.well-known/openid-configuration`]);
  });

  it.each([
    "https://evil.example",
    `${issuer}/`,
    "https://idp.example.com/Realm",
    "https://IDP.example.com/realm",
    "https://idp.example.com:443/realm",
    "https://idp.example.com/x/../realm",
    "https://login.example.com/{tenantid}/v2.0",
  ])("of another issuer is refused, by its text: %s", async (received) => {
    idp.metadata["issuer"] = received;
    const checks = new CheckList();
    expect(await discover({ issuer, endpoints: null }, idp.egress, checks)).toEqual({
      ok: false,
      failure: { reason: "wrong_metadata_issuer", expected: issuer, received },
    });
    expect(checks.all().filter(({ outcome }) => outcome !== "not_reached")).toEqual([
      { check: "metadata", outcome: "passed" },
      { check: "metadata_issuer", outcome: "failed", detail: `expected: ${issuer}, received: ${received}` },
    ]);
  });

  it.each([
    [{}, "issuer, authorization_endpoint, token_endpoint, jwks_uri"],
    [{ issuer, authorization_endpoint: `${issuer}/a`, token_endpoint: 7, jwks_uri: "" }, "token_endpoint, jwks_uri"],
  ])("that lacks something is refused, with the names of what it lacks", async (metadata, detail) => {
    idp.metadata = metadata;
    expect(await discovered()).toEqual({ ok: false, failure: { reason: "malformed_metadata", detail } });
  });

  it.each(["[]", "null", "{", ""])("that is no JSON object is refused: %s", async (text) => {
    idp.answers["openid-configuration"] = () => new Response(text, { headers: { "content-type": "application/json" } });
    const failure = { reason: "malformed_metadata", detail: "no JSON object" };
    expect(await discovered()).toEqual({ ok: false, failure });
  });

  it.each([
    ["authorization_endpoint", "http://idp.example.com/authorize", { reason: "insecure", host, call: "authorization" }],
    ["authorization_endpoint", "javascript:alert(1)", { reason: "malformed_url", call: "authorization" }],
    ["token_endpoint", "http://idp.example.com/token", { reason: "insecure", host, call: "token" }],
    [
      "token_endpoint",
      "https://2852039166/latest/meta-data",
      {
        reason: "refused_address",
        host: "169.254.169.254",
        address: "169.254.169.254",
        kind: "metadata",
        call: "token",
      },
    ],
    [
      "token_endpoint",
      "https://idp.example.com:8443/token",
      { reason: "refused_port", host, port: "8443", call: "token" },
    ],
    [
      "token_endpoint",
      "https://metadata.google.internal/token",
      { reason: "refused_name", host: "metadata.google.internal", call: "token" },
    ],
    ["jwks_uri", "https://user:secret@idp.example.com/keys", { reason: "credentials_in_url", host, call: "keys" }],
    [
      "userinfo_endpoint",
      "https://[::1]/userinfo",
      { reason: "refused_address", host: "::1", address: "::1", kind: "loopback", call: "userinfo" },
    ],
    ["end_session_endpoint", "http://idp.example.com/logout", { reason: "insecure", host, call: "end_session" }],
  ])("may not send us anywhere it likes: %s %s", async (name, url, failure) => {
    idp.metadata[name] = url;
    expect(await discovered()).toEqual({ ok: false, failure });
    expect(idp.calls).toHaveLength(1);
  });

  it("of a stand-in may name its own endpoints without TLS, and nobody else's", async () => {
    const local = "http://idp.localhost:8787/acme";
    const at = (origin: string) => ({
      issuer: local,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${origin}/token`,
      jwks_uri: `${origin}/keys`,
    });
    idp.metadata = at(local);
    expect(await discovered(local)).toMatchObject({ ok: true });
    idp.metadata = at("http://127.0.0.1:8787");
    expect(await discovered(local)).toMatchObject({ ok: false, failure: { reason: "insecure" } });
  });
});

describe("endpoints that were typed in", () => {
  const endpoints = { authorization: `${issuer}/authorize`, token: `${issuer}/token`, jwks: `${issuer}/keys` };

  it("need nobody to be asked", async () => {
    expect(await discover({ issuer, endpoints }, idp.egress)).toMatchObject({
      ok: true,
      value: { issuer, tokenEndpoint: endpoints.token, userinfoEndpoint: null, namesItselfInResponses: false },
    });
    expect(idp.calls).toEqual([]);
  });

  it("may lead no further than those of metadata", async () => {
    const typed = { ...endpoints, jwks: "https://127.1/keys" };
    const failure = {
      reason: "refused_address",
      host: "127.0.0.1",
      address: "127.0.0.1",
      kind: "loopback",
      call: "keys",
    };
    expect(await discover({ issuer, endpoints: typed }, idp.egress)).toEqual({ ok: false, failure });
  });
});
