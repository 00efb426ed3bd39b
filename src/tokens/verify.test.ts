import { CompactSign, calculateJwkThumbprint, exportJWK, generateKeyPair, type CryptoKey } from "jose";
import { createHmac } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { JsonWebKeySet, TokenSubject } from "./claims.ts";
import { mintToken, type SigningKey } from "./mint.ts";
import { verifyToken, verifyTokenStateless, type TokenExpectation } from "./verify.ts";

const now = new Date("2026-11-21T12:00:00Z");
const acme: TokenSubject = {
  publicOrigin: "https://acme.app.gatehouse.example",
  hostname: "acme.app.gatehouse.example",
  organizationId: "org_acme",
  userId: "usr_ada",
  sessionId: "ses_ada",
  sessionVersion: 700,
  epoch: 300,
};

let key: SigningKey;
let stranger: CryptoKey;
let keys: JsonWebKeySet;
let expected: TokenExpectation;
let token: string;

beforeAll(async () => {
  const pair = await generateKeyPair("ES256", { extractable: true });
  const publicJwk = await exportJWK(pair.publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  stranger = (await generateKeyPair("ES256")).privateKey;
  key = { kid, privateKey: pair.privateKey };
  keys = { keys: [{ ...publicJwk, kid, alg: "ES256", use: "sig" }] };
  expected = {
    keys,
    now,
    publicOrigin: acme.publicOrigin,
    hostname: acme.hostname,
    organizationId: acme.organizationId,
  };
  token = await mintToken(acme, key, now);
});

const refused = (reason: string) => ({ ok: false, failure: reason });

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Signs any header and payload with a real key: what an attacker who cannot sign would wish for. */
async function forge(
  header: Record<string, unknown>,
  claims: Record<string, unknown> = {},
  privateKey: CryptoKey = key.privateKey,
): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify({ ...claimsOf(token), ...claims })))
    .setProtectedHeader({ alg: "ES256", typ: "JWT", kid: key.kid, ...header })
    .sign(privateKey);
}

