import { describe, expect, it } from "vitest";
import { AgreeingResolvers } from "./agreeing-resolvers.ts";
import { DnsResolver } from "./resolver.ts";

type Zone = Readonly<Record<string, unknown>>;
const numbers: Readonly<Record<string, number>> = { CNAME: 5, TXT: 16, CAA: 257 };

/** What answers out of `zone` by name and type: texts are records, anything else is the answer itself; NXDOMAIN otherwise. */
function resolverOf(zone: Zone, asked: string[] = []): DnsResolver {
  const answer = async (url: string) => {
    const { searchParams } = new URL(url);
    const type = searchParams.get("type") ?? "";
    const question = `${searchParams.get("name")} ${type}`;
    asked.push(question);
    const said = zone[question];
    if (!Array.isArray(said)) return Response.json(said ?? { Status: 3 });
    return Response.json({ Status: 0, Answer: said.map((data: unknown) => ({ type: numbers[type], data })) });
  };
  return new DnsResolver("https://dns.example/dns-query", answer, 60_000);
}

const resolversOf = (one: Zone, other: Zone = one) => new AgreeingResolvers([resolverOf(one), resolverOf(other)]);
const servfail = { Status: 2 };
const cutOff = { Status: 0, TC: true };

describe("a TXT record", () => {
  const name = "_gatehouse.app.acme.example";
  const question = `${name} TXT`;
  const right: Zone = { [question]: ['"v=spf1 -all"', '" gatehouse-hostname=abc "'] };
  const wrong: Zone = { [question]: ['"gatehouse-hostname=xyz"'] };
  const none: Zone = {};
  const ask = (one: Zone, other: Zone) => resolversOf(one, other).txt(name, "gatehouse-hostname=abc");

  it("is found where both see it, among others and with space around it", async () => {
    expect(await ask(right, right)).toEqual({ outcome: "found", seen: ["v=spf1 -all", " gatehouse-hostname=abc "] });
  });

  it("is a matter of disagreement where one sees it, whichever that is, and whatever the other sees", async () => {
    for (const without of [none, wrong]) {
      expect((await ask(right, without)).outcome).toBe("disagreement");
      expect((await ask(without, right)).outcome).toBe("disagreement");
    }
  });

  it("is missing where neither sees anything, and another one where one of them sees another", async () => {
    expect(await ask(none, none)).toEqual({ outcome: "missing", seen: [] });
    expect(await ask(none, { [question]: { Status: 0 } })).toEqual({ outcome: "missing", seen: [] });
    expect(await ask(none, wrong)).toEqual({ outcome: "other", seen: ["gatehouse-hostname=xyz"] });
    expect(await ask(wrong, wrong)).toEqual({ outcome: "other", seen: ["gatehouse-hostname=xyz"] });
  });

  it("is not known while one of them cannot find out, whatever the other sees", async () => {
    for (const seen of [right, wrong, none]) {
      for (const unclear of [servfail, cutOff, { Status: 5 }, "nonsense"]) {
        expect((await ask(seen, { [question]: unclear })).outcome).toBe("no_answer");
        expect((await ask({ [question]: unclear }, seen)).outcome).toBe("no_answer");
      }
    }
  });

  it("is found among more and longer texts than are told of", async () => {
    const many = Array.from({ length: 40 }, (_, index) => `"${index}${"x".repeat(900)}"`);
    const huge: Zone = { [question]: [...many, '"gatehouse-hostname=abc"'] };
    const { outcome, seen } = await ask(huge, huge);
    expect(outcome).toBe("found");
    expect(seen).toHaveLength(10);
    expect(seen.every((text) => text.length === 200)).toBe(true);
  });

  it("is not known when there is more of it than anybody reads", async () => {
    const flood: Zone = { [question]: Array.from({ length: 80 }, () => `"${"x".repeat(1_000)}"`) };
    expect((await ask(flood, right)).outcome).toBe("no_answer");
  });

  it("is another one when only a part of it is the right text", async () => {
    const longer: Zone = { [question]: ['"gatehouse-hostname=abcd"', '"x gatehouse-hostname=abc"'] };
    expect((await ask(longer, longer)).outcome).toBe("other");
  });
});

