import { describe, expect, test } from "vitest";
import { sessionCookieOf, tenantSecret, verifySessionCookie } from "./cookie.ts";

const secret = await tenantSecret("a platform secret of 32 characters", "org_a");

async function signed(token: string, key: string): Promise<string> {
  const imported = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(key),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const signature = await crypto.subtle.sign("HMAC", imported, new TextEncoder().encode(token));
  return encodeURIComponent(`${token}.${btoa(String.fromCharCode(...new Uint8Array(signature)))}`);
}

test("a cookie that this tenant's secret signed gives its token back", async () => {
  expect(await verifySessionCookie(await signed("token", secret), secret)).toBe("token");
});

describe("any other cookie gives nothing", () => {
  test("signed for another tenant of the same platform", async () => {
    const other = await tenantSecret("a platform secret of 32 characters", "org_b");
    expect(await verifySessionCookie(await signed("token", other), secret)).toBeNull();
  });

  test("with another token before the signature", async () => {
    const value = await signed("token", secret);
    expect(await verifySessionCookie(value.replace("token", "t0ken"), secret)).toBeNull();
  });

  test.each(["", ".", "token", "token.", ".sig", "token.%", "%E0%A4%A", "token.!!!!", "a.b.c"])("%s", async (value) => {
    expect(await verifySessionCookie(value, secret)).toBeNull();
  });
});

test("the session cookie is found among others, and only by its whole name", () => {
  expect(sessionCookieOf("a=1; __Host-gatehouse.session_token=x.y; b=2")).toBe("x.y");
  expect(sessionCookieOf("gatehouse.session_token=x; x__Host-gatehouse.session_token=y")).toBeNull();
  expect(sessionCookieOf(null)).toBeNull();
});
