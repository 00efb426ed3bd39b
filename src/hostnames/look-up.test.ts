import { describe, expect, it } from "vitest";
import type { Agreement } from "../dns/agreement.ts";
import type { AgreeingResolvers, DecidingCaa } from "../dns/agreeing-resolvers.ts";
import { failure, success } from "../result/result.ts";
import { lookUpHostname } from "./look-up.ts";

const found: Agreement = { outcome: "found", seen: ["x"] };
const noCaa: DecidingCaa = { at: null, records: [] };
type Resolvers = Pick<AgreeingResolvers, "txt" | "cname" | "caa">;

const lookUp = (resolvers: Partial<Resolvers>) =>
  lookUpHostname({ hostname: "app.acme.example", challenge: "abc" }, "customers.gatehouse.example", {
    txt: async () => found,
    cname: async () => found,
    caa: async () => success(noCaa),
    ...resolvers,
  });

describe("a look at a hostname's records", () => {
  it("asks for its proof, its target and its authorities", async () => {
    const asked: unknown[] = [];
    await lookUp({
      txt: async (...question) => (asked.push(question), found),
      cname: async (...question) => (asked.push(question), found),
      caa: async (...question) => (asked.push(question), success(noCaa)),
    });
    expect(asked).toEqual([
      ["_gatehouse.app.acme.example", "gatehouse-hostname=abc"],
      ["app.acme.example", "customers.gatehouse.example"],
      ["app.acme.example"],
    ]);
  });

  it("tells of the authorities in the words of the DNS, and of ten records at most", async () => {
    const records = Array.from({ length: 12 }, (_, index) => ({
      critical: index === 0,
      tag: "issue",
      value: index === 1 ? "x".repeat(400) : "ca.example",
    }));
    const { caa } = await lookUp({ caa: async () => success({ at: "acme.example", records }) });
    expect(caa).toMatchObject({ outcome: "forbidden", at: "acme.example" });
    expect(caa.seen).toHaveLength(10);
    expect(caa.seen[0]).toBe('128 issue "ca.example"');
    expect(caa.seen[1]).toHaveLength(200);
  });

  it.each(["disagreement", "no_answer"] as const)(
    "does not take %s about authorities for leave or refusal",
    async (why) => {
      expect((await lookUp({ caa: async () => failure(why) })).caa).toEqual({ outcome: why, at: null, seen: [] });
    },
  );

  it("has its proof whatever becomes of the rest", async () => {
    const broken = async () => Promise.reject(new Error("down"));
    expect(await lookUp({ cname: broken, caa: broken })).toEqual({
      txt: found,
      cname: { outcome: "no_answer", seen: [] },
      caa: { outcome: "no_answer", at: null, seen: [] },
    });
  });
});
