import { describe, expect, test } from "vitest";
import { classifyHost } from "./host.ts";

const base = "gatehouse.example";

describe("a Host header names exactly one thing", () => {
  test.each([
    ["acme.app.gatehouse.example", "tenant"],
    ["ACME.App.Gatehouse.Example", "tenant"],
    ["acme.app.gatehouse.example.", "tenant"],
    ["acme.app.gatehouse.example:8787", "tenant"],
    ["ACME.app.gatehouse.example.:443", "tenant"],
    ["app.gatehouse.example", "apex"],
    ["admin.gatehouse.example", "admin"],
    ["ADMIN.gatehouse.example.", "admin"],
    ["app.acme.com", "custom"],
    ["xn--bcher-kva.example", "custom"],
  ])("%s is %s", (header, kind) => {
    expect(classifyHost(header, base).kind).toBe(kind);
  });

  test("a tenant's host is canonical and carries its slug", () => {
    expect(classifyHost("ACME.app.gatehouse.example.:8787", base)).toEqual({
      kind: "tenant",
      hostname: "acme.app.gatehouse.example",
      slug: "acme",
    });
  });
});

describe("what is no name of ours is invalid", () => {
  test.each([
    ["a missing host", null],
    ["an empty host", ""],
    ["a label below a tenant", "a.acme.app.gatehouse.example"],
    ["punycode as a slug", "xn--acm-eka.app.gatehouse.example"],
    ["a slug of two characters", "ab.app.gatehouse.example"],
    ["a slug that starts with a hyphen", "-acme.app.gatehouse.example"],
    ["the base itself", "gatehouse.example"],
    ["another name directly under the base", "www.gatehouse.example"],
    ["a name below the admin host", "x.admin.gatehouse.example"],
    ["a single label", "localhost"],
    ["an IPv4 address", "127.0.0.1:8787"],
    ["an IPv6 address", "[::1]:8787"],
    ["two trailing dots", "acme.app.gatehouse.example.."],
    ["an empty label", "acme..gatehouse.example"],
    ["an underscore", "ac_me.app.gatehouse.example"],
    ["white space within", "acme .app.gatehouse.example"],
    ["user information", "acme.app.gatehouse.example@evil.example"],
    ["a path", "acme.app.gatehouse.example/evil"],
    ["a port that is none", "acme.app.gatehouse.example:evil"],
    ["a letter that only looks Latin", "аcme.app.gatehouse.example"],
    ["a host of 254 characters", `${"a".repeat(63)}.`.repeat(4).slice(0, 254)],
  ])("%s", (_, header) => {
    expect(classifyHost(header, base).kind).toBe("invalid");
  });

  test("a name that merely ends like the base is a custom hostname, never a tenant", () => {
    expect(classifyHost("evil-gatehouse.example", base).kind).toBe("custom");
    expect(classifyHost("acme.app.gatehouse.example.evil.com", base).kind).toBe("custom");
  });

  test("under a single-label base, as on a developer's machine, other names are custom hostnames", () => {
    expect(classifyHost("app.acme.localhost:8787", "localhost").kind).toBe("custom");
    expect(classifyHost("acme.app.localhost:8787", "localhost").kind).toBe("tenant");
  });
});

test("what tenants point their CNAME records at is nobody's, wherever it is", () => {
  for (const target of ["customers.gatehouse.example", "customers.elsewhere.example"]) {
    expect(classifyHost(target, base, target).kind).toBe("invalid");
    expect(classifyHost(`${target.toUpperCase()}.:443`, base, target).kind).toBe("invalid");
  }
  expect(classifyHost("customers.localhost:8787", "localhost", "customers.localhost").kind).toBe("invalid");
});

test("nothing below the base domain is anybody's own hostname, in production", () => {
  for (const host of ["portal.gatehouse.example", "app.acme.gatehouse.example", "a.customers.gatehouse.example"]) {
    expect(classifyHost(host, base).kind).toBe("invalid");
  }
});
