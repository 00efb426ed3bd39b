import { CompactSign, exportJWK, exportSPKI, generateKeyPair, type CryptoKey } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { identify } from "./access-identity.ts";
import type { AccessKey } from "./access-keys.ts";
import { AccessUnreachable } from "./access-keys.ts";

const now = new Date("2026-11-21T12:00:00Z");
const seconds = now.getTime() / 1000;
const application = { issuer: "https://team.cloudflareaccess.com", audience: "a".repeat(64) };

const claims = {
  aud: [application.audience],
  email: "Ops@Gatehouse.test",
  exp: seconds + 3600,
  iat: seconds - 60,
  nbf: seconds - 60,
  iss: application.issuer,
  type: "app",
  identity_nonce: "f00d",
  sub: "5a1b2c3d-0000-8000-a000-000000000001",
  country: "XX",
};

let team: { privateKey: CryptoKey; publicKey: CryptoKey };
let stranger: CryptoKey;
let published: AccessKey;

beforeAll(async () => {
  team = await generateKeyPair("RS256", { extractable: true });
  stranger = (await generateKeyPair("RS256")).privateKey;
  published = { ...(await exportJWK(team.publicKey)), kid: "k1" } as AccessKey;
});

const find = async (kid: string): Promise<AccessKey | null> => (kid === published.kid ? published : null);

async function assertion(
  changed: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
  key: CryptoKey | Uint8Array = team.privateKey,
): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify({ ...claims, ...changed })))
    .setProtectedHeader({ alg: "RS256", kid: "k1", typ: "JWT", ...header })
    .sign(key);
}

async function refusalOf(token: string | null): Promise<string | null> {
  const identified = await identify(token, application, find, now);
  return identified.ok ? null : identified.failure;
}

test("a person's token names the person by subject, with the address in lower case", async () => {
  const identified = await identify(await assertion(), application, find, now);
  expect(identified).toMatchObject({ ok: true, value: { subject: claims.sub, email: "ops@gatehouse.test" } });
});

test.each([
  ["no token", null, "missing"],
  ["an empty header", "", "missing"],
  ["what is no token", "abc", "malformed"],
  ["bytes that are no JSON", "####.e30.c2ln", "malformed"],
  ["a header that is no JSON", "e30x.e30.c2ln", "malformed"],
])("%s is refused", async (_, token, reason) => {
  expect(await refusalOf(token)).toBe(reason);
});

describe("a token signed by the team's key is refused", () => {
  test.each([
    ["for another application", { aud: ["b".repeat(64)] }, "wrong_audience"],
    ["without an audience", { aud: undefined }, "wrong_audience"],
    ["of another team", { iss: "https://other.cloudflareaccess.com" }, "wrong_issuer"],
    ["whose issuer ends with a slash", { iss: `${application.issuer}/` }, "wrong_issuer"],
    ["without an issuer", { iss: undefined }, "wrong_issuer"],
    ["in the second it expires", { exp: seconds }, "expired"],
    ["that never expires", { exp: undefined }, "malformed"],
    ["a second too early", { nbf: seconds + 1 }, "not_yet_valid"],
    ["of the organization, not of the application", { type: "org" }, "not_application"],
    ["without a type", { type: undefined }, "not_application"],
    ["of a service", { common_name: "id.access", sub: "", email: undefined }, "not_human"],
    ["of a service that claims a subject and an address", { common_name: "id.access" }, "not_human"],
    ["with an empty subject", { sub: "" }, "not_human"],
    ["without a subject", { sub: undefined }, "not_human"],
    ["without an address", { email: undefined }, "not_human"],
    ["with an address that is none", { email: "ops" }, "not_human"],
    ["with a subject that is no text", { sub: 7 }, "not_human"],
  ])("%s", async (_, changed, reason) => {
    expect(await refusalOf(await assertion(changed))).toBe(reason);
  });
});

describe("a forged token is refused", () => {
  test("signed by a stranger under the team's key id", async () => {
    expect(await refusalOf(await assertion({}, {}, stranger))).toBe("wrong_signature");
  });

  test("naming a key that Access does not have, or none", async () => {
    expect(await refusalOf(await assertion({}, { kid: "k2" }, stranger))).toBe("unknown_key");
    expect(await refusalOf(await assertion({}, { kid: undefined }))).toBe("unknown_key");
  });

  test("with alg none", async () => {
    const [, payload] = (await assertion()).split(".");
    const header = Buffer.from(JSON.stringify({ alg: "none", kid: "k1" })).toString("base64url");
    expect(await refusalOf(`${header}.${payload}.`)).toBe("malformed");
    expect(await refusalOf(`${header}.${payload}.AA`)).toBe("wrong_algorithm");
  });

  test("with HS256 under the public key as the secret", async () => {
    const secret = new TextEncoder().encode(await exportSPKI(team.publicKey));
    expect(await refusalOf(await assertion({}, { alg: "HS256" }, secret))).toBe("wrong_algorithm");
  });

  test("with another RSA algorithm of the very same key", async () => {
    const key = await crypto.subtle.importKey(
      "pkcs8",
      await crypto.subtle.exportKey("pkcs8", team.privateKey),
      { name: "RSASSA-PKCS1-v1_5", hash: "SHA-512" },
      false,
      ["sign"],
    );
    expect(await refusalOf(await assertion({}, { alg: "RS512" }, key))).toBe("wrong_algorithm");
  });

  test("with the claims exchanged after signing", async () => {
    const [header, , signature] = (await assertion()).split(".");
    const payload = Buffer.from(JSON.stringify({ ...claims, sub: "somebody-else" })).toString("base64url");
    expect(await refusalOf(`${header}.${payload}.${signature}`)).toBe("wrong_signature");
  });
});

test("that the keys cannot be fetched is not mistaken for a bad token", async () => {
  const unreachable = () => Promise.reject(new AccessUnreachable("down"));
  await expect(identify(await assertion(), application, unreachable, now)).rejects.toThrow(AccessUnreachable);
});
