import { describe, expect, it } from "vitest";
import { DnsResolver } from "../dns/resolver.ts";
import { Egress } from "../egress/egress.ts";
import { issuerOf, refusedAddressOf } from "./issuer.ts";

function egressWhere(dns: () => unknown): Egress {
  return new Egress({
    fetch: async () => {
      throw new Error("Nobody may be called.");
    },
    resolver: new DnsResolver("https://dns.example/dns-query", async () => Response.json(dns()), 60_000),
    localOrigins: new Set(["http://idp.localhost:8787"]),
  });
}

const egress = egressWhere(() => ({ Status: 0 }));

describe("an issuer that an admin types in", () => {
  it.each([
    "https://login.example.com",
    "https://login.example.com/",
    "https://login.example.com/oauth2/default",
    "https://idp.test/realm",
    "http://idp.localhost:8787/acme",
  ])("is kept as it is: %s", (text) => {
    expect(issuerOf(text, egress)).toEqual({ ok: true, value: text });
  });

  it.each([
    ["https://login.example.com?tenant=1", "query_or_fragment"],
    ["https://login.example.com?", "query_or_fragment"],
    ["https://login.example.com#", "query_or_fragment"],
    [" https://login.example.com", "malformed_url"],
    ["https://login.example.com\n", "malformed_url"],
    ["login.example.com", "malformed_url"],
    ["http://login.example.com", "insecure"],
    ["http://idp.localhost:9999/acme", "insecure"],
    ["https://admin:secret@login.example.com", "credentials_in_url"],
    ["https://login.example.com:8443", "refused_port"],
    ["https://127.1", "refused_address"],
    ["https://login.internal", "refused_name"],
  ])("is refused without asking anybody: %s", (text, reason) => {
    expect(issuerOf(text, egress)).toMatchObject({ ok: false, failure: { reason } });
  });
});

describe("an issuer's name", () => {
  const answer = (...data: string[]) => ({ Status: 0, Answer: data.map((text) => ({ type: 1, data: text })) });

  it("that leads inside is refused", async () => {
    const inside = egressWhere(() => answer("93.184.216.34", "10.0.0.7"));
    expect(await refusedAddressOf("https://login.example.com", inside)).toEqual({
      reason: "refused_address",
      host: "login.example.com",
      address: "10.0.0.7",
      kind: "private",
    });
  });

  it.each([
    ["leads to public addresses", () => answer("93.184.216.34")],
    ["does not exist yet", () => ({ Status: 3 })],
    ["cannot be resolved now", () => ({ Status: 2 })],
  ])("that %s is no reason to refuse it", async (_case, dns) => {
    expect(await refusedAddressOf("https://login.example.com", egressWhere(dns))).toBeNull();
  });
});
