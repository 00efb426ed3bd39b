import autocannon from "autocannon";
import type { LoadOrder, LoadReport } from "./load.ts";
import { sharesOf } from "./shares.ts";
import { quantile } from "./statistics.ts";

/*
 * The load generator: a process of its own, so that it competes with nobody for a thread. It takes orders from its
 * parent, one at a time.
 */
process.on("message", (order: LoadOrder) => {
  void run(order).then(
    (report) => process.send?.(report),
    (error: unknown) => process.send?.({ failed: String(error) } satisfies LoadReport),
  );
});
process.once("disconnect", () => process.exit());

async function run(order: LoadOrder): Promise<LoadReport> {
  const latencies: number[] = [];
  const from = performance.now() + order.leadSeconds * 1000;
  const until = from + order.seconds * 1000;
  const { non2xx, errors, timeouts } = await load(order, (milliseconds) => {
    const now = performance.now();
    if (now >= from && now < until) latencies.push(milliseconds);
  });
  if (non2xx + errors + timeouts > 0) {
    return { failed: `${non2xx} answers other than 2xx, ${errors} errors, ${timeouts} timeouts` };
  }
  if (latencies.length === 0) return { failed: "no answer in time" };
  const sorted = Float64Array.from(latencies).toSorted();
  return {
    requestsPerSecond: latencies.length / order.seconds,
    p50Milliseconds: quantile(sorted, 0.5),
    p99Milliseconds: quantile(sorted, 0.99),
  };
}

/** @param onAnswer because autocannon's own histogram counts whole milliseconds, and from the first request on */
function load(order: LoadOrder, onAnswer: (milliseconds: number) => void): Promise<autocannon.Result> {
  const { url, connections } = order;
  const { pathname } = new URL(url);
  const shares = sharesOf(order.requests, connections).values();
  return new Promise((resolve, reject) => {
    const running = autocannon(
      {
        url,
        connections,
        duration: order.leadSeconds + order.seconds + marginSeconds,
        setupClient(client) {
          const share = shares.next().value ?? [];
          client.setRequests(share.map((headers) => ({ method: "GET", path: pathname, headers: { ...headers } })));
        },
      },
      (error: Error | null, result) => (error === null ? resolve(result) : reject(error)),
    );
    running.on("response", (_client, _status, _bytes, milliseconds) => onAnswer(milliseconds));
  });
}

/** The last answers of the measured time must still be heard. */
const marginSeconds = 0.1;
