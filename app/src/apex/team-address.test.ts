import { expect, test } from "vitest";
import { apexOf, teamSlug } from "./team-address.ts";

const apex = "app.localhost:8787";

test("a team is found by its slug, its host, or an address copied from anywhere in it", () => {
  const ways = ["acme", " Acme ", "acme.app.localhost", "ACME.app.localhost:8787", "acme.app.localhost."];
  for (const typed of [...ways, "http://acme.app.localhost:8787/members?x=1#y"]) {
    expect(teamSlug(typed, apex), typed).toBe("acme");
  }
});

test("what cannot be a team's address leads nowhere, least of all to another site", () => {
  const wrong = [
    "",
    "a b",
    "acme.example.com",
    "-acme",
    "acme-",
    "ab",
    "xn--80ak6aa92e",
    "evil.test/acme",
    "a.b.app.localhost",
    "@acme",
  ];
  for (const typed of wrong) expect(teamSlug(typed, apex), typed).toBeNull();
});

test("the apex above a tenant's host is known, and a host of one's own has none", () => {
  expect(apexOf("nope.app.localhost:8787")).toBe("app.localhost:8787");
  expect(apexOf("portal.acme.com")).toBeNull();
  expect(apexOf("app.acme.com")).toBeNull();
});
