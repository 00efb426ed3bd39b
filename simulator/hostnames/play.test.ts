import { beforeAll, describe, expect, test } from "vitest";
import { play, type Outcome } from "./play.ts";
import { quantile, tableOf } from "./report.ts";
import { hour, minute } from "./scenario.ts";

// Small enough for every run of the tests. The sizes that matter are in docs/hostnames.md, by `npm run simulate:hostnames`.
const hard = { hostnames: 3_000, issuance: "unlimited", seed: 3 } as const;

let helped: Outcome;
let alone: Outcome;
beforeAll(async () => {
  helped = await play({ ...hard, webhooks: true, sweep: true });
  alone = await play({ ...hard, webhooks: false, sweep: false });
});

describe("three thousand hostnames that were registered at once", () => {
  test("never take more calls in five minutes than Cloudflare allows", () => {
    expect(helped.mostCallsInFiveMinutes).toBeLessThanOrEqual(1_200);
    expect(alone.mostCallsInFiveMinutes).toBeLessThanOrEqual(1_200);
    // And the budget was what held them back.
    expect(alone.mostCallsInFiveMinutes).toBeGreaterThan(600);
  });

  test("are all served in the end, also when nobody tells us anything and nothing is swept", () => {
    for (const { delays } of [helped, alone]) {
      expect(delays).toHaveLength(3_000);
      expect(Math.min(...delays)).toBeGreaterThan(0);
    }
    expect(quantile(alone.delays, 1)).toBeLessThan(6 * hour);
  });

  test("of tenants with few do not wait behind those of the tenant that has six hundred", () => {
    expect(quantile(helped.delaysOfSmall, 1)).toBeLessThan(30 * minute);
    expect(quantile(helped.delaysOfSmall, 1)).toBeLessThan(quantile(helped.delays, 1) / 2);
  });

  test("are served within minutes for the most part when Cloudflare tells us, and within hours when not", () => {
    expect(quantile(helped.delays, 0.5)).toBeLessThan(minute);
    expect(quantile(alone.delays, 0.5)).toBeGreaterThan(30 * minute);
  });

  test("do not wait, where Cloudflare has told of them, for looks at those of which it has not", () => {
    expect(quantile(helped.delays, 1)).toBeLessThan(15 * minute);
    expect(quantile(alone.delays, 1)).toBeGreaterThan(3 * hour);
  });
});

test("the same seed plays the same world", async () => {
  const small = { hostnames: 60, webhooks: true, sweep: true, issuance: "documented", seed: 9 } as const;
  expect(tableOf([await play(small)])).toBe(tableOf([await play(small)]));
});
