import { describe, expect, test } from "vitest";
import { primaryRedirect } from "./primary-redirect.ts";

const address = { baseDomain: "gatehouse.example", scheme: "https", port: "" } as const;
const slugHost = "acme.app.gatehouse.example";
const acme = {
  status: "active",
  hosts: ["portal.acme.com", slugHost, "old.acme.com"],
  redirectsToPrimary: true,
} as const;

function redirected(
  path: string,
  hostname = slugHost,
  snapshot: Parameters<typeof primaryRedirect>[0] = acme,
  bringsSession = false,
) {
  return primaryRedirect(snapshot, address, {
    hostname,
    url: new URL(path, "https://whatever.example"),
    bringsSession,
  });
}

describe("a page at another host leads to the same page at the primary one", () => {
  test.each([
    ["/", "https://portal.acme.com/"],
    ["/members?sort=name&redirect=%2Fx", "https://portal.acme.com/members?sort=name&redirect=%2Fx"],
    ["/login?redirect=https://evil.example/", "https://portal.acme.com/login?redirect=https://evil.example/"],
    ["/sso/sso_1", "https://portal.acme.com/sso/sso_1"],
    ["/reset-passwords", "https://portal.acme.com/reset-passwords"],
    ["/login?heretic=1", "https://portal.acme.com/login?heretic=1"],
    ["/members?here", "https://portal.acme.com/members?here"],
    ["/%zz/login?here", "https://portal.acme.com/%zz/login?here"],
  ])("%s", (path, expected) => {
    expect(redirected(path)).toBe(expected);
    expect(redirected(path, "old.acme.com")).toBe(expected);
  });

  test("at the scheme and port that the platform is reached by", () => {
    const local = { baseDomain: "localhost", scheme: "http", port: "8787" } as const;
    expect(
      primaryRedirect(acme, local, { hostname: slugHost, url: new URL("http://x/a?b"), bringsSession: false }),
    ).toBe("http://portal.acme.com:8787/a?b");
  });
});

test.each([
  "//evil.example/",
  "/\\evil.example",
  "/%2f%2fevil.example",
  "/@evil.example",
  "/.//evil.example",
  "/%0d%0aa:b",
])("a path like %s leads nowhere else", (path) => {
  const to = redirected(`https://whatever.example${path}`);
  expect(new URL(to ?? "").host).toBe("portal.acme.com");
  expect(to).toMatch(/^https:\/\/portal\.acme\.com\/[^\r\n]*$/);
});

describe("nobody is sent on", () => {
  test("from the primary host itself", () => expect(redirected("/", "portal.acme.com")).toBeNull());

  test("where the tenant does not want it, or has not said", () => {
    expect(redirected("/", slugHost, { ...acme, redirectsToPrimary: false })).toBeNull();
    expect(redirected("/", slugHost, { status: "active", hosts: acme.hosts })).toBeNull();
  });

  test("while the tenant is suspended or gone", () => {
    expect(redirected("/", slugHost, { ...acme, status: "suspended" })).toBeNull();
    expect(redirected("/", slugHost, { ...acme, status: "deleted", hosts: [] })).toBeNull();
  });

  test.each([
    "/accept-invite/inv_1",
    "/reset-password?token=abc",
    "/reset-password/?token=abc",
    "/sso/tests/flw_1",
    "/sso-failed?reason=used&request=req_1",
    "/accept%2Dinvite/inv_1",
    "/Reset-Password?token=abc",
    "/%72eset-password%2F?token=abc",
    "/SSO/Tests/flw_1",
  ])("from %s, which is for the host it names", (path) => expect(redirected(path)).toBeNull());

  test.each(["/recovery", "/recovery?redirect=%2Fsso", "/login?here", "/login?here=1", "/login/?redirect=%2F&here="])(
    "from %s, which is the way in that is left when that of the primary host is shut",
    (path) => expect(redirected(path)).toBeNull(),
  );

  test("who brings a session of the host: nobody can be shut out of where they are signed in", () => {
    expect(redirected("/org/settings/domains", slugHost, acme, true)).toBeNull();
  });
});
