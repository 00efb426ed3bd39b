import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJwt, decodeProtectedHeader, SignJWT } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { openAccessKeys } from "./access-keys.ts";
import type { AccessKeys } from "./access-keys.ts";
import { accessSubject, mintAccessToken, serviceTokenClaims, verifyAccessToken } from "./access-token.ts";

const application = { audience: "the-console", issuer: "https://gatehouse.cloudflareaccess.com" };
const now = new Date("2026-11-21T12:00:00Z");
const seconds = now.getTime() / 1000;
const email = "ops@gatehouse.test";

let path: string;
let keys: AccessKeys;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), "access-")), "keys.json");
  keys = await openAccessKeys(path);
});

describe("an Access assertion", () => {
  it("carries the claims that Cloudflare documents", async () => {
    const token = await mintAccessToken(keys, application, "Ops@Gatehouse.test", now);
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: "RS256", kid: keys.published().keys[0]?.kid });
    expect(decodeJwt(token)).toMatchObject({
      aud: ["the-console"],
      email,
      iat: seconds,
      nbf: seconds,
      exp: seconds + 86_400,
      iss: "https://gatehouse.cloudflareaccess.com",
      type: "app",
      sub: accessSubject(email),
    });
  });

  it("names a person by the same subject every time, and two people by two", () => {
    expect(accessSubject(" OPS@gatehouse.test")).toBe(accessSubject(email));
    expect(accessSubject(email)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(accessSubject("other@gatehouse.test")).not.toBe(accessSubject(email));
  });

  it("has a service's shape when it is a service's", async () => {
    const claims = decodeJwt(await mintAccessToken(keys, application, email, now, serviceTokenClaims("client.access")));
    expect(claims).toMatchObject({ common_name: "client.access", sub: "" });
    expect(claims).not.toHaveProperty("email");
  });
});

describe("the edge's own check", () => {
  it("knows whom it let in", async () => {
    const token = await mintAccessToken(keys, application, email, now);
    const verified = await verifyAccessToken(keys, application, token, now);
    expect(verified).toMatchObject({ ok: true, value: { email, subject: accessSubject(email) } });
  });

  it.each([
    ["expired", { exp: seconds - 1 }],
    ["foreign", { aud: ["another application"] }],
    ["foreign", { iss: "https://other.cloudflareaccess.com" }],
    ["foreign", { nbf: seconds + 600 }],
    ["foreign", serviceTokenClaims("client.access")],
  ])("refuses as %s a token with %j", async (reason, overrides) => {
    const token = await mintAccessToken(keys, application, email, now, overrides);
    expect(await verifyAccessToken(keys, application, token, now)).toEqual({ ok: false, failure: reason });
  });

  it("refuses a token of other keys, one without a signature, and one signed with the public key as a secret", async () => {
    const others = await openAccessKeys(`${path}.other`);
    const forged = await mintAccessToken(others, application, email, now);
    expect(await verifyAccessToken(keys, application, forged, now)).toEqual({ ok: false, failure: "forged" });

    const claims = decodeJwt(await mintAccessToken(keys, application, email, now));
    const [published] = keys.published().keys;
    const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const unsigned = `${encoded({ alg: "none", kid: published?.kid })}.${encoded(claims)}.`;
    const confused = await new SignJWT(claims)
      .setProtectedHeader({ alg: "HS256", kid: published?.kid as string })
      .sign(new TextEncoder().encode(JSON.stringify(published)));
    for (const token of [unsigned, confused, "nonsense", ""]) {
      expect(await verifyAccessToken(keys, application, token, now)).toMatchObject({ ok: false });
    }
  });
});

describe("the keys of Access", () => {
  it("verify what was signed before a rotation, and no longer after two", async () => {
    const token = await mintAccessToken(keys, application, email, now);
    await keys.rotate();
    expect(keys.published().keys).toHaveLength(2);
    expect(await verifyAccessToken(keys, application, token, now)).toMatchObject({ ok: true });
    await keys.rotate();
    expect(keys.published().keys).toHaveLength(2);
    expect(await verifyAccessToken(keys, application, token, now)).toEqual({ ok: false, failure: "forged" });
  });

  it("survive a restart", async () => {
    const token = await mintAccessToken(keys, application, email, now);
    const reopened = await openAccessKeys(path);
    expect(reopened.published()).toEqual(keys.published());
    expect(await verifyAccessToken(reopened, application, token, now)).toMatchObject({ ok: true });
  });

  it("publish nothing of their private halves", () => {
    for (const key of keys.published().keys)
      expect(Object.keys(key).toSorted()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
  });
});
