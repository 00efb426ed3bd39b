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
  let latest = from;
  const { non2xx, errors, timeouts } = await load(order, (milliseconds) => {
    const now = performance.now();
    if (now < from) return "go on";
    latencies.push(milliseconds);
    latest = now;
    // Connections that all ask at once get their answers at about the same time: a turn sees that twice at least.
    return now >= until && latencies.length >= 2 * order.connections ? "stop" : "go on";
  });
  if (non2xx + errors + timeouts > 0) {
    return { failed: `${non2xx} answers other than 2xx, ${errors} errors, ${timeouts} timeouts` };
  }
  if (latencies.length === 0) return { failed: "no answer in time" };
  const sorted = Float64Array.from(latencies).toSorted();
  return {
    requestsPerSecond: latencies.length / ((latest - from) / 1000),
    p50Milliseconds: quantile(sorted, 0.5),
    p99Milliseconds: quantile(sorted, 0.99),
  };
}

/** @param onAnswer because autocannon's own histogram counts whole milliseconds, and from the first request on */
function load(order: LoadOrder, onAnswer: (milliseconds: number) => "go on" | "stop"): Promise<autocannon.Result> {
  const { url, connections } = order;
  const { pathname } = new URL(url);
  const shares = sharesOf(order.requests, connections).values();
  return new Promise((resolve, reject) => {
    const running = autocannon(
      {
        url,
        connections,
        duration: order.leadSeconds + order.seconds + longestSeconds,
        setupClient(client) {
          const share = shares.next().value ?? [];
          client.setRequests(share.map((headers) => ({ method: "GET", path: pathname, headers: { ...headers } })));
        },
      },
      (error: Error | null, result) => (error === null ? resolve(result) : reject(error)),
    );
    running.on("response", (_client, _status, _bytes, milliseconds) => {
      if (onAnswer(milliseconds) === "stop") running.stop();
    });
  });
}

/** How much longer a turn may take that has not heard enough answers yet. */
const longestSeconds = 60;
