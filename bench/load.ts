import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { RequestHeaders } from "./subject.ts";

export interface LoadOrder {
  /** Of what is measured, for the message when it fails. */
  readonly name: string;
  readonly url: string;
  /** Kept alive; each waits for its answer before it asks again. */
  readonly connections: number;
  /** At least; longer, until every connection has had two answers. */
  readonly seconds: number;
  /** Load that comes first and is not measured. */
  readonly leadSeconds: number;
  /** The connections go round these together. */
  readonly requests: readonly RequestHeaders[];
}

/** One turn of one subject. */
export interface Measurement {
  readonly requestsPerSecond: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
}

export type LoadReport = Measurement | { readonly failed: string };

export interface LoadGenerator {
  /** Fails on any answer that is not 2xx: a refusal is faster than an answer and would look good. */
  measure(order: LoadOrder): Promise<Measurement>;
  stop(): Promise<void>;
}

export function startLoadGenerator(): LoadGenerator {
  const child = fork(join(import.meta.dirname, "load-process.ts"));
  const exit = once(child, "exit");
  return {
    async measure(order) {
      child.send(order);
      const ended = exit.then((): never => {
        throw new Error("The load generator has ended");
      });
      const [report] = (await Promise.race([once(child, "message"), ended])) as [LoadReport];
      if ("failed" in report) throw new Error(`${order.name}: ${report.failed}`);
      return report;
    },
    async stop() {
      child.kill();
      await exit;
    },
  };
}
