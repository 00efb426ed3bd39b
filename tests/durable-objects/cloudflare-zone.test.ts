import { Response, type Request } from "miniflare";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callPurposes } from "../../src/cloudflare/zone.ts";
import { startWorld, type World } from "./world.ts";

// One object for all tests, as there is one in production: they build on each other, in this order.
let world: World;
beforeAll(async () => {
  world = await startWorld(`test-zone-${process.pid}`);
});
afterAll(() => world?.stop());

/** Cloudflare's list of so many hostnames; remembers what it was asked. */
function listOf(count: number, asked: string[]) {
  return (request: Request): Response => {
    const { origin, pathname, searchParams } = new URL(request.url);
    asked.push(`${request.method} ${origin}${pathname} ${request.headers.get("authorization")}`);
    const start = (Number(searchParams.get("page")) - 1) * 50;
    const length = Math.max(0, Math.min(50, count - start));
    const result = Array.from({ length }, (_, index) => ({
      id: `id-${start + index}`,
      hostname: `h${start + index}.acme.example`,
      status: "active",
      ssl: { status: "active", method: "http", type: "dv" },
    }));
    return Response.json({ success: true, errors: [], result, result_info: { total_count: count } });
  };
}

describe("the sweep", () => {
  test("reads all hostnames page by page, and goes on where it was after an eviction", async () => {
    const asked: string[] = [];
    world.outside = listOf(120, asked);
    const first = await world.zone.nextPages({ most: 2 });
    expect(first).toMatchObject({ ended: "enough", pages: [{ round: 1, page: 1, of: 3 }, { page: 2 }] });
    await world.evictZone();
    const second = await world.zone.nextPages({ most: 5 });
    expect(second).toMatchObject({ ended: "round", pages: [{ round: 1, page: 3 }] });
    expect(second.pages).toHaveLength(1);
    const seen = [...first.pages, ...second.pages].flatMap(({ registrations }) => registrations);
    expect(new Set(seen.map(({ hostname }) => hostname)).size).toBe(120);
    expect(seen[0]).toMatchObject({ id: "id-0", status: "active", sslStatus: "active", method: "http" });
    await world.evictZone();
    expect(await world.zone.nextPages({ most: 1 })).toMatchObject({ pages: [{ round: 2, page: 1 }] });
    const zone = `https://api.cloudflare.com/client/v4/zones/${"0".repeat(32)}/custom_hostnames`;
    expect(asked).toEqual(Array.from({ length: 4 }, () => `GET ${zone} Bearer a token of twenty characters`));
  });

  test("has one reader at a time", async () => {
    const answers: (() => void)[] = [];
    world.outside = async (request) => {
      await new Promise<void>((resolve) => answers.push(resolve));
      return listOf(120, [])(request);
    };
    const first = world.zone.nextPages({ most: 1 });
    while (answers.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await world.zone.nextPages({ most: 1 })).toEqual({ pages: [], ended: "busy" });
    answers[0]?.();
    expect(await first).toMatchObject({ pages: [{ round: 2, page: 2 }] });
  });

  test("tries a page that cannot be read three times, and then leaves it to the next round", async () => {
    world.outside = () => new Response("<html>", { status: 500 });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(await world.zone.nextPages({ most: 5 })).toEqual({ pages: [], ended: "unreachable" });
    }
    world.outside = listOf(170, []);
    expect(await world.zone.nextPages({ most: 5 })).toMatchObject({ ended: "round", pages: [{ round: 2, page: 4 }] });
  });
});

describe("the zone's budget", () => {
  test("is granted once: not again after an eviction, and not after a restart", async () => {
    let granted = 0;
    const began = Date.now();
    const takeAll = async () => {
      for (let tenant = 0; tenant < 40; tenant += 1) {
        const permission = await world.zone.take({ organizationId: `org_${tenant}`, calls: 5, purpose: "check" });
        if (permission.granted) granted += 5;
        else expect(permission.retryAt).toBeGreaterThan(began);
      }
    };
    await takeAll();
    await world.evictZone();
    await takeAll();
    await world.restart();
    await takeAll();
    expect(granted).toBeGreaterThanOrEqual(15);
    expect(granted).toBeLessThanOrEqual(30 + (3 * (Date.now() - began)) / 1_000);
    // What is kept for clicks was not theirs.
    expect(await world.zone.take({ organizationId: "org_0", calls: 5, purpose: "click" })).toEqual({ granted: true });
  });

  test("is nobody's while Cloudflare refuses calls, whether it says so to the sweep or to somebody else", async () => {
    world.outside = () => new Response(null, { status: 429, headers: { "retry-after": "60" } });
    expect(await world.zone.nextPages({ most: 3 })).toEqual({ pages: [], ended: "rate_limited" });
    const least = Date.now() + 50_000;
    await world.evictZone();
    for (const purpose of callPurposes) {
      const permission = await world.zone.take({ organizationId: "org_late", calls: 1, purpose });
      expect(permission).toMatchObject({ granted: false });
      if (!permission.granted) expect(permission.retryAt).toBeGreaterThan(least);
    }
    world.outside = listOf(120, []);
    expect(await world.zone.nextPages({ most: 3 })).toEqual({ pages: [], ended: "budget" });
    await world.zone.rateLimited({ retryAfterMilliseconds: 600_000 });
    const permission = await world.zone.take({ organizationId: "org_later", calls: 1, purpose: "click" });
    if (!permission.granted) expect(permission.retryAt).toBeGreaterThan(least + 500_000);
  });

  test.each([0, -1, 1.5, 11, null])("is not asked for %s calls", async (calls) => {
    await expect(
      world.zone.take({ organizationId: "org_a", calls: Number(calls), purpose: "check" }),
    ).rejects.toThrow();
  });
});

test("nobody calls while an answer says that no call is left, because others have used them up", async () => {
  const another = await startWorld(`test-zone-used-up-${process.pid}`);
  try {
    another.outside = (request) => {
      const answer = listOf(120, [])(request);
      answer.headers.set("ratelimit", '"default";r=0;t=3000');
      return answer;
    };
    const least = Date.now() + 2_900_000;
    const { pages, ended } = await another.zone.nextPages({ most: 3 });
    expect([pages.map(({ registrations }) => registrations.length), ended]).toEqual([[50], "budget"]);
    const permission = await another.zone.take({ organizationId: "org_a", calls: 1, purpose: "click" });
    expect(permission.granted ? 0 : permission.retryAt).toBeGreaterThan(least);
  } finally {
    await another.stop();
  }
});
