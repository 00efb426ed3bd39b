import { describe, expect, it } from "vitest";
import { localIssuersFrom, resolverFrom } from "./egress.ts";

const local = { baseDomain: "localhost", scheme: "http", port: "8787" } as const;
const deployed = { baseDomain: "gatehouse.example", scheme: "https", port: "" } as const;

describe("the issuers that may be called without TLS", () => {
  it("are none unless somebody lists them", () => {
    expect(localIssuersFrom({ LOCAL_ISSUERS: "" }, deployed).size).toBe(0);
    expect(localIssuersFrom({ LOCAL_ISSUERS: " , " }, deployed).size).toBe(0);
  });

  it("are the listed origins on a developer's machine", () => {
    const list = "http://idp.localhost:8787, http://other.localhost:8787";
    expect([...localIssuersFrom({ LOCAL_ISSUERS: list }, local)]).toEqual([
      "http://idp.localhost:8787",
      "http://other.localhost:8787",
    ]);
  });

  it.each(["http://idp.localhost:8787", "https://idp.localhost", "http://10.0.0.1", "https://login.example.com"])(
    "keep a Worker that is deployed from starting: %s",
    (list) => {
      expect(() => localIssuersFrom({ LOCAL_ISSUERS: list }, deployed)).toThrow("LOCAL_ISSUERS");
    },
  );

  it.each([
    "http://10.0.0.1",
    "http://127.0.0.1:8787",
    "http://localhost:8787",
    "http://idp.localhost.example.com",
    "http://idp.example.com",
    "http://idp.localhost:8787/",
    "http://idp.localhost:8787/realm",
    "http://user@idp.localhost:8787",
    "idp.localhost",
    "*",
  ])("are names under .localhost and nothing else: %s", (list) => {
    expect(() => localIssuersFrom({ LOCAL_ISSUERS: list }, local)).toThrow("LOCAL_ISSUERS");
  });
});

describe("the resolver", () => {
  it("is asked by https", () => {
    const endpoint = "https://cloudflare-dns.com/dns-query";
    expect(resolverFrom({ DNS_OVER_HTTPS: endpoint }, deployed)).toBe(endpoint);
    expect(() => resolverFrom({ DNS_OVER_HTTPS: "http://cloudflare-dns.com/dns-query" }, deployed)).toThrow(
      "DNS_OVER_HTTPS",
    );
    expect(() => resolverFrom({ DNS_OVER_HTTPS: "http://dns.localhost:8787/dns-query" }, deployed)).toThrow(
      "DNS_OVER_HTTPS",
    );
  });

  it("may be a stand-in on a developer's machine", () => {
    const endpoint = "http://dns.localhost:8787/dns-query";
    expect(resolverFrom({ DNS_OVER_HTTPS: endpoint }, local)).toBe(endpoint);
    expect(() => resolverFrom({ DNS_OVER_HTTPS: "http://1.1.1.1/dns-query" }, local)).toThrow("DNS_OVER_HTTPS");
  });
});
