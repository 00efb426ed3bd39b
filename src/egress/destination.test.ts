import { describe, expect, it } from "vitest";
import { destinationOf } from "./destination.ts";

const none: ReadonlySet<string> = new Set();

function refusal(url: string, localOrigins = none): string | null {
  const destination = destinationOf(url, localOrigins);
  return destination.ok ? null : destination.failure.reason;
}

describe("a URL that may be called", () => {
  it.each([
    ["https://login.example.com", "login.example.com", "name"],
    ["https://LOGIN.Example.com:443/tenant/v2.0", "login.example.com", "name"],
    ["https://login.example.com./", "login.example.com", "name"],
    ["https://bücher.example/", "xn--bcher-kva.example", "name"],
    ["https://idp.test/realm", "idp.test", "name"],
    ["https://1.1.1.1/", "1.1.1.1", "address"],
    ["https://[2606:4700:4700::1111]/", "2606:4700:4700::1111", "address"],
  ])("is %s", (url, host, kind) => {
    expect(destinationOf(url, none)).toMatchObject({ ok: true, value: { host, kind } });
  });

  it("may be a stand-in that the configuration lists, by its origin alone", () => {
    const listed = new Set(["http://idp.localhost:8787"]);
    expect(destinationOf("http://idp.localhost:8787/acme", listed)).toMatchObject({
      ok: true,
      value: { kind: "local" },
    });
    expect(refusal("http://idp.localhost:8788/acme", listed)).toBe("insecure");
    expect(refusal("https://idp.localhost:8787/acme", listed)).toBe("refused_port");
    expect(refusal("https://idp.localhost/acme", listed)).toBe("refused_name");
    expect(refusal("http://idp.localhost.evil.example:8787/", listed)).toBe("insecure");
    expect(refusal("http://user@idp.localhost:8787/", listed)).toBe("credentials_in_url");
  });
});

describe("a URL is refused", () => {
  it.each([
    "",
    "login.example.com",
    "/relative",
    "https://",
    "https://exa mple.com/",
    "https://[::1",
    "https://999.1.1.1/",
    "https://1.2.3.4.5/",
    "https://login.example.123/",
    "https://%00.example.com",
    `https://login.example.com/${"x".repeat(2_048)}`,
    "javascript:alert(1)",
    "data:application/json,{}",
  ])("when it is none that could be called: %s", (url) => {
    expect(refusal(url)).toBe("malformed_url");
  });

  it.each([
    "http://login.example.com",
    "ftp://login.example.com",
    "ws://login.example.com",
    "wss://login.example.com",
    "http://127.0.0.1",
    "http://169.254.169.254/latest/meta-data/",
  ])("without TLS: %s", (url) => {
    expect(refusal(url)).toBe("insecure");
  });

  it.each([
    "https://user:password@login.example.com",
    "https://user@login.example.com",
    "https://:password@login.example.com",
    "https://login.example.com@10.0.0.1/",
  ])("with credentials: %s", (url) => {
    expect(refusal(url)).toBe("credentials_in_url");
  });

  it.each(["https://login.example.com:8443", "https://login.example.com:80", "https://login.example.com:22"])(
    "at another port: %s",
    (url) => {
      expect(refusal(url)).toBe("refused_port");
    },
  );

  it.each([
    ["https://127.0.0.1/", "127.0.0.1"],
    ["https://127.1/", "127.0.0.1"],
    ["https://127.0.1/", "127.0.0.1"],
    ["https://0177.0.0.1/", "127.0.0.1"],
    ["https://0x7f.0.0.1/", "127.0.0.1"],
    ["https://0x7F000001/", "127.0.0.1"],
    ["https://2130706433/", "127.0.0.1"],
    ["https://017700000001/", "127.0.0.1"],
    ["https://0x7f.1/", "127.0.0.1"],
    ["https://127.0.0.1./", "127.0.0.1"],
    ["https://①②⑦.⓪.⓪.①/", "127.0.0.1"],
    ["https://１２７。０。０。１/", "127.0.0.1"],
    ["https://%31%32%37.0.0.1/", "127.0.0.1"],
    ["https://0/", "0.0.0.0"],
    ["https://0.0.0.0/", "0.0.0.0"],
    ["https://10.1/", "10.0.0.1"],
    ["https://192.168.1.1/", "192.168.1.1"],
    ["https://169.254.169.254/", "169.254.169.254"],
    ["https://2852039166/", "169.254.169.254"],
    ["https://0xA9FEA9FE/", "169.254.169.254"],
    ["https://0251.0376.0251.0376/", "169.254.169.254"],
    ["https://[::1]/", "::1"],
    ["https://[::]/", "::"],
    ["https://[0000:0000:0000:0000:0000:0000:0000:0001]/", "::1"],
    ["https://[::ffff:127.0.0.1]/", "::ffff:7f00:1"],
    ["https://[::ffff:a9fe:a9fe]/", "::ffff:a9fe:a9fe"],
    ["https://[::127.0.0.1]/", "::7f00:1"],
    ["https://[64:ff9b::127.0.0.1]/", "64:ff9b::7f00:1"],
    ["https://[2002:7f00:1::]/", "2002:7f00:1::"],
    ["https://[fd00:ec2::254]/", "fd00:ec2::254"],
    ["https://[fe80::1]/", "fe80::1"],
  ])("for an address that is not public: %s", (url, address) => {
    expect(destinationOf(url, none)).toMatchObject({ ok: false, failure: { reason: "refused_address", address } });
  });

  it.each([
    "https://localhost/",
    "https://localhost./",
    "https://LOCALHOST/",
    "https://idp.localhost/",
    "https://intranet/",
    "https://metadata/",
    "https://metadata.google.internal/",
    "https://metadata.google.internal./",
    "https://printer.local/",
    "https://router.home.arpa/",
    "https://ip6-localhost.localdomain/",
    "https://wiki.corp/",
    "https://nas.lan/",
    "https://1.0.0.127.in-addr.arpa/",
    "https://facebookcorewwwi.onion/",
    "https://a..example.com/",
    "https://-a.example.com/",
    `https://${"a.".repeat(130)}example/`,
  ])("for a name that leads inside, or nowhere: %s", (url) => {
    expect(refusal(url)).toBe("refused_name");
  });
});
