import Cloudflare from "cloudflare";
import type {
  CustomHostname,
  CustomHostnameCreateResponse,
  CustomHostnameListParams,
} from "cloudflare/resources/custom-hostnames/custom-hostnames";
import { beforeEach, describe, expect, it } from "vitest";
import { meaningOf } from "../hostnames/registration-meaning.ts";
import { Redacted } from "../secrets/redacted.ts";
import { CustomHostnames } from "./custom-hostnames.ts";

const zone = "https://api.cloudflare.com/client/v4/zones/0123456789abcdef0123456789abcdef/custom_hostnames";
const token = "a-token-that-nobody-may-see";
const id = "6fb9a1a8-8a35-4f2e-9ae1-2f4d6c9e0a77";

let pauses: number[];
let calls: { url: string; init: RequestInit }[];
let answer: () => Response | Promise<Response>;

beforeEach(() => {
  [calls, pauses] = [[], []];
  answer = () => Response.json({ success: true, errors: [], messages: [], result: pending });
});

function hostnames(limitMilliseconds = 60_000): CustomHostnames {
  return new CustomHostnames({
    fetch: async (url, init) => {
      calls.push({ url, init });
      return answer();
    },
    zoneId: "0123456789abcdef0123456789abcdef",
    apiToken: new Redacted(token),
    exhausted: async (milliseconds) => void pauses.push(milliseconds),
    limitMilliseconds,
  });
}

const pending = {
  id,
  hostname: "app.acme.com",
  created_at: "2026-11-22T02:00:00.000000Z",
  status: "pending",
  ownership_verification: { type: "txt", name: "_cf-custom-hostname.app.acme.com", value: "own" },
  ownership_verification_http: {
    http_url: "http://app.acme.com/.well-known/cf-custom-hostname-challenge/1",
    http_body: "1",
  },
  verification_errors: ["custom hostname does not CNAME to this zone."],
  ssl: {
    id: "e1",
    type: "dv",
    method: "txt",
    status: "pending_validation",
    validation_errors: [{ message: "SERVFAIL looking up CAA for app.acme.com" }],
    validation_records: [{ status: "pending", txt_name: "_acme-challenge.app.acme.com", txt_value: "proof" }],
    dcv_delegation_records: [
      { cname: "_acme-challenge.app.acme.com", cname_target: "app.acme.com.aa.dcv.cloudflare.com" },
    ],
    wildcard: false,
  },
} satisfies CustomHostnameCreateResponse;

const registration = {
  id,
  hostname: "app.acme.com",
  status: "pending",
  sslStatus: "pending_validation",
  method: "txt",
  certificateExpiresAt: null,
  records: [
    { purpose: "ownership", type: "TXT", name: "_cf-custom-hostname.app.acme.com", value: "own" },
    { purpose: "certificate", type: "TXT", name: "_acme-challenge.app.acme.com", value: "proof" },
    {
      purpose: "renewal",
      type: "CNAME",
      name: "_acme-challenge.app.acme.com",
      value: "app.acme.com.aa.dcv.cloudflare.com",
    },
  ],
  errors: ["custom hostname does not CNAME to this zone.", "SERVFAIL looking up CAA for app.acme.com"],
};

const ssl = { type: "dv", settings: { min_tls_version: "1.2", http2: "on", tls_1_3: "on" } };

function list(hostnamesOnIt: readonly unknown[], info?: object): Response {
  return Response.json({ success: true, result: hostnamesOnIt, ...(info === undefined ? {} : { result_info: info }) });
}

/** Where Cloudflare's own client sends the same question. */
async function askedByClient(query: Omit<CustomHostnameListParams, "zone_id">): Promise<string> {
  const asked: string[] = [];
  const client = new Cloudflare({
    apiToken: token,
    fetch: async (input) => {
      asked.push(String(input instanceof Request ? input.url : input));
      return list([]);
    },
  });
  await client.customHostnames.list({ zone_id: "0123456789abcdef0123456789abcdef", ...query });
  return asked[0] ?? "nowhere";
}

