import { describe, expect, it } from "vitest";
import { z } from "zod";
import { localIssuersFrom, resolversFrom, resolverVariables } from "./egress.ts";

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

describe("the two resolvers", () => {
  const [one, other] = ["https://cloudflare-dns.com/dns-query", "https://dns.google/resolve"] as const;
  const from = (first: string, second: string, address: typeof local | typeof deployed) =>
    resolversFrom({ DNS_OVER_HTTPS: [first, second] }, address);

  it("are asked by https", () => {
    expect(from(one, other, deployed)).toEqual([one, other]);
    for (const plain of ["http://dns.google/resolve", "http://dns.localhost:8787/resolve"]) {
      expect(() => from(one, plain, deployed)).toThrow("DNS_OVER_HTTPS");
      expect(() => from(plain, other, deployed)).toThrow("DNS_OVER_HTTPS");
    }
  });

  it("are two: one machine that is asked twice agrees with itself", () => {
    expect(() => from(one, one, deployed)).toThrow("two different");
    expect(() => from(one, "https://cloudflare-dns.com/resolve", deployed)).toThrow("two different");
  });

  it("may be one stand-in on a developer's machine", () => {
    const [first, second] = ["http://dns.localhost:8787/dns-query", "http://dns.localhost:8787/resolve"] as const;
    expect(from(first, second, local)).toEqual([first, second]);
    expect(() => from(first, first, local)).toThrow("two different");
    expect(() => from(first, "http://1.1.1.1/dns-query", local)).toThrow("DNS_OVER_HTTPS");
  });
});

describe("the list of resolvers", () => {
  const parse = (text: string) => z.object(resolverVariables).safeParse({ DNS_OVER_HTTPS: text });

  it("is two addresses, separated by space", () => {
    expect(parse("https://a.example/x  https://b.example/y").data?.DNS_OVER_HTTPS).toEqual([
      "https://a.example/x",
      "https://b.example/y",
    ]);
  });

  it.each(["", "https://a.example", "https://a.example https://b.example https://c.example", "a.example b.example"])(
    "is nothing else: %s",
    (text) => {
      expect(parse(text).success).toBe(false);
    },
  );
});
