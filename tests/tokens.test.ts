import { exportJWK, generateKeyPair, importJWK, SignJWT } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { newTenant, tokenOf, visitor, type Tenant } from "./world.ts";

let tenant: Tenant;
let genuine: string;
let claims: Record<string, unknown>;
let jwk: Record<string, unknown>;
beforeAll(async () => {
  tenant = await newTenant("jwt");
  genuine = await tokenOf(tenant.owner);
  claims = decode(genuine.split(".")[1] ?? "");
  jwk = (await tenant.owner.get("/api/auth/jwks")).json.keys[0];
});

function decode(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as Record<string, unknown>;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

async function present(token: string) {
  return (await visitor(tenant.host)).get("/api/me", { headers: { authorization: `Bearer ${token}` } });
}

test("a token of this tenant is admitted, and carries what the design says", async () => {
  const reply = await present(genuine);
  expect(reply.status, reply.text).toBe(200);
  expect(claims).toEqual({
    iss: tenant.owner.origin,
    aud: tenant.owner.origin,
    sub: expect.stringMatching(/^usr_/),
    sid: expect.stringMatching(/^ses_/),
    org: { id: tenant.id, host: tenant.host, sessionVersion: expect.any(Number) },
    epoch: expect.any(Number),
    iat: expect.any(Number),
    exp: (claims["iat"] as number) + 900,
  });
});

test("the published keys are public halves only", async () => {
  const { keys } = (await tenant.owner.get("/api/auth/jwks")).json;
  for (const key of keys) {
    expect(key).toMatchObject({ kty: "EC", crv: "P-256", alg: "ES256", use: "sig", kid: expect.any(String) });
    expect(key).not.toHaveProperty("d");
  }
});

describe("no forged token is admitted", () => {
  test("alg none", async () => {
    expect((await present(`${encode({ alg: "none" })}.${encode(claims)}.`)).status).toBe(401);
    expect((await present(`${encode({ alg: "none", kid: jwk["kid"] })}.${encode(claims)}.`)).status).toBe(401);
  });

  test("HS256 with the public key as the secret", async () => {
    for (const secret of [JSON.stringify(jwk), String(jwk["x"]), `${String(jwk["x"])}${String(jwk["y"])}`]) {
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: "HS256", kid: String(jwk["kid"]) })
        .sign(new TextEncoder().encode(secret));
      expect((await present(token)).status).toBe(401);
    }
  });

  test("signed with the attacker's own key, under the genuine key's id or the attacker's own", async () => {
    const { privateKey, publicKey } = await generateKeyPair("ES256");
    for (const header of [
      { alg: "ES256", kid: String(jwk["kid"]) },
      { alg: "ES256", kid: "attacker" },
      { alg: "ES256", jwk: await exportJWK(publicKey) },
      { alg: "ES256", kid: "attacker", jku: "https://evil.example/jwks" },
    ]) {
      const token = await new SignJWT(claims).setProtectedHeader(header).sign(privateKey);
      expect((await present(token)).status).toBe(401);
    }
  });

  test("with another payload under the genuine signature", async () => {
    const [header, , signature] = genuine.split(".");
    expect((await present(`${header}.${encode({ ...claims, sub: "usr_other" })}.${signature}`)).status).toBe(401);
  });

  test.each([
    ["empty", ""],
    ["one part", "x"],
    ["two parts", "a.b"],
    ["three parts of nonsense", "a.b.c"],
    ["four parts", "a.b.c.d"],
    ["dots", ".."],
    ["empty objects", "e30.e30.e30"],
    ["very long", "x".repeat(4_000)],
  ])("malformed: %s", async (_, token) => {
    expect((await present(token)).status).toBe(401);
  });
});

test("the key that verifies here verifies elsewhere too: a service behind the gate can check the token", async () => {
  const key = await importJWK(jwk, "ES256");
  const [header = "", payload = "", signature = ""] = genuine.split(".");
  const valid = await crypto.subtle.verify(
    { name: "ECDSA", hash: "SHA-256" },
    key as CryptoKey,
    Buffer.from(signature, "base64url"),
    new TextEncoder().encode(`${header}.${payload}`),
  );
  expect(valid).toBe(true);
});

test("a bearer token without a cookie needs no Origin: no browser sends it on its own", async () => {
  const client = await visitor(tenant.host);
  const other = await client.post(
    "/api/sessions/revoke-others",
    {},
    { headers: { authorization: `Bearer ${genuine}`, origin: null } },
  );
  expect(other.status, other.text).toBe(200);
});
