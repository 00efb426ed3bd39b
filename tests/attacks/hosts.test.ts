import { beforeAll, describe, expect, test } from "vitest";
import { platform } from "../platform.ts";
import { mailTo, newMember, newTenant, visitor, type Tenant } from "../world.ts";
import { sendRaw, wire } from "./raw-request.ts";

/*
 * The Host header names the tenant, and only in one spelling. Everything here is sent byte for byte.
 */

let a: Tenant;
let b: Tenant;
beforeAll(async () => {
  a = await newTenant("hosta");
  b = await newTenant("hostb");
});

const cookieOf = (tenant: Tenant) => `Cookie: ${[...tenant.owner.cookies].map((pair) => pair.join("=")).join("; ")}`;

test.each([
  "user@{a}",
  "user:secret@{a}",
  "{a}:80@{b}",
  "{a}:0x50",
  "{a}:99999",
  "{a}:-1",
  "{a}:80:80",
  "{a}..",
  ".{a}",
  "{a}/",
  "{a}/../{b}",
  "{a}\\{b}",
  "{a}#{b}",
  "{a}?{b}",
  "{a},{b}",
  "{a}, {b}",
  "{a} {b}",
  "{a}\t{b}",
  "{a}%00",
  "{a}%2e",
  "%68{a}",
  "{a}\u0000",
  "[{a}]",
  "*.app.localhost",
  "*",
  "",
  "localhost",
  "127.0.0.1",
  "[::1]",
  "ＡＣＭＥ.app.localhost",
  "acme。app.localhost",
  "acme\u00ad.app.localhost",
])("a Host of %j is no tenant's, even with a tenant's own cookie", async (template) => {
  const host = template.replaceAll("{a}", a.host).replaceAll("{b}", b.host);
  for (const tenant of [a, b]) {
    for (const path of ["/api/tenancy/current", "/api/me"]) {
      const { status, text } = await sendRaw(wire(`GET ${path} HTTP/1.1`, [`Host: ${host}`, cookieOf(tenant)]));
      expect(status, text).toBeGreaterThanOrEqual(400);
      expect(status, text).toBeLessThan(500);
      expect(text).not.toContain(tenant.id);
    }
  }
});

test.each(["{a}:1", "{a}.", "{A}", "{a}.:65535"])(
  "a Host of %j is A's, and B's cookie is still nobody's there",
  async (template) => {
    const host = template.replace("{a}", a.host).replace("{A}", a.host.toUpperCase());
    const own = await sendRaw(wire("GET /api/me HTTP/1.1", [`Host: ${host}`, cookieOf(a)]));
    expect([own.status, own.text.includes(a.id)]).toEqual([200, true]);
    const other = await sendRaw(wire("GET /api/me HTTP/1.1", [`Host: ${host}`, cookieOf(b)]));
    expect([other.status, other.text.includes("SIGNED_OUT")]).toEqual([401, true]);
  },
);

test.each([
  ["two Host headers", (hosts: string[]) => wire("GET /api/me HTTP/1.1", [`Host: ${hosts[0]}`, `Host: ${hosts[1]}`])],
  [
    "the same Host twice",
    (hosts: string[]) => wire("GET /api/me HTTP/1.1", [`Host: ${hosts[0]}`, `host: ${hosts[0]}`]),
  ],
  ["an absolute target", (hosts: string[]) => wire(`GET http://${hosts[1]}/api/me HTTP/1.1`, [`Host: ${hosts[0]}`])],
  ["an authority as the target", (hosts: string[]) => wire(`GET ${hosts[1]}/api/me HTTP/1.1`, [`Host: ${hosts[0]}`])],
  ["a folded Host", (hosts: string[]) => wire("GET /api/me HTTP/1.1", [`Host: ${hosts[0]}\r\n ${hosts[1]}`])],
  ["a Host with a space before the colon", (hosts: string[]) => wire("GET /api/me HTTP/1.1", [`Host : ${hosts[0]}`])],
  ["no Host", () => wire("GET /api/me HTTP/1.1", ["X: y"])],
  ["no Host, in the old version", () => wire("GET /api/me HTTP/1.0", ["X: y"])],
])("a request with %s reaches no tenant", async (_, request) => {
  for (const hosts of [
    [a.host, b.host],
    [b.host, a.host],
  ]) {
    const withCookie = request(hosts).replace("\r\nConnection", `\r\n${cookieOf(a)}\r\nConnection`);
    const { status, text } = await sendRaw(withCookie);
    expect(status, text).toBe(400);
    expect(text).not.toContain("org_");
  }
});

