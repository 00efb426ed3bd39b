import { beforeEach, describe, expect, it } from "vitest";
import { DnsResolver } from "../dns/resolver.ts";
import type { Fetch } from "../http/outgoing.ts";
import { Egress, type EgressRequest } from "./egress.ts";

const url = "https://idp.example.com/token";

let addresses: readonly string[];
let asked: string[];
let called: { url: string; init: RequestInit }[];
let answer: () => Response | Promise<Response>;
let resolve: (type: string) => unknown;

beforeEach(() => {
  addresses = ["93.184.216.34"];
  asked = [];
  called = [];
  answer = () => Response.json({ hello: "world" });
  resolve = (type) => {
    const data = addresses.filter((address) => address.includes(":") === (type === "AAAA"));
    return { Status: 0, Answer: data.map((text) => ({ type: type === "A" ? 1 : 28, data: text })) };
  };
});

const resolverFetch: Fetch = async (question) => {
  const { searchParams } = new URL(question);
  asked.push(searchParams.get("name") ?? "");
  return Response.json(await resolve(searchParams.get("type") ?? ""));
};

/** Patient unless a test is about patience. */
function egress(milliseconds = 60_000, resolverMilliseconds = 60_000): Egress {
  return new Egress({
    fetch: async (calledUrl, init) => {
      called.push({ url: calledUrl, init });
      return answer();
    },
    resolver: new DnsResolver("https://dns.example/dns-query", resolverFetch, resolverMilliseconds),
    localOrigins: new Set(["http://idp.localhost:8787"]),
    limits: { milliseconds, bytes: 1_024 },
  });
}

const request: EgressRequest = {
  url,
  method: "GET",
  headers: {},
  body: null,
  accepts: ["application/json"],
};

const send = (changes: Partial<EgressRequest> = {}) => egress().send({ ...request, ...changes });

describe("a call to somebody outside", () => {
  it("comes back with the whole answer", async () => {
    expect(await send()).toEqual({
      ok: true,
      value: { status: 200, contentType: "application/json", text: '{"hello":"world"}' },
    });
  });

  it("says nothing but what it was told to say", async () => {
    await send({ method: "POST", headers: { authorization: "Basic x" }, body: "code=1" });
    expect(called).toHaveLength(1);
    const { signal, ...init } = called[0]?.init ?? {};
    expect(signal).toBeInstanceOf(AbortSignal);
    expect(init).toEqual({
      method: "POST",
      headers: { "user-agent": "Gatehouse", authorization: "Basic x", accept: "application/json" },
      body: "code=1",
      redirect: "manual",
      cache: "no-store",
    });
  });

  it("brings back an error that is written as was asked for", async () => {
    answer = () => Response.json({ error: "invalid_grant" }, { status: 400 });
    expect(await send()).toMatchObject({ ok: true, value: { status: 400, text: '{"error":"invalid_grant"}' } });
  });

  it("tells an error page by its status", async () => {
    answer = () => new Response("<h1>", { status: 404, headers: { "content-type": "text/html" } });
    expect(await send()).toEqual({
      ok: false,
      failure: { reason: "status", host: "idp.example.com", status: 404 },
    });
  });

  it("asks nobody and calls nobody when the URL itself is refused", async () => {
    expect(await send({ url: "https://127.1/" })).toMatchObject({ ok: false, failure: { reason: "refused_address" } });
    expect(await send({ url: "http://idp.example.com/" })).toMatchObject({
      ok: false,
      failure: { reason: "insecure" },
    });
    expect([asked, called]).toEqual([[], []]);
  });
});