function refusal(status: number, code: number, message = "No."): Response {
  return Response.json({ success: false, errors: [{ code, message }], messages: [], result: null }, { status });
}

describe("a call", () => {
  it("goes to Cloudflare's own address with the token, says what it wants, and follows nobody elsewhere", async () => {
    answer = () => Response.json({ success: true, result: pending }, { status: 201 });
    expect(await hostnames().create("app.acme.com", "txt")).toEqual({ ok: true, value: registration });
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      url: zone,
      init: {
        method: "POST",
        redirect: "manual",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      },
    });
    expect(JSON.parse(calls[0]?.init.body as string)).toEqual({
      hostname: "app.acme.com",
      ssl: { ...ssl, method: "txt" },
    });
  });

  it("that restarts a validation sends the same certificate settings again", async () => {
    answer = () => Response.json({ success: true, result: pending }, { status: 202 });
    expect(await hostnames().restart(id, "http")).toEqual({ ok: true, value: registration });
    expect(calls[0]).toMatchObject({ url: `${zone}/${id}`, init: { method: "PATCH" } });
    expect(JSON.parse(calls[0]?.init.body as string)).toEqual({ ssl: { ...ssl, method: "http" } });
  });

  it("that deletes is believed with and without the envelope of the others", async () => {
    answer = () => Response.json({ id });
    expect(await hostnames().delete(id)).toEqual({ ok: true, value: null });
    answer = () => Response.json({ success: true, result: { id } });
    expect(await hostnames().delete(id)).toEqual({ ok: true, value: null });
    expect(calls[1]).toMatchObject({ url: `${zone}/${id}`, init: { method: "DELETE" } });
  });
});

describe("a custom hostname", () => {
  const read = async (result: object) => {
    answer = () => Response.json({ success: true, result: { id, hostname: "app.acme.com", ...result } });
    const outcome = await hostnames().get(id);
    if (!outcome.ok) throw new Error(outcome.failure.reason);
    return outcome.value;
  };

  it("of which Cloudflare says little is not known to be active", async () => {
    expect(await read({})).toEqual({
      id,
      hostname: "app.acme.com",
      status: "unknown",
      sslStatus: "unknown",
      method: "unknown",
      certificateExpiresAt: null,
      records: [],
      errors: [],
    });
  });

  it("in states nobody had heard of keeps them in Cloudflare's words", async () => {
    const strange = await read({
      status: "active_elsewhere",
      ssl: { status: "half_issued", method: "dns_persist_01" },
    });
    expect(strange).toMatchObject({ status: "active_elsewhere", sslStatus: "half_issued", method: "dns_persist_01" });
  });

  it.each([
    ["Active (redeploying)", "Active (redeploying)"],
    ["pending-review", "pending-review"],
    ["ac<script>", "ac<script>"],
    [" active", " active"],
    ["x".repeat(100), "x".repeat(64)],
    ["a\u0000b\uD800", "a\uFFFDb\uFFFD"],
    ["Not yet_timed_out", "Not yet_timed_out"],
    ["", "unknown"],
    [7, "unknown"],
    [{ deep: true }, "unknown"],
  ])("keeps as its states whatever text they are, so that it can be stored: %j", async (told, kept) => {
    const strange = await read({ status: told, ssl: { status: told, method: told } });
    expect(strange).toMatchObject({ status: kept, sslStatus: kept, method: kept });
    expect(meaningOf(strange)).toEqual({ state: "pending_cloudflare" });
  });

  it.each([
    ["its certificate", { ssl: "gone" }, { sslStatus: "unknown" }],
    ["its states", { status: 7, ssl: { status: { deep: true } } }, { status: "unknown", sslStatus: "unknown" }],
    ["its records", { ssl: { status: "active", validation_records: {} } }, { sslStatus: "active", records: [] }],
    ["a record", { ssl: { validation_records: [null, { txt_name: "a.b" }, 7] } }, { records: [] }],
    ["its errors", { verification_errors: [{ a: 1 }, "Why."] }, { errors: ["Why."] }],
    ["its expiry", { ssl: { expires_on: "soon" } }, { certificateExpiresAt: null }],
  ])("that says something unknown of %s says the rest all the same", async (_what, result, expected) => {
    expect(await read(result)).toMatchObject(expected);
  });

  it("has a certificate until the first of its certificates expires, and a private one's end counts too", async () => {
    const certificates = [{ expires_on: "2027-03-01T10:00:00.531995Z" }, { expires_on: "2027-02-01T00:00:00Z" }];
    expect(await read({ ssl: { certificates } })).toMatchObject({ certificateExpiresAt: "2027-02-01T00:00:00.000Z" });
    const single = { ssl: { expires_on: "2027-01-01T00:00:00Z" } } satisfies Partial<CustomHostname>;
    expect(await read(single)).toMatchObject({ certificateExpiresAt: "2027-01-01T00:00:00.000Z" });
  });

  it("may say at most ten things about what is wrong, each once and none longer than three hundred characters", async () => {
    const many = Array.from({ length: 50 }, (_, index) => `${index} ${"x".repeat(1_000)}`);
    const { errors } = await read({ verification_errors: ["a", "a", ...many] });
    expect(errors).toHaveLength(10);
    expect(errors.filter((sentence) => sentence === "a")).toHaveLength(1);
    expect(Math.max(...errors.map(({ length }) => length))).toBe(300);
  });
});

