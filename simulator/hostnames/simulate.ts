import { play, type Outcome } from "./play.ts";
import { tableOf } from "./report.ts";
import type { Issuance, Scenario } from "./scenario.ts";

const sizes: Readonly<Record<Issuance, readonly number[]>> = { documented: [100, 10_000, 50_000], unlimited: [10_000] };

/**
 * `npm run simulate:hostnames`: how long hostnames that have become active at Cloudflare wait until they are served, and
 * how many calls that takes. Prints the tables of docs/hostnames.md; always the same, because there is one seed.
 *
 * @returns the exit code: 1 when more calls were made than Cloudflare allows
 */
export async function simulateHostnames(say: (line: string) => void): Promise<number> {
  const all: Outcome[] = [];
  for (const issuance of ["documented", "unlimited"] as const) {
    const outcomes: Outcome[] = [];
    for (const scenario of scenarios(issuance)) {
      const began = performance.now();
      outcomes.push(await play(scenario));
      say(`${describe(scenario)}: ${((performance.now() - began) / 1_000).toFixed(0)} s`);
    }
    say(`\nCertificates: ${issuance === "documented" ? "15 a minute" : "all at once"}\n\n${tableOf(outcomes)}\n`);
    all.push(...outcomes);
  }
  const most = Math.max(...all.map(({ mostCallsInFiveMinutes }) => mostCallsInFiveMinutes));
  say(`Never more than ${most} calls in five minutes; Cloudflare allows 1,200.`);
  return most > 1_200 ? 1 : 0;
}

function scenarios(issuance: Issuance): readonly Scenario[] {
  const ways = [true, false].flatMap((webhooks) => [true, false].map((sweep) => ({ webhooks, sweep })));
  return sizes[issuance].flatMap((hostnames) => ways.map((way) => ({ hostnames, ...way, issuance, seed: 1 })));
}

function describe({ hostnames, webhooks, sweep, issuance }: Scenario): string {
  const ways = [...(webhooks ? ["webhooks"] : []), ...(sweep ? ["sweep"] : [])];
  return `${hostnames} hostnames, certificates ${issuance}, with ${ways.join(" and ") || "neither webhooks nor sweep"}`;
}