function claimsOf(of: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(of.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;
}

describe("a token that was minted here", () => {
  it("verifies on its own host and says what it was minted from", async () => {
    const verified = await verifyToken(token, expected);
    expect(verified).toEqual({
      ok: true,
      value: {
        iss: acme.publicOrigin,
        aud: acme.publicOrigin,
        sub: "usr_ada",
        sid: "ses_ada",
        org: { id: "org_acme", host: acme.hostname, sessionVersion: 700 },
        epoch: 300,
        iat: now.getTime() / 1000,
        exp: now.getTime() / 1000 + 900,
      },
    });
  });

  it("verifies until its last second and not a millisecond longer", async () => {
    const lastMoment = new Date(now.getTime() + 900_000 - 1);
    expect((await verifyToken(token, { ...expected, now: lastMoment })).ok).toBe(true);
    const end = new Date(now.getTime() + 900_000);
    expect(await verifyToken(token, { ...expected, now: end })).toEqual(refused("expired"));
  });
});

describe("algorithm attacks (RFC 8725 section 2.1)", () => {
  it("refuses alg none, with and without a signature", async () => {
    const [, payload, signature] = token.split(".");
    for (const alg of ["none", "None", "NONE", "nOnE"]) {
      const header = encode({ alg, typ: "JWT", kid: key.kid });
      expect(await verifyToken(`${header}.${payload}.${signature}`, expected)).toEqual(refused("algorithm"));
      expect(await verifyToken(`${header}.${payload}.`, expected)).toEqual(refused("malformed"));
    }
  });

  it("refuses HS256 keyed with the public key, in every form an attacker has it", async () => {
    const jwk = keys.keys[0];
    const input = `${encode({ alg: "HS256", typ: "JWT", kid: key.kid })}.${token.split(".")[1]}`;
    for (const secret of [JSON.stringify(jwk), String(jwk?.["x"]), Buffer.from(String(jwk?.["x"]), "base64url")]) {
      const signature = createHmac("sha256", secret).update(input).digest("base64url");
      expect(await verifyToken(`${input}.${signature}`, expected)).toEqual(refused("algorithm"));
    }
  });

  it("refuses other algorithms, and a header without one", async () => {
    const [, payload, signature] = token.split(".");
    for (const alg of ["ES384", "RS256", "PS256", "EdDSA", "es256", "", null, undefined, ["ES256"], 256]) {
      const header = encode({ alg, typ: "JWT", kid: key.kid });
      expect(await verifyToken(`${header}.${payload}.${signature}`, expected)).toEqual(refused("algorithm"));
    }
  });
});

describe("key attacks", () => {
  it("refuses a kid that is not in the key ring, no kid, and a kid that is no text", async () => {
    for (const kid of ["other", "", "../../dev/null", "' or 1=1 --", "__proto__"]) {
      expect(await verifyToken(await forge({ kid }), expected)).toEqual(refused("unknown_key"));
    }
    const [, payload, signature] = token.split(".");
    for (const kid of [undefined, null, 7, [key.kid], { kid: key.kid }]) {
      const header = encode({ alg: "ES256", typ: "JWT", kid });
      expect(await verifyToken(`${header}.${payload}.${signature}`, expected)).toEqual(refused("unknown_key"));
    }
  });

  it("refuses everything when the key set is empty", async () => {
    expect(await verifyToken(token, { ...expected, keys: { keys: [] } })).toEqual(refused("unknown_key"));
  });

  it("never uses a key the token brings along", async () => {
    const pair = await generateKeyPair("ES256", { extractable: true });
    const jwk = await exportJWK(pair.publicKey);
    const brought = { jwk, jku: "https://evil.example/jwks.json", x5u: "https://evil.example/c.pem", x5c: ["MIIB"] };
    expect(await verifyToken(await forge(brought, {}, pair.privateKey), expected)).toEqual(refused("signature"));
    const ownKid = await calculateJwkThumbprint(jwk);
    expect(await verifyToken(await forge({ ...brought, kid: ownKid }, {}, pair.privateKey), expected)).toEqual(
      refused("unknown_key"),
    );
  });

  it("refuses the signature of another key under a known kid", async () => {
    expect(await verifyToken(await forge({}, {}, stranger), expected)).toEqual(refused("signature"));
  });
});

describe("tampering", () => {
  it("refuses a payload that was swapped under a valid signature", async () => {
    const [header, , signature] = token.split(".");
    const payload = encode({ ...claimsOf(token), sub: "usr_eve" });
    expect(await verifyToken(`${header}.${payload}.${signature}`, expected)).toEqual(refused("signature"));
  });

  it("refuses a header that was changed under a valid signature", async () => {
    const [, payload, signature] = token.split(".");
    const header = encode({ alg: "ES256", typ: "JWT", kid: key.kid, extra: 1 });
    expect(await verifyToken(`${header}.${payload}.${signature}`, expected)).toEqual(refused("signature"));
  });

  it("refuses every single changed character of the signature", async () => {
    const [header, payload, signature = ""] = token.split(".");
    // The last character carries two bits that are no part of the signature.
    for (let index = 0; index < signature.length - 1; index++) {
      const changed = signature.slice(0, index) + (signature[index] === "A" ? "B" : "A") + signature.slice(index + 1);
      expect(await verifyToken(`${header}.${payload}.${changed}`, expected)).toEqual(refused("signature"));
    }
  });

  it("refuses what is not three segments of base64url", async () => {
    const [header, payload, signature] = token.split(".");
    const shapes = [
      "",
      ".",
      "..",
      "...",
      "token",
      `${header}.${payload}`,
      `${token}.`,
      `.${token}`,
      `${token}.${signature}`,
      `${token}.a.b`,
      `${header}..${signature}`,
      ` ${token}`,
      `${token}\n`,
      `${header}. ${payload}.${signature}`,
      `${header}.${payload}.${signature}==`,
      `${encode([])}.${payload}.${signature}`,
      `${encode("text")}.${payload}.${signature}`,
      `${encode(null)}.${payload}.${signature}`,
      `bm90IGpzb24.${payload}.${signature}`,
      `a.${payload}.${signature}`,
    ];
    for (const shape of shapes) expect(await verifyToken(shape, expected), shape).toEqual(refused("malformed"));
  });

  it("refuses a huge token without parsing it", async () => {
    const huge = await forge({}, { padding: "x".repeat(1_000_000) });
    expect(await verifyToken(huge, expected)).toEqual(refused("malformed"));
  });

  it("refuses extensions nobody here understands, and tokens of another type", async () => {
    const [, payload, signature] = token.split(".");
    for (const extra of [
      { crit: ["b64"], b64: false },
      { crit: [] },
      { b64: false },
      { typ: "at+jwt" },
      { typ: undefined },
    ]) {
      const header = encode({ alg: "ES256", typ: "JWT", kid: key.kid, ...extra });
      expect(await verifyToken(`${header}.${payload}.${signature}`, expected)).toEqual(refused("malformed"));
    }
  });

  it("refuses a signed payload that lacks a claim, has one of another type, or is no JSON", async () => {
    for (const name of ["iss", "aud", "sub", "sid", "org", "epoch", "iat", "exp"]) {
      expect(await verifyToken(await forge({}, { [name]: undefined }), expected), name).toEqual(refused("claims"));
    }
    expect(await verifyToken(await forge({}, { exp: "never" }), expected)).toEqual(refused("claims"));
    expect(await verifyToken(await forge({}, { exp: Infinity }), expected)).toEqual(refused("claims"));
    expect(await verifyToken(await forge({}, { aud: [acme.publicOrigin, "https://evil.example"] }), expected)).toEqual(
      refused("claims"),
    );
    const text = await new CompactSign(new TextEncoder().encode("no json"))
      .setProtectedHeader({ alg: "ES256", typ: "JWT", kid: key.kid })
      .sign(key.privateKey);
    expect(await verifyToken(text, expected)).toEqual(refused("claims"));
  });
});

describe("a token of another tenant", () => {
  const globex = {
    publicOrigin: "https://globex.app.gatehouse.example",
    hostname: "globex.app.gatehouse.example",
    organizationId: "org_globex",
  };

  it("is worth nothing on this one's host", async () => {
    const foreign = await mintToken({ ...acme, ...globex }, key, now);
    expect(await verifyToken(foreign, expected)).toEqual(refused("issuer"));
  });

  it("is refused for each claim alone, were the others this tenant's", async () => {
    const org = { id: acme.organizationId, host: acme.hostname, sessionVersion: 700 };
    expect(await verifyToken(await forge({}, { iss: globex.publicOrigin }), expected)).toEqual(refused("issuer"));
    expect(await verifyToken(await forge({}, { aud: globex.publicOrigin }), expected)).toEqual(refused("audience"));
    expect(await verifyToken(await forge({}, { org: { ...org, host: globex.hostname } }), expected)).toEqual(
      refused("host"),
    );
    expect(await verifyToken(await forge({}, { org: { ...org, id: "org_globex" } }), expected)).toEqual(
      refused("organization"),
    );
  });

  it("is refused on another hostname of the same organization", async () => {
    const custom = { ...expected, publicOrigin: "https://app.acme.com", hostname: "app.acme.com" };
    expect(await verifyToken(token, custom)).toEqual(refused("issuer"));
  });

  it("is refused when only scheme or port differ", async () => {
    for (const publicOrigin of ["http://acme.app.gatehouse.example", "https://acme.app.gatehouse.example:8787"]) {
      expect(await verifyToken(token, { ...expected, publicOrigin })).toEqual(refused("issuer"));
    }
  });
});

describe("the stateless variant", () => {
  it("accepts the session version it last saw and later ones, and refuses earlier ones", async () => {
    expect((await verifyTokenStateless(token, { ...expected, lastSeenSessionVersion: 699 })).ok).toBe(true);
    expect((await verifyTokenStateless(token, { ...expected, lastSeenSessionVersion: 700 })).ok).toBe(true);
    expect(await verifyTokenStateless(token, { ...expected, lastSeenSessionVersion: 701 })).toEqual(
      refused("session_version"),
    );
  });

  it("refuses whatever the full variant refuses", async () => {
    const forged = await forge({}, {}, stranger);
    expect(await verifyTokenStateless(forged, { ...expected, lastSeenSessionVersion: 0 })).toEqual(
      refused("signature"),
    );
  });
});