describe("a name", () => {
  it.each([
    [["127.0.0.1"], "127.0.0.1", "loopback"],
    [["169.254.169.254"], "169.254.169.254", "metadata"],
    [["10.0.0.7"], "10.0.0.7", "private"],
    [["100.64.0.1"], "100.64.0.1", "private"],
    [["::1"], "::1", "loopback"],
    [["::ffff:10.0.0.1"], "::ffff:10.0.0.1", "reserved"],
    [["fd00:ec2::254"], "fd00:ec2::254", "metadata"],
    [["93.184.216.34", "10.0.0.7"], "10.0.0.7", "private"],
    [["93.184.216.34", "fe80::1"], "fe80::1", "link-local"],
    [["not an address:"], "not an address:", "reserved"],
  ])("that has %s is not called", async (resolved, address, kind) => {
    addresses = resolved;
    const failure = { reason: "refused_address", host: "idp.example.com", address, kind };
    expect(await send()).toEqual({ ok: false, failure });
    expect(called).toEqual([]);
  });

  it("that has public addresses only is called", async () => {
    addresses = ["93.184.216.34", "2606:4700:4700::1111"];
    expect(await send()).toMatchObject({ ok: true });
  });

  it("is resolved before every call: what was public may have become private", async () => {
    const way = egress();
    expect(await way.send(request)).toMatchObject({ ok: true });
    addresses = ["10.0.0.7"];
    expect(await way.send(request)).toMatchObject({ ok: false, failure: { reason: "refused_address" } });
    expect(called).toHaveLength(1);
  });

  it("that nobody has is told from one that nobody can resolve", async () => {
    addresses = [];
    expect(await send()).toEqual({ ok: false, failure: { reason: "no_such_host", host: "idp.example.com" } });
    resolve = () => ({ Status: 2 });
    expect(await send()).toEqual({
      ok: false,
      failure: { reason: "unreachable", host: "idp.example.com", at: "resolver" },
    });
    resolve = () => new Promise(() => {});
    expect(await egress(60_000, 20).send(request)).toMatchObject({
      ok: false,
      failure: { reason: "unreachable", at: "resolver" },
    });
    expect(called).toEqual([]);
  });

  it("of a stand-in, and a public address, need no resolver", async () => {
    expect(await send({ url: "http://idp.localhost:8787/token" })).toMatchObject({ ok: true });
    expect(await send({ url: "https://1.1.1.1/token" })).toMatchObject({ ok: true });
    expect(asked).toEqual([]);
  });
});

describe("an answer", () => {
  it.each([301, 302, 303, 307, 308, 304])("with status %i is not followed", async (status) => {
    answer = () =>
      new Response(null, {
        status,
        headers: { location: "http://169.254.169.254/secret", "content-type": "application/json" },
      });
    expect(await send()).toEqual({
      ok: false,
      failure: { reason: "redirected", host: "idp.example.com", status, to: "169.254.169.254" },
    });
    expect(called).toHaveLength(1);
  });

  it("that redirects is not followed from a stand-in either", async () => {
    answer = () => new Response(null, { status: 302, headers: { location: "/elsewhere" } });
    expect(await send({ url: "http://idp.localhost:8787/token" })).toMatchObject({
      ok: false,
      failure: { reason: "redirected", to: null },
    });
  });

  it.each([
    ["text/html", "text/html"],
    ["text/plain; charset=utf-8", "text/plain"],
    ["application/jwt", "application/jwt"],
    ["application/jsonp", "application/jsonp"],
    ["", null],
    ["nonsense", null],
  ])("of type %s is not read", async (given, contentType) => {
    answer = () => new Response("{}", { headers: { "content-type": given } });
    expect(await send()).toEqual({
      ok: false,
      failure: { reason: "wrong_content_type", host: "idp.example.com", contentType },
    });
  });

  it("of the right type is read, however that is written", async () => {
    answer = () => new Response("{}", { headers: { "content-type": "Application/JSON; charset=UTF-8" } });
    expect(await send()).toMatchObject({ ok: true, value: { contentType: "application/json", text: "{}" } });
  });

  it("that is too large is not read to its end, whatever it says about its length", async () => {
    let sent = 0;
    const endless = () =>
      new ReadableStream({
        pull(controller) {
          sent += 100;
          controller.enqueue(new Uint8Array(100).fill(32));
        },
      });
    answer = () => new Response(endless(), { headers: { "content-type": "application/json", "content-length": "10" } });
    expect(await send()).toEqual({
      ok: false,
      failure: { reason: "too_large", host: "idp.example.com", limitBytes: 1_024 },
    });
    expect(sent).toBeLessThan(2_048);
  });

  it("may be as large as the limit", async () => {
    answer = () => new Response(" ".repeat(1_024), { headers: { "content-type": "application/json" } });
    expect(await send()).toMatchObject({ ok: true });
  });

  it("that does not come is not waited for", async () => {
    answer = () => new Promise(() => {});
    const timeout = { reason: "timeout", host: "idp.example.com", limitMilliseconds: 20 };
    expect(await egress(20).send(request)).toEqual({ ok: false, failure: timeout });
    expect(called[0]?.init.signal?.aborted).toBe(true);
  });

  it("that stops half-way is not waited for", async () => {
    const halfway = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(10)) });
    answer = () => new Response(halfway, { headers: { "content-type": "application/json" } });
    expect(await egress(20).send(request)).toMatchObject({ ok: false, failure: { reason: "timeout" } });
  });

  it("that breaks off, or a connection that fails, is no answer", async () => {
    const unreachable = { ok: false, failure: { reason: "unreachable", host: "idp.example.com", at: "connection" } };
    answer = () => {
      throw new TypeError("certificate of another name");
    };
    expect(await send()).toEqual(unreachable);
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) });
    answer = () => new Response(broken, { headers: { "content-type": "application/json" } });
    expect(await send()).toEqual(unreachable);
  });
});