describe("looking for a hostname", () => {
  it("finds that very name, and none that merely contains it", async () => {
    answer = () => list([{ ...pending, id: "other", hostname: "app.acme.com.evil.com" }, pending]);
    expect(await hostnames().find("app.acme.com")).toEqual({ ok: true, value: registration });
    answer = () => list([{ ...pending, hostname: "my.app.acme.com" }]);
    expect(await hostnames().find("app.acme.com")).toEqual({ ok: true, value: null });
  });

  it("asks as Cloudflare's own client would", async () => {
    answer = () => list([pending]);
    await hostnames().find("app.acme.com");
    expect(calls[0]?.url).toBe(await askedByClient({ hostname: { exact: "app.acme.com" }, per_page: 50 }));
  });

  it("finds it among entries that are not understood", async () => {
    answer = () => list([{ hostname: 7 }, pending]);
    expect(await hostnames().find("app.acme.com")).toEqual({ ok: true, value: registration });
  });

  it.each([
    ["an entry that is not understood may be it", [{ ...pending, id: {} }], undefined],
    ["an entry of another form may be it", [null], undefined],
    ["it may be on another page", [{ ...pending, hostname: "a.acme.com" }], { total_pages: 2 }],
    ["not all is told", [{ ...pending, hostname: "a.acme.com" }], { total_count: 51 }],
  ])("does not know that a hostname is not there where %s", async (_why, result, info) => {
    answer = () => list(result, info);
    expect(await hostnames().find("app.acme.com")).toEqual({
      ok: false,
      failure: { reason: "unreachable", detail: "not_understood" },
    });
  });

  it("finds nothing in an empty list, and does not know in what is no list", async () => {
    answer = () => list([]);
    expect(await hostnames().find("app.acme.com")).toEqual({ ok: true, value: null });
    answer = () => Response.json({ success: true, result: null });
    expect(await hostnames().find("app.acme.com")).toMatchObject({ ok: false, failure: { reason: "unreachable" } });
  });
});

