import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { openDns } from "./dns.ts";
import type { LocalDns } from "./dns.ts";

const base = "http://dns.localhost:8787";
const name = "app.acme.localhost";

let dns: LocalDns;
beforeEach(async () => {
  dns = await openDns(await mkdtemp(join(tmpdir(), "dns-")), ["customers.localhost"]);
  await put("records", { name, type: "TXT", value: "here" });
});

async function put(what: "records" | "faults", body: object): Promise<Response> {
  return dns.fetch(new Request(`${base}/api/${what}`, { method: "PUT", body: JSON.stringify(body) }));
}

async function text(path: "dns-query" | "resolve", type: string, asked = name): Promise<string> {
  return (await dns.fetch(new Request(`${base}/${path}?name=${asked}&type=${type}`))).text();
}

async function ask(path: "dns-query" | "resolve", type = "TXT", asked = name): Promise<Record<string, unknown>> {
  return JSON.parse(await text(path, type, asked)) as Record<string, unknown>;
}

describe("two resolvers", () => {
  it("see the same zone", async () => {
    expect(await ask("resolve")).toEqual(await ask("dns-query"));
    expect(await ask("resolve")).toMatchObject({ Status: 0, Answer: [{ name, type: 16, data: '"here"' }] });
  });

  it.each([
    ["servfail", [], { Status: 2 }],
    ["nxdomain", [], { Status: 3 }],
    ["other", ["elsewhere"], { Status: 0, Answer: [{ name, type: 16, TTL: 60, data: '"elsewhere"' }] }],
    ["other", [], { Status: 0 }],
    ["truncated", [], { Status: 0, TC: true }],
  ])("can disagree: one says %s with %j", async (fault, values, answer) => {
    expect((await put("faults", { name: "APP.acme.localhost.", resolver: "resolve", fault, values })).status).toBe(200);
    const seen = await ask("resolve");
    expect(seen).toMatchObject(answer);
    expect(seen["Answer"]).toEqual((answer as Record<string, unknown>)["Answer"]);
    expect(await ask("dns-query")).toMatchObject({ Status: 0, Answer: [{ data: '"here"' }] });
    expect(await ask("resolve", "TXT", "other.localhost")).toMatchObject({ Status: 3, TC: false });
  });

  it("can both be wrong, of one type alone, until they are told otherwise", async () => {
    await put("faults", { name, type: "TXT", fault: "servfail" });
    for (const resolver of ["dns-query", "resolve"] as const) {
      expect(await ask(resolver)).toMatchObject({ Status: 2 });
      expect(await ask(resolver, "CNAME")).toMatchObject({ Status: 0 });
    }
    await put("faults", { name, type: "TXT", fault: null });
    expect(await ask("resolve")).toMatchObject({ Status: 0 });
    await put("faults", { name, type: "TXT", fault: "nxdomain" });
    await dns.fetch(new Request(`${base}/api/faults`, { method: "DELETE" }));
    expect(await ask("resolve")).toMatchObject({ Status: 0 });
    expect(await (await dns.fetch(new Request(`${base}/api/faults`))).json()).toEqual([]);
  });

  it("can be silent", async () => {
    await put("faults", { name, resolver: "dns-query", fault: "silence" });
    const answered = vi.fn();
    void text("dns-query", "TXT").then(answered);
    expect(await ask("resolve")).toMatchObject({ Status: 0 });
    expect(answered).not.toHaveBeenCalled();
  });

  it("can say far too much, and half of what they say", async () => {
    await put("faults", { name, fault: "huge" });
    expect((await text("resolve", "TXT")).length).toBeGreaterThan(4_000_000);
    expect((await ask("resolve"))["Answer"]).toHaveLength(2);
    await put("faults", { name, fault: "malformed" });
    const half = await text("resolve", "TXT");
    expect(() => JSON.parse(half) as unknown).toThrow(SyntaxError);
  });

  it("can write a CAA record as bytes", async () => {
    await put("records", { name, type: "CAA", value: '128 issue "ca.test"' });
    await put("faults", { name, type: "CAA", resolver: "resolve", fault: "hex" });
    const data = String.raw`\# 14 80 05 69 73 73 75 65 63 61 2e 74 65 73 74`;
    expect(await ask("resolve", "CAA")).toMatchObject({ Answer: [{ type: 257, data }] });
    expect(await ask("dns-query", "CAA")).toMatchObject({ Answer: [{ data: '128 issue "ca.test"' }] });
  });

  it("follow sixteen aliases and no more", async () => {
    for (let step = 0; step < 17; step += 1) {
      await put("records", { name: `a${step}.test`, type: "CNAME", value: `a${step + 1}.test` });
    }
    await put("records", { name: "a16.test", type: "CNAME", value: "customers.localhost" });
    expect((await ask("resolve", "A", "a1.test"))["Answer"]).toHaveLength(16);
    expect(await ask("resolve", "A", "a0.test")).toMatchObject({ Status: 2 });
  });

  it("know that what customers' records lead to exists, and has no address here", async () => {
    const answer = await ask("resolve", "A", "customers.localhost");
    expect(answer).toMatchObject({ Status: 0 });
    expect(answer).not.toHaveProperty("Answer");
  });

  it("are told nothing that makes no sense", async () => {
    for (const fault of [
      { name, fault: "loud" },
      { fault: "servfail" },
      { name, resolver: "third", fault: "servfail" },
    ]) {
      expect((await put("faults", fault)).status).toBe(400);
    }
  });
});
