import { assert, property, string, webUrl } from "fast-check";
import { expect, test } from "vitest";
import { returnPath } from "./return-path.ts";

test("a path of this origin is kept whole", () => {
  expect(returnPath("/members?cursor=abc#top")).toBe("/members?cursor=abc#top");
  expect(returnPath("/")).toBe("/");
});

test("nothing in the address bar leads to another site after signing in", () => {
  const traps = [
    "https://elsewhere.test/",
    "//elsewhere.test/",
    "/\\elsewhere.test",
    "/\t/elsewhere.test",
    "/\n//elsewhere.test",
    "/.//elsewhere.test",
    "/x/..//elsewhere.test",
    "javascript:alert(1)",
    "data:text/html,x",
    " //elsewhere.test",
    "elsewhere.test",
    "",
    undefined,
    null,
    7,
    ["/members"],
  ];
  for (const trap of traps) expect(returnPath(trap), JSON.stringify(trap)).toBe("/");
});

test("whatever is asked for, the way back is a path of this origin", () => {
  const origin = "https://acme.app.example.test";
  const stays = (wanted: string) => {
    const path = returnPath(wanted);
    expect(path.startsWith("/")).toBe(true);
    expect(new URL(path, origin).origin).toBe(origin);
  };
  assert(property(string(), (text) => stays(text)));
  assert(property(string(), (text) => stays(`/${text}`)));
  assert(property(webUrl(), (url) => stays(url)));
});

test("nobody is sent back to a page in front of the gate, or to the API", () => {
  for (const path of [
    "/login",
    "/login?redirect=/login",
    "/reset-password?token=x",
    "/accept-invite/inv_1",
    "/recovery",
    "/sso-failed?reason=x",
    "/api/me",
  ]) {
    expect(returnPath(path)).toBe("/");
  }
  expect(returnPath("/login-history")).toBe("/login-history");
});
