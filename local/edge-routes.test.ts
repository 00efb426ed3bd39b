import { describe, expect, it } from "vitest";
import { anything, exactly, routeFor, routingHost } from "./edge-routes.ts";

const routes = [
  { matches: exactly("admin.localhost"), target: "admin" },
  { matches: exactly("mail.localhost"), target: "mail" },
  { matches: anything, target: "server" },
];

describe("the edge's host table", () => {
  it.each([
    ["admin.localhost", "admin"],
    ["admin.localhost:8787", "admin"],
    ["ADMIN.Localhost:8787", "admin"],
    ["admin.localhost.", "admin"],
    ["admin.localhost.:8787", "admin"],
    ["mail.localhost:8787", "mail"],
    ["app.localhost:8787", "server"],
    ["acme.app.localhost:8787", "server"],
    ["app.acme.com", "server"],
    ["localhost:8787", "server"],
    ["127.0.0.1:8787", "server"],
    ["[::1]:8787", "server"],
    ["admin.localhost.evil.test", "server"],
    ["x.admin.localhost", "server"],
    ["admin.localhost@evil.test", "server"],
  ])("sends %s to %s", (header, target) => {
    expect(routeFor(routes, header)).toBe(target);
  });

  it("takes the port off an IPv6 address and not a part of it", () => {
    expect(routingHost("[::1]:8787")).toBe("[::1]");
    expect(routingHost("[::1]")).toBe("[::1]");
  });
});