describe("a page of all hostnames", () => {
  const full = Array.from({ length: 50 }, (_, index) => ({ id: `${index}`, hostname: `h${index}.acme.com` }));

  it.each([
    ["as many as Cloudflare says", full, { total_pages: 7 }, 7],
    ["as many as its count needs", full, { total_count: 101 }, 3],
    ["one more after a full one where it does not say", full, undefined, 5],
    ["no more after one that is not full", full.slice(1), {}, 4],
  ])("tells how many there are: %s", async (_case, result, info, pages) => {
    answer = () => list(result, info);
    expect(await hostnames().page(4)).toMatchObject({ ok: true, value: { pages } });
    expect(calls[0]?.url).toBe(await askedByClient({ page: 4, per_page: 50 }));
  });

  it("is told without the entries that are not understood, which are counted", async () => {
    answer = () => list([{ ...pending, id: 7 }, null, pending, { id: "a b", hostname: "b.acme.com" }], {});
    const value = { registrations: [registration], notUnderstood: 3, pages: 1 };
    expect(await hostnames().page(1)).toEqual({ ok: true, value });
  });

  it("is full, and followed by another, however little of it is understood", async () => {
    answer = () => list([...full.slice(1), null], {});
    expect(await hostnames().page(4)).toMatchObject({ ok: true, value: { notUnderstood: 1, pages: 5 } });
  });
});

describe("a refusal", () => {
  it.each([
    [409, 1406, "duplicate"],
    [404, 1436, "not_found"],
    [409, 1439, "conflict"],
    [403, 1404, "quota_exceeded"],
    [403, 1405, "quota_exceeded"],
    [400, 1407, "name_refused"],
    [400, 1408, "name_refused"],
    [400, 1409, "name_refused"],
    [400, 1410, "name_refused"],
    [400, 1411, "name_refused"],
    [400, 1448, "name_refused"],
    [400, 1469, "name_refused"],
    [401, 1000, "unauthorized"],
    [401, 1001, "unauthorized"],
    [401, 1002, "unauthorized"],
    [401, 1003, "unauthorized"],
    [401, 1004, "unauthorized"],
    [401, 1005, "unauthorized"],
    [403, 10000, "unauthorized"],
    [400, 9109, "unauthorized"],
    [403, 7000, "unauthorized"],
    [400, 1400, "rejected"],
    [400, 1402, "rejected"],
    [400, 1403, "rejected"],
    [400, 1422, "rejected"],
    [400, 1432, "rejected"],
    [400, 1433, "rejected"],
    [400, 1435, "rejected"],
    [400, 1440, "rejected"],
    [404, 7003, "rejected"],
    [409, 9999, "rejected"],
    [500, 1500, "unreachable"],
    [400, 1500, "unreachable"],
  ])("with status %i and code %i is: %s", async (status, code, reason) => {
    answer = () => refusal(status, code);
    for (const outcome of [
      await hostnames().create("app.acme.com", "http"),
      await hostnames().get(id),
      await hostnames().restart(id, "http"),
      await hostnames().delete(id),
      await hostnames().find("app.acme.com"),
      await hostnames().page(1),
    ]) {
      expect(outcome).toMatchObject({ ok: false, failure: { reason } });
    }
    expect(calls).toHaveLength(6);
  });

  it.each([
    ["cut to a length that can be kept", "x".repeat(5_000), ["x".repeat(300)]],
    ["without what cannot be kept", " No\u0000\uD800. ", ["No\uFFFD\uFFFD."]],
    ["if it has any", "  ", []],
  ])("of a name comes with Cloudflare's sentences, %s", async (_case, message, messages) => {
    answer = () => refusal(400, 1411, message);
    expect(await hostnames().create("app.example.com", "http")).toEqual({
      ok: false,
      failure: { reason: "name_refused", messages },
    });
  });

  it.each([
    ["7", 7_000, 7_000],
    ["0", 1_000, 1_000],
    ["99999999", 3_600_000, 3_600_000],
    [new Date(Date.now() + 120_000).toUTCString(), 60_000, 120_000],
    ["soon", 300_000, 300_000],
    [null, 300_000, 300_000],
  ])("for too many calls says how long to wait, whatever its body is: %s", async (header, least, most) => {
    answer = () => new Response("<html>", { status: 429, headers: header === null ? {} : { "retry-after": header } });
    const outcome = await hostnames().find("app.acme.com");
    if (outcome.ok || outcome.failure.reason !== "rate_limited") throw new Error(JSON.stringify(outcome));
    expect(outcome.failure.retryAfterMilliseconds).toBeGreaterThanOrEqual(least);
    expect(outcome.failure.retryAfterMilliseconds).toBeLessThanOrEqual(most);
  });
});

