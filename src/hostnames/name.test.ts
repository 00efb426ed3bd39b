import { array, assert, constantFrom, property, string, stringMatching, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import { hostnameFrom, type HostnameRefusal } from "./name.ts";
import { unicodeOf } from "./written-name.ts";

const deployed = {
  baseDomain: "gatehouse.example",
  cnameTarget: "customers.gatehouse.example",
  reservedHostnames: ["gatehouse.example", "*.gatehouse.example", "status.gatehouse.org"],
};
const local = {
  baseDomain: "localhost",
  cnameTarget: "customers.localhost",
  reservedHostnames: ["localhost", "app.localhost", "*.app.localhost", "admin.localhost", "*.admin.localhost"],
};

const from = (typed: string, own: typeof deployed = deployed) => {
  const result = hostnameFrom(typed, own);
  return result.ok ? result.value : { refused: result.failure };
};
const refused = (failure: HostnameRefusal) => ({ refused: failure });

describe("a hostname", () => {
  it.each([
    ["app.acme.com", "app.acme.com"],
    ["  App.ACME.com\n", "app.acme.com"],
    ["app.acme.com.", "app.acme.com"],
    ["ａｐｐ．ａｃｍｅ．ｃｏｍ", "app.acme.com"],
    ["app。acme｡com．", "app.acme.com"],
    ["app\u200b.ac\u00adme.com", "app.acme.com"],
    ["\ufeffapp.acme.com", "app.acme.com"],
    ["bücher.acme.com", "xn--bcher-kva.acme.com"],
    ["BÜCHER.acme.com", "xn--bcher-kva.acme.com"],
    ["bu\u0308cher.acme.com", "xn--bcher-kva.acme.com"],
    ["XN--BCHER-KVA.acme.com", "xn--bcher-kva.acme.com"],
    ["straße.acme.com", "xn--strae-oqa.acme.com"],
    ["app.例え.jp", "app.xn--r8jz45g.jp"],
    ["https://app.acme.com", "app.acme.com"],
    ["HTTPS://app.acme.com/", "app.acme.com"],
    ["http://app.acme.com:8787/login?next=/#top", "app.acme.com"],
    ["app.acme.com:443", "app.acme.com"],
    ["app.acme.com/", "app.acme.com"],
    ["a.b.c.d.e.acme.co.uk", "a.b.c.d.e.acme.co.uk"],
    ["1.acme.com", "1.acme.com"],
    ["a--b.acme.com", "a--b.acme.com"],
    [`${"a".repeat(55)}.acme.com`, `${"a".repeat(55)}.acme.com`],
  ])("is what is meant by %j", (typed, meant) => {
    expect(from(typed)).toBe(meant);
  });

  const table: readonly (readonly [HostnameRefusal, readonly string[]])[] = [
    [
      "not_a_name",
      ["", " ", ".", "..", "https://", "app..acme.com", ".app.acme.com", "app.acme.com..", "app acme.com"],
    ],
    [
      "not_a_name",
      ["a_b.acme.com", "_gatehouse.app.acme.com", "-a.acme.com", "a-.acme.com", "a!.acme.com", "é!.acme.com"],
    ],
    [
      "not_a_name",
      ["app.ac\u200dme.com", "app.ac\u200cme.com", "app.acme.com\u0000", "a\u202eb.acme.com", "٣a.acme.com"],
    ],
    [
      "not_a_name",
      ["xn--.acme.com", "xn--a.acme.com", "xn--zz.acme.com", "xn--app-.acme.com", "ab--c.acme.com", "XN--A.acme.com"],
    ],
    [
      "not_a_name",
      ["app.acme.com@evil.example", "https://user:secret@app.acme.com", "%61pp.acme.com", "app\\.acme.com"],
    ],
    [
      "not_a_name",
      ["app.acme.1", "1.2.3.4.5", "app.acme.0x10", "app.acme.com:123456", "ftp://app.acme.com", "mailto:a@acme.com"],
    ],
    [
      "too_long",
      [
        `${"a".repeat(64)}.acme.com`,
        `${"a".repeat(56)}.acme.com`,
        `${"a.".repeat(130)}com`,
        `${"ü".repeat(60)}.acme.com`,
      ],
    ],
    ["wildcard", ["*.acme.com", "app.*.com", "*", "https://*.acme.com/"]],
    [
      "ip_address",
      ["192.0.2.1", "192.0.2.1.", "127.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "１９２.0.2.1"],
    ],
    [
      "ip_address",
      ["192.0.2.1:8787", "http://192.0.2.1/", "[::1]", "[::1]:80", "::1", "2001:db8::1", "http://[2001:db8::1]:443/"],
    ],
    ["single_label", ["acme", "acme.", "intranet", "https://intranet/", "ü"]],
    ["public_suffix", ["co.uk", "github.io", "foo.kawasaki.jp", "公司.cn", "xn--55qx5d.cn", "workers.dev", "CO.UK."]],
    [
      "apex",
      ["acme.com", "ACME.com.", "acme.co.uk", "bücher.de", "acme.github.io", "acme.workers.dev", "city.kawasaki.jp"],
    ],
    ["own_name", ["gatehouse.example", "app.gatehouse.example", "x.y.app.gatehouse.example", "status.gatehouse.org"]],
    ["own_name", ["customers.gatehouse.example", "GATEHOUSE。example", "https://acme.app.gatehouse.example/"]],
  ];
  it.each(table.flatMap(([reason, names]) => names.map((typed) => [reason, typed] as const)))(
    "is refused as %s: %j",
    (reason, typed) => {
      expect(from(typed)).toEqual(refused(reason));
    },
  );

  it("is the platform's own below its names, and not beside them", () => {
    expect(from("app.notgatehouse.example")).toBe("app.notgatehouse.example");
    expect(from("gatehouse.example.acme.com")).toBe("gatehouse.example.acme.com");
    expect(from("x.status.gatehouse.org")).toBe("x.status.gatehouse.org");
  });

  it.each([
    ["Ü", "xn--wca"],
    ["ａ", "xn--mi7c"],
    ["ﬀ", "xn--im6c"],
    ["a soft hyphen", "xn--kba"],
    ["a and a joiner", "xn--a-ugn"],
    ["a mark without a letter", "xn--a-bcb"],
    ["two directions", "xn--abc-spe"],
    ["app", "xn--app-"],
  ])("is refused in a notation that nobody may write it in: %s", (_, label) => {
    expect(from(`${label}.acme.com`)).toEqual(refused("not_a_name"));
  });

  it("is the platform's own where the server would not serve it, whatever is listed", () => {
    const forgetful = { ...deployed, reservedHostnames: ["status.gatehouse.org"] };
    for (const typed of ["www.gatehouse.example", "acme.app.gatehouse.example", "admin.gatehouse.example"]) {
      expect(from(typed, forgetful)).toEqual(refused("own_name"));
    }
  });

  it("can be one below localhost on a developer's machine, but for the platform's own", () => {
    expect(from("app.acme.localhost", local)).toBe("app.acme.localhost");
    expect(from("http://portal.acme.localhost:8787/", local)).toBe("portal.acme.localhost");
    expect(from("acme.localhost", local)).toEqual(refused("apex"));
    const own = ["localhost", "app.localhost", "admin.localhost", "acme.app.localhost", "a.b.admin.localhost"];
    for (const typed of [...own, "customers.localhost"]) expect(from(typed, local)).toEqual(refused("own_name"));
  });
});

describe("whatever is typed", () => {
  const label = stringMatching(/^[a-z0-9]([a-z0-9]{0,6}[a-z0-9])?$/);
  const typed = tuple(
    constantFrom("", "https://", " "),
    array(label, { minLength: 3, maxLength: 5 }),
    constantFrom("", ".", "/x"),
  );

  it("is one name, and that name means itself, as do its capitals and what people read", () => {
    assert(
      property(string({ unit: "grapheme", maxLength: 12 }), (text) => {
        const name = from(`${text}.acme.com`);
        if (typeof name !== "string") return;
        expect(name).toMatch(/^[a-z0-9.-]{4,64}$/);
        for (const again of [name, name.toUpperCase(), unicodeOf(name), `${name}.`, `https://${name}/`]) {
          expect(from(again)).toBe(name);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("is taken with what stands around it, or refused, and never changed", () => {
    assert(
      property(typed, ([before, labels, after]) => {
        const name = labels.join(".");
        const result = from(`${before}${name}${after}`);
        if (typeof result === "string") expect(result).toBe(name);
      }),
    );
  });

  it("never throws", () => {
    assert(
      property(string({ unit: "binary", maxLength: 80 }), (text) => void from(text)),
      { numRuns: 5_000 },
    );
  });
});
