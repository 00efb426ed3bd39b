import { generateKeyPair } from "jose";
import type { ProblemCode } from "../../src/http/problem.ts";
import { sessionCookieName } from "../../src/sessions/cookie.ts";
import { signed, type Person, type Stage } from "./stage.ts";

/** What a route says to a request, besides its body's sentence. */
export interface Refusal {
  readonly code: ProblemCode;
  /** The browser is told to forget the cookie. */
  readonly clearsCookie?: true;
  /** The challenge of RFC 6750. */
  readonly challenges?: true;
}

/** One way to present oneself at A's host without being anybody there. */
export interface Credential {
  readonly name: string;
  readonly cookies?: Readonly<Record<string, string>>;
  readonly bearer?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What a route for members answers. Doors, pages and the rest answer as they do to nobody. */
  readonly refused: Refusal;
}

const deadCookie: Refusal = { code: "SIGNED_OUT", clearsCookie: true };
const badToken: Refusal = { code: "TOKEN_INVALID", challenges: true };

export async function credentialsAtA(stage: Stage): Promise<readonly Credential[]> {
  const { a, b, suspended, removed, signedOut, operators } = stage;
  const [own, theirs] = [cookieParts(a.owner), cookieParts(b.owner)];
  const claims = decode(a.owner.token.split(".")[1] ?? "");
  const theirClaims = decode(b.owner.token.split(".")[1] ?? "");
  const now = Math.floor(Date.now() / 1000);
  const foreign = await generateKeyPair("ES256");
  const unsigned = (header: object) => `${encode(header)}.${encode(claims)}.`;
  const ofB = [b.owner, b.admin, b.member].map((person, index) => ({
    person,
    role: ["owner", "admin", "member"][index],
  }));
  const tokens: Readonly<Record<string, string>> = {
    "a token that nobody signed": unsigned({ alg: "none", typ: "JWT" }),
    "a token that nobody signed, under a genuine key's id": unsigned({
      alg: "none",
      typ: "JWT",
      kid: "key-of-the-test",
    }),
    "a token signed with another key": await signed(claims, foreign.privateKey, "key-of-the-test"),
    "an expired token": await stage.sign({ ...claims, iat: now - 1_000, exp: now - 1 }),
    "a token for another audience": await stage.sign({ ...claims, aud: b.owner.client.origin }),
    "a token of another issuer": await stage.sign({ ...claims, iss: b.owner.client.origin }),
    "a token for another host": await stage.sign({ ...claims, org: { ...org(claims), host: b.host } }),
    "a token of another organization": await stage.sign({ ...claims, org: { ...org(claims), id: b.id } }),
    "a token without an expiry": await stage.sign({ ...claims, exp: undefined }),
    "no token at all": "",
  };
  return [
    { name: "nobody", refused: { code: "SIGNED_OUT" } },
    ...ofB.flatMap(({ person, role }): Credential[] => [
      { name: `the cookie of B's ${role}`, cookies: jar(person), refused: deadCookie },
      { name: `the token of B's ${role}`, bearer: person.token, refused: badToken },
    ]),
    { name: "B's cookie and token together", cookies: jar(b.owner), bearer: b.owner.token, refused: badToken },
    { name: "A's cookie with B's token", cookies: jar(a.owner), bearer: b.owner.token, refused: badToken },
    { name: "B's session under A's signature", cookies: cookie(theirs.token, own.signature), refused: deadCookie },
    { name: "A's session under B's signature", cookies: cookie(own.token, theirs.signature), refused: deadCookie },
    {
      name: "A's session under another signature",
      cookies: cookie(own.token, flipped(own.signature)),
      refused: deadCookie,
    },
    { name: "A's session without a signature", cookies: { [sessionCookieName]: own.token }, refused: deadCookie },
    { name: "an empty cookie", cookies: { [sessionCookieName]: "" }, refused: deadCookie },
    ...Object.entries(tokens).map(([name, bearer]): Credential => ({ name, bearer, refused: badToken })),
    {
      name: "a genuine token that names B's session",
      bearer: await stage.sign({ ...claims, sub: theirClaims["sub"], sid: theirClaims["sid"] }),
      refused: { code: "SIGNED_OUT" },
    },
    { name: "the cookie of a suspended tenant", cookies: jar(suspended.owner), refused: deadCookie },
    { name: "the token of a suspended tenant", bearer: suspended.owner.token, refused: badToken },
    {
      name: "the cookie of a removed member",
      cookies: jar(removed),
      refused: { code: "USER_REVOKED", clearsCookie: true },
    },
    { name: "the token of a removed member", bearer: removed.token, refused: { code: "USER_REVOKED" } },
    { name: "the cookie of a session that was signed out", cookies: jar(signedOut), refused: deadCookie },
    { name: "the token of a session that was signed out", bearer: signedOut.token, refused: { code: "SIGNED_OUT" } },
    ...Object.entries(operators).map(([role, { cookies }]): Credential => ({
      name: `the Access cookie of an operator: ${role}`,
      cookies: Object.fromEntries(cookies),
      refused: { code: "SIGNED_OUT" },
    })),
    {
      name: "an operator's assertion",
      headers: { "cf-access-jwt-assertion": await stage.platform.access.mint("ops@gatehouse.test") },
      refused: { code: "SIGNED_OUT" },
    },
  ];
}

export function jar({ client }: Person): Record<string, string> {
  return Object.fromEntries(client.cookies);
}

function cookieParts({ client }: Person): { token: string; signature: string } {
  const value = decodeURIComponent(client.cookies.get(sessionCookieName) ?? "");
  const separator = value.lastIndexOf(".");
  return { token: value.slice(0, separator), signature: value.slice(separator + 1) };
}

function cookie(token: string, signature: string): Record<string, string> {
  return { [sessionCookieName]: encodeURIComponent(`${token}.${signature}`) };
}

function flipped(text: string): string {
  return `${text.startsWith("A") ? "B" : "A"}${text.slice(1)}`;
}

function org(claims: Readonly<Record<string, unknown>>): object {
  return claims["org"] as object;
}

function decode(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as Record<string, unknown>;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