describe("an answer that says that no call is left", () => {
  const headers = { ratelimit: '"default";r=0;t=40' };

  it("is what it is, and nobody is to call again for as long as it says", async () => {
    answer = () => Response.json({ success: true, result: pending }, { status: 201, headers });
    expect(await hostnames().create("app.acme.com", "txt")).toEqual({ ok: true, value: registration });
    expect(pauses).toEqual([40_000]);
    answer = () => new Response("<html>", { status: 502, headers });
    expect(await hostnames().get(id)).toMatchObject({ ok: false, failure: { reason: "unreachable" } });
    expect(pauses).toEqual([40_000, 40_000]);
  });

  it("is not any that leaves some, nor the refusal itself, which says how long", async () => {
    answer = () => Response.json({ success: true, result: pending }, { headers: { ratelimit: '"default";r=1;t=40' } });
    await hostnames().get(id);
    answer = () => new Response(null, { status: 429, headers: { ...headers, "retry-after": "7" } });
    expect(await hostnames().get(id)).toMatchObject({ ok: false, failure: { retryAfterMilliseconds: 7_000 } });
    expect(pauses).toEqual([]);
  });
});

describe("nobody knows what was done", () => {
  it.each([
    ["the line breaks", () => Promise.reject(new Error(`could not send ${token}`))],
    ["a server fails", () => refusal(503, 1436)],
    ["a proxy fails", () => new Response("<html>", { status: 502 })],
    ["somebody else has a page that is missing", () => new Response("<html>", { status: 404 })],
    ["a 404 says nothing of the API's", () => Response.json({ error: "not found" }, { status: 404 })],
    ["it is sent elsewhere", () => new Response(null, { status: 302, headers: { location: "https://evil.example" } })],
    ["the answer is no JSON", () => new Response("{")],
    ["the answer is empty", () => new Response(null, { status: 201 })],
    ["the answer is no envelope", () => Response.json([pending])],
    ["the answer succeeds and does not", () => Response.json({ success: false, errors: [], result: pending })],
    ["the answer has no hostname", () => Response.json({ success: true, result: { id } })],
    [
      "the answer is about another",
      () => Response.json({ success: true, result: { id: "x", hostname: "b.acme.com" } }),
    ],
    ["the answer is too long", () => new Response(`{"success":true,"x":"${"x".repeat(3 * 1024 * 1024)}"}`)],
  ])("when %s: unreachable, one call, and no word of the token", async (_case, answers) => {
    answer = answers;
    for (const outcome of [await hostnames().create("app.acme.com", "http"), await hostnames().get(id)]) {
      expect(outcome).toMatchObject({ ok: false, failure: { reason: "unreachable" } });
      expect(JSON.stringify(outcome)).not.toContain(token);
    }
    expect(calls).toHaveLength(2);
  });

  it("when no answer comes in time, and the call is given up", async () => {
    answer = () => new Promise<Response>(() => {});
    expect(await hostnames(20).create("app.acme.com", "http")).toEqual({
      ok: false,
      failure: { reason: "unreachable", detail: "no_answer" },
    });
    expect(calls[0]?.init.signal?.aborted).toBe(true);
  });

  it("when the answer stops in the middle", async () => {
    answer = () =>
      new Response(new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode("{")) }));
    expect(await hostnames(20).find("app.acme.com")).toMatchObject({ ok: false, failure: { reason: "unreachable" } });
  });
});