describe("a CNAME", () => {
  const name = "app.acme.example";
  const target = "customers.gatehouse.example";
  const ask = (one: Zone, other: Zone = one) => resolversOf(one, other).cname(name, target);

  it("leads to the target, written in any case and with its last dot", async () => {
    expect(await ask({ [`${name} CNAME`]: ["Customers.Gatehouse.EXAMPLE."] })).toEqual({
      outcome: "found",
      seen: [target],
    });
  });

  it("may lead there by way of others, which are not asked further once it is there", async () => {
    const asked: string[] = [];
    const zone: Zone = {
      [`${name} CNAME`]: ["edge.acme.example."],
      "edge.acme.example CNAME": ["acme.cdn.example."],
      "acme.cdn.example CNAME": [`${target}.`],
    };
    const resolvers = new AgreeingResolvers([resolverOf(zone, asked), resolverOf(zone)]);
    expect(await resolvers.cname(name, target)).toEqual({
      outcome: "found",
      seen: ["edge.acme.example", "acme.cdn.example", target],
    });
    expect(asked).toEqual([`${name} CNAME`, "edge.acme.example CNAME", "acme.cdn.example CNAME"]);
  });

  it("is missing, or leads elsewhere", async () => {
    expect(await ask({})).toEqual({ outcome: "missing", seen: [] });
    expect(await ask({ [`${name} CNAME`]: [`${target}.evil.example.`] })).toEqual({
      outcome: "other",
      seen: [`${target}.evil.example`],
    });
  });

  it.each([
    ["to itself", { [`${name} CNAME`]: [name] }],
    ["in a circle", { [`${name} CNAME`]: ["b.example"], "b.example CNAME": [name] }],
    [
      "into a circle",
      { [`${name} CNAME`]: ["b.example"], "b.example CNAME": ["c.example"], "c.example CNAME": ["b.example"] },
    ],
  ])("leads nowhere when it leads %s", async (_case, zone) => {
    expect((await ask(zone)).outcome).toBe("other");
  });

  it("is left where its circle closes", async () => {
    const asked: string[] = [];
    const zone: Zone = { [`${name} CNAME`]: ["b.example"], "b.example CNAME": [name] };
    await new AgreeingResolvers([resolverOf(zone, asked), resolverOf(zone)]).cname(name, target);
    expect(asked).toEqual([`${name} CNAME`, "b.example CNAME"]);
  });

  it("is followed for eight steps and not for nine", async () => {
    const steps = (count: number): Zone =>
      Object.fromEntries(
        Array.from({ length: count }, (_, step) => [
          `${step === 0 ? name : `step${step}.example`} CNAME`,
          [step === count - 1 ? target : `step${step + 1}.example`],
        ]),
      );
    expect((await ask(steps(8))).outcome).toBe("found");
    expect((await ask(steps(9))).outcome).toBe("other");
  });

  it("is not known when it breaks off on its way", async () => {
    expect((await ask({ [`${name} CNAME`]: ["b.example"], "b.example CNAME": servfail })).outcome).toBe("no_answer");
  });

  it("is a matter of disagreement where one resolver follows it elsewhere", async () => {
    const there: Zone = { [`${name} CNAME`]: [target] };
    expect((await ask(there, { [`${name} CNAME`]: ["old.example"] })).outcome).toBe("disagreement");
  });
});

describe("the CAA records that decide", () => {
  const ask = (one: Zone, other: Zone = one) => resolversOf(one, other).caa("app.acme.example");
  const letsEncrypt = { critical: false, tag: "issue", value: "letsencrypt.org" };

  it("are a name's own before those of its parents", async () => {
    const zone: Zone = {
      "app.acme.example CAA": ['0 issue "letsencrypt.org"'],
      "acme.example CAA": ['0 issue ";"'],
    };
    expect(await ask(zone)).toEqual({ ok: true, value: { at: "app.acme.example", records: [letsEncrypt] } });
  });

  it("are those of the closest parent that has any, up to the top-level domain", async () => {
    expect(await ask({ "acme.example CAA": ['0 issue "letsencrypt.org"'], "example CAA": ['0 issue ";"'] })).toEqual({
      ok: true,
      value: { at: "acme.example", records: [letsEncrypt] },
    });
    expect(await ask({ "example CAA": ['0 issue "letsencrypt.org"'] })).toMatchObject({ value: { at: "example" } });
  });

  it("are none where nobody has any", async () => {
    expect(await ask({})).toEqual({ ok: true, value: { at: null, records: [] } });
  });

  it("are not known where a name on the way up is not, or a record cannot be read", async () => {
    const above: Zone = { "acme.example CAA": ['0 issue "letsencrypt.org"'] };
    const unknown = { ok: false, failure: "no_answer" };
    expect(await ask({ ...above, "app.acme.example CAA": servfail })).toEqual(unknown);
    expect(await ask(above, { ...above, "app.acme.example CAA": servfail })).toEqual(unknown);
    expect(await ask({ ...above, "app.acme.example CAA": ["nonsense", '0 issue "ssl.com"'] })).toEqual(unknown);
  });

  it("are the same in whatever order and notation the resolvers tell them", async () => {
    const texts = ['0 issue "letsencrypt.org"', '0 issue ";"'];
    const bytes = [String.raw`\# 8 00 05 69 73 73 75 65 3b`, texts[0]];
    expect(await ask({ "acme.example CAA": texts }, { "acme.example CAA": bytes })).toMatchObject({ ok: true });
    expect(await ask({ "acme.example CAA": texts }, { "acme.example CAA": [texts[0]] })).toEqual({
      ok: false,
      failure: "disagreement",
    });
  });
});
