import { describe, expect, it } from "vitest";
import type { Fetch } from "../http/outgoing.ts";
import { textOf } from "./character-string.ts";
import { DnsResolver } from "./resolver.ts";

const endpoint = "https://dns.example/dns-query";

function resolver(answer: (type: string) => unknown, asked: string[] = []): DnsResolver {
  return resolverOver(async (url) => {
    asked.push(url);
    const given = await answer(new URL(url).searchParams.get("type") ?? "");
    return given instanceof Response ? given : Response.json(given);
  });
}

/** Patient unless a test is about patience. */
const resolverOver = (fetch: Fetch, milliseconds = 60_000) => new DnsResolver(endpoint, fetch, milliseconds);

const records = (type: number, ...data: string[]) => ({
  Status: 0,
  Answer: data.map((text) => ({ type, data: text })),
});

describe("a name's TXT records", () => {
  it("are asked for by name and read as texts", async () => {
    const asked: string[] = [];
    const dns = resolver(() => records(16, '"gatehouse-verification=abc"', '"v=spf1 " "-all"'), asked);
    expect(await dns.txt("_gatehouse.acme.example")).toEqual({
      ok: true,
      value: ["gatehouse-verification=abc", "v=spf1 -all"],
    });
    expect(asked).toEqual([`${endpoint}?name=_gatehouse.acme.example&type=TXT`]);
  });

  it("leave out the aliases on the way to them", async () => {
    const answer = { Status: 0, Answer: [{ type: 5, data: "other.example." }, ...records(16, '"x"').Answer] };
    expect(await resolver(() => answer).txt("a.example")).toEqual({ ok: true, value: ["x"] });
  });

  it.each([
    ["the name does not exist", { Status: 3 }],
    ["the name has none", { Status: 0 }],
    ["the name has others", records(1, "192.0.2.1")],
  ])("do not exist when %s", async (_case, answer) => {
    expect(await resolver(() => answer).txt("a.example")).toEqual({ ok: false, failure: "no_such_record" });
  });

  it.each([
    ["cannot find out", () => ({ Status: 2 })],
    ["refuses", () => ({ Status: 5 })],
    ["tells only a part", () => ({ ...records(16, '"x"'), TC: true })],
    ["fails", () => new Response("x", { status: 502 })],
    ["sends elsewhere", () => new Response(null, { status: 302, headers: { location: "https://evil.example" } })],
    ["says something else", () => ({ hello: "world" })],
    ["sends what is no JSON", () => new Response("<html>")],
    ["says too much", () => records(16, "x".repeat(65 * 1024))],
    ["does not exist", () => Promise.reject(new Error("down"))],
  ])("are not known when the resolver %s", async (_case, answer) => {
    expect(await resolver(answer).txt("a.example")).toEqual({ ok: false, failure: "no_answer" });
  });

  it("are not known when the resolver says nothing in time", async () => {
    const silent = resolverOver(() => new Promise(() => {}), 20);
    expect(await silent.txt("a.example")).toEqual({ ok: false, failure: "no_answer" });
  });

  it("cannot be asked for under a name that adds to the question", async () => {
    const asked: string[] = [];
    await resolver(() => records(16), asked).txt("a.example&type=A#");
    expect(new URL(asked[0] ?? "").searchParams.getAll("type")).toEqual(["TXT"]);
  });
});

describe("a name's addresses", () => {
  it("are those of both kinds", async () => {
    const dns = resolver((type) => (type === "A" ? records(1, "192.0.2.1") : records(28, "2001:db8::1")));
    expect(await dns.addresses("a.example")).toEqual({ ok: true, value: ["192.0.2.1", "2001:db8::1"] });
  });

  it("may be of one kind", async () => {
    const dns = resolver((type) => (type === "A" ? records(1, "192.0.2.1") : { Status: 0 }));
    expect(await dns.addresses("a.example")).toEqual({ ok: true, value: ["192.0.2.1"] });
  });

  it("are not known when one kind is not", async () => {
    const dns = resolver((type) => (type === "A" ? records(1, "192.0.2.1") : { Status: 2 }));
    expect(await dns.addresses("a.example")).toEqual({ ok: false, failure: "no_answer" });
  });

  it("do not exist when there are none of either kind", async () => {
    expect(await resolver(() => ({ Status: 3 })).addresses("a.example")).toEqual({
      ok: false,
      failure: "no_such_record",
    });
  });
});

describe("the text of a record", () => {
  it.each([
    ['"plain"', "plain"],
    ["without quotes", "without quotes"],
    ['with "quotes" inside', 'with "quotes" inside'],
    ['"a" "b"', "ab"],
    ['"a""b"', "ab"],
    [String.raw`"say \"hi\" \\ \065"`, 'say "hi" \\ A'],
    [String.raw`"\195\188ber"`, "über"],
    ['"über"', "über"],
    ['""', ""],
  ])("is read from %s", (data, text) => {
    expect(textOf(data)).toBe(text);
  });
});
