import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { openDns } from "./dns.ts";
import type { LocalDns } from "./dns.ts";

const base = "http://dns.localhost:8787";

let folder: string;
let dns: LocalDns;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dns-"));
  dns = await openDns(folder);
});

function put(record: unknown): Promise<Response> {
  return dns.fetch(new Request(`${base}/api/records`, { method: "PUT", body: JSON.stringify(record) }));
}

async function set(name: string, type: string, value: string | string[]): Promise<void> {
  expect((await put({ name, type, value })).status).toBe(200);
}

async function ask(name: string, type: string): Promise<Record<string, unknown>> {
  const query = new URLSearchParams({ name, type });
  const response = await dns.fetch(new Request(`${base}/dns-query?${query}`));
  expect(response.headers.get("content-type")).toBe("application/dns-json");
  return response.json<Record<string, unknown>>();
}

describe("DNS over HTTPS", () => {
  it("answers with the question, and each value as a record of its own", async () => {
    await set("acme.test", "A", ["192.0.2.1", "192.0.2.2"]);
    expect(await ask("acme.test", "A")).toMatchObject({
      Status: 0,
      Question: [{ name: "acme.test", type: 1 }],
      Answer: [
        { name: "acme.test", type: 1, TTL: 60, data: "192.0.2.1" },
        { name: "acme.test", type: 1, TTL: 60, data: "192.0.2.2" },
      ],
    });
  });

  it("compares names without case and without a trailing dot, and takes a type by its number", async () => {
    await set("Acme.Test.", "AAAA", "2001:db8::1");
    expect(await ask("ACME.test.", "28")).toMatchObject({ Status: 0, Answer: [{ data: "2001:db8::1" }] });
    expect(await ask("acme.test", "aaaa")).toMatchObject({ Status: 0, Answer: [{ data: "2001:db8::1" }] });
  });

  it("quotes texts, and cuts them where the protocol does", async () => {
    await set("_gatehouse.acme.test", "TXT", ['say "hi" \\o/', "x".repeat(300)]);
    const { Answer } = await ask("_gatehouse.acme.test", "TXT");
    expect(Answer).toEqual([
      expect.objectContaining({ type: 16, data: String.raw`"say \"hi\" \\o/"` }),
      expect.objectContaining({ type: 16, data: `"${"x".repeat(255)}" "${"x".repeat(45)}"` }),
    ]);
  });

  it("says NXDOMAIN for a name without records, and nothing at all for a type the name does not have", async () => {
    await set("acme.test", "TXT", "hello");
    expect(await ask("nobody.test", "TXT")).toMatchObject({ Status: 3 });
    for (const type of ["A", "MX"]) {
      const answer = await ask("acme.test", type);
      expect(answer).toMatchObject({ Status: 0 });
      expect(answer).not.toHaveProperty("Answer");
    }
  });

  it("follows an alias, and tells of it", async () => {
    await set("www.acme.test", "CNAME", "host.test");
    await set("host.test", "A", "192.0.2.7");
    expect(await ask("www.acme.test", "A")).toMatchObject({
      Status: 0,
      Answer: [
        { name: "www.acme.test", type: 5, data: "host.test" },
        { name: "host.test", type: 1, data: "192.0.2.7" },
      ],
    });
    const itself = await ask("www.acme.test", "CNAME");
    expect(itself).toMatchObject({ Status: 0, Answer: [{ type: 5, data: "host.test" }] });
  });

  it("comes to an end with aliases that lead in a circle or nowhere", async () => {
    await set("a.test", "CNAME", "b.test");
    await set("b.test", "CNAME", "a.test");
    expect(await ask("a.test", "A")).toMatchObject({ Status: 2 });
    await set("b.test", "CNAME", "gone.test");
    expect(await ask("b.test", "A")).toMatchObject({ Status: 3 });
  });

  it("has no address for a name below localhost, where it has everything else", async () => {
    for (const [type, value] of [
      ["A", "127.0.0.1"],
      ["AAAA", "::1"],
    ] as const) {
      expect((await put({ name: "app.acme.localhost", type, value })).status).toBe(400);
    }
    await set("app.acme.localhost", "CNAME", "customers.localhost");
    await set("_gatehouse.app.acme.localhost", "TXT", "gatehouse-hostname=1");
    await set("acme.localhost", "CAA", '0 issue "letsencrypt.org"');
    const [alias] = (await ask("app.acme.localhost", "CNAME"))["Answer"] as object[];
    expect(alias).toMatchObject({ type: 5, data: "customers.localhost" });
    const [caa] = (await ask("acme.localhost", "CAA"))["Answer"] as object[];
    expect(caa).toMatchObject({ type: 257, data: '0 issue "letsencrypt.org"' });
    expect(await ask("app.acme.localhost", "A")).toMatchObject({ Status: 3 });
    expect(await ask("localhost", "A")).toMatchObject({ Status: 3 });
  });

  it("refuses a question that is none", async () => {
    for (const query of ["", "?type=A", "?name=acme.test&type=NONE", "?name=acme.test&type=constructor"]) {
      expect((await dns.fetch(new Request(`${base}/dns-query${query}`))).status).toBe(400);
    }
  });
});

describe("the zone", () => {
  const list = async (): Promise<unknown> => (await dns.fetch(new Request(`${base}/api/records`))).json();

  it("replaces what a name had of a type, and leaves its other types alone", async () => {
    await set("acme.test", "TXT", ["one", "two"]);
    await set("acme.test", "A", "192.0.2.1");
    await set("acme.test", "TXT", "three");
    expect(await list()).toEqual([
      { name: "acme.test", type: "A", value: ["192.0.2.1"] },
      { name: "acme.test", type: "TXT", value: ["three"] },
    ]);
  });

  it("forgets what is deleted", async () => {
    await set("acme.test", "TXT", "one");
    const deletion = new Request(`${base}/api/records?name=ACME.test&type=TXT`, { method: "DELETE" });
    expect((await dns.fetch(deletion)).status).toBe(204);
    expect(await list()).toEqual([]);
    expect(await ask("acme.test", "TXT")).toMatchObject({ Status: 3 });
  });

  it("is the same after a restart, whoever wrote at once", async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => set(`host-${index}.test`, "A", `192.0.2.${index}`)));
    const before = await list();
    dns = await openDns(folder);
    expect(await list()).toEqual(before);
    expect(before).toHaveLength(20);
  });

  it.each([
    ["no record", null],
    ["a name that is none", { name: "acme..test", type: "A", value: "192.0.2.1" }],
    ["a name of one part", { name: "acme", type: "A", value: "192.0.2.1" }],
    ["a type it does not keep", { name: "acme.test", type: "MX", value: "mail.acme.test" }],
    ["an address that is none", { name: "acme.test", type: "A", value: "192.0.2.256" }],
    ["an IPv6 address for an A record", { name: "acme.test", type: "A", value: "::1" }],
    ["an alias to no name", { name: "acme.test", type: "CNAME", value: "-" }],
    ["an empty text", { name: "acme.test", type: "TXT", value: "" }],
  ])("refuses %s", async (_what, record) => {
    expect((await put(record)).status).toBe(400);
    expect(await list()).toEqual([]);
  });

  it("has a page", async () => {
    const response = await dns.fetch(new Request(`${base}/`));
    expect(await response.text()).toContain("<h1>DNS</h1>");
    expect((await dns.fetch(new Request(`${base}/..%2fmail.ts`))).status).toBe(404);
  });
});