describe("a body that two could read differently (request smuggling)", () => {
  const hidden = () => wire("GET /api/me HTTP/1.1", [`Host: ${a.host}`, cookieOf(a)]);
  const post = (headers: readonly string[], body: string) =>
    [
      "POST /api/auth/sign-in/email HTTP/1.1",
      `Host: ${b.host}`,
      `Origin: ${b.owner.origin}`,
      "Content-Type: application/json",
      ...headers,
      "",
      body,
    ].join("\r\n");

  test.each<[string, () => string]>([
    ["both lengths", () => post(["Content-Length: 4", "Transfer-Encoding: chunked"], `0\r\n\r\n${hidden()}`)],
    ["two lengths", () => post(["Content-Length: 0", `Content-Length: ${hidden().length}`], hidden())],
    ["a list of lengths", () => post([`Content-Length: 0, ${hidden().length}`], hidden())],
    ["a length with a sign", () => post(["Content-Length: +0"], hidden())],
    ["an encoding nobody knows", () => post(["Transfer-Encoding: xchunked"], `0\r\n\r\n${hidden()}`)],
    ["an encoding after chunked", () => post(["Transfer-Encoding: chunked, identity"], `0\r\n\r\n${hidden()}`)],
    [
      "a chunk that lies about its length",
      () => post(["Transfer-Encoding: chunked"], `1\r\n{}\r\n0\r\n\r\n${hidden()}`),
    ],
    ["bare line feeds", () => post(["X: y\nTransfer-Encoding: chunked"], `0\r\n\r\n${hidden()}`)],
  ])("%s: is refused whole, and what hides behind it is not answered", async (_, request) => {
    const { text } = await sendRaw(request());
    expect(text).not.toContain(a.id);
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });
});

test.each(["h2c", "websocket", "TLS/1.0"])(
  "an upgrade to %s opens no tunnel through which a second request passes the edge unseen",
  async (protocol) => {
    const upgrade = [
      "GET /api/me HTTP/1.1",
      `Host: ${b.host}`,
      "Connection: Upgrade, HTTP2-Settings",
      `Upgrade: ${protocol}`,
      "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA",
      "",
      "",
    ];
    const hidden = wire("GET /api/me HTTP/1.1", [`Host: ${a.host}`, cookieOf(a)]);
    const { text } = await sendRaw(`${upgrade.join("\r\n")}${hidden}`);
    expect(text).toContain("SIGNED_OUT");
    expect(text).not.toContain(a.id);
    expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  },
);

test("a header that is declared to be about the connection cannot take another away", async () => {
  for (const named of ["cookie", "origin", "host", "authorization", "cf-connecting-ip"]) {
    const head = [`Host: ${a.host}`, cookieOf(b), `Connection: close, ${named}`];
    const { status, text } = await sendRaw([`GET /api/me HTTP/1.1`, ...head, "", ""].join("\r\n"));
    expect([status, text.includes("SIGNED_OUT")], named).toEqual([401, true]);
  }
});

test("a client cannot say where it comes from: the log has the address of the connection", async () => {
  const sender = await visitor(a.host);
  const headers = { "cf-connecting-ip": "203.0.113.9", "x-forwarded-for": "203.0.113.9", "x-real-ip": "203.0.113.9" };
  await sender.post("/api/auth/sign-in/email", { email: "x@spoof.test", password: "wrong horse battery" }, { headers });
  const log = (await a.owner.get("/api/org/audit-logs?event=user.sign_in_failed&limit=1")).json.items;
  expect(log[0].address).toBe(sender.address);
});

test("a reset link leads to the configured address, whatever the request says it came to (host header poisoning)", async () => {
  const { email } = await newMember(a);
  const body = JSON.stringify({ email });
  const reply = await sendRaw(
    wire(
      "POST /api/auth/request-password-reset HTTP/1.1",
      [
        `Host: ${a.host}:1337`,
        `Origin: ${a.owner.origin}`,
        "Content-Type: application/json",
        `Content-Length: ${body.length}`,
        "X-Forwarded-Host: evil.example",
        "X-Forwarded-Proto: https",
        "Forwarded: host=evil.example;proto=https",
      ],
      body,
    ),
  );
  expect(reply.status, reply.text).toBe(200);
  const mail = await mailTo(email, ({ text }) => text.includes("/reset-password"));
  const addresses = [...mail.text.matchAll(/https?:\/\/[^/\s]+/g)].map(([address]) => address);
  expect(new Set(addresses)).toEqual(new Set([`http://${a.host}:${platform().port}`]));
});
