import type { Cell } from "./measurement.ts";
import { pairedRatio } from "./statistics.ts";
import type { SubjectName } from "./subject.ts";

/** Requests per second of Gatehouse over those of another subject of the same run. */
interface Ratio {
  readonly claim: string;
  /** Cookie and JWT: the slower of the two counts. */
  readonly ours: readonly SubjectName[];
  readonly other: SubjectName;
  /** At least this, with 32 connections and more; null is for information. */
  readonly wanted: number | null;
}

const strict = ["strict-cookie", "strict-token"] as const;
const leased = ["leased-cookie", "leased-token"] as const;

const ratios: readonly Ratio[] = [
  { claim: "strict / bare + one call", ours: strict, other: "bare-rpc", wanted: 1 },
  { claim: "leased / bare", ours: leased, other: "bare", wanted: 0.8 },
  { claim: "strict / Better Auth as shipped", ours: strict, other: "better-auth-shipped", wanted: 50 },
  { claim: "leased / Better Auth as shipped", ours: leased, other: "better-auth-shipped", wanted: 50 },
  { claim: "strict / Better Auth tuned, pooled", ours: strict, other: "better-auth-tuned", wanted: 20 },
  { claim: "leased / Better Auth tuned, pooled", ours: leased, other: "better-auth-tuned", wanted: 20 },
  { claim: "strict / Better Auth one per isolate", ours: strict, other: "better-auth-hoisted", wanted: null },
  { claim: "leased / Better Auth one per isolate", ours: leased, other: "better-auth-hoisted", wanted: null },
  { claim: "strict / Node JWT, no revocation", ours: strict, other: "node-token", wanted: 1 },
  { claim: "leased / Node JWT, no revocation", ours: leased, other: "node-token", wanted: 1 },
];

export interface MeasuredRatio {
  readonly claim: string;
  readonly tenants: number;
  readonly connections: number;
  readonly wanted: number | null;
  readonly measured: number;
}

/** Every ratio under every load that both sides were measured under. */
export function measuredRatios(cells: readonly Cell[]): MeasuredRatio[] {
  const loads = [...new Map(cells.map((cell) => [`${cell.tenants}/${cell.connections}`, cell])).values()];
  return ratios.flatMap(({ claim, ours, other, wanted }) =>
    loads.flatMap(({ tenants, connections }) => {
      const speedOf = (subject: SubjectName): readonly number[] | undefined =>
        cells
          .find((cell) => cell.subject === subject && cell.tenants === tenants && cell.connections === connections)
          ?.rounds.map(({ requestsPerSecond }) => requestsPerSecond);
      const divisor = speedOf(other);
      const speeds = ours.map(speedOf).filter((speed) => speed !== undefined);
      if (divisor === undefined || speeds.length === 0) return [];
      const measured = Math.min(...speeds.map((speed) => pairedRatio(speed, divisor)));
      return [{ claim, tenants, connections, wanted: connections < leastConnections ? null : wanted, measured }];
    }),
  );
}

/** One connection at a time measures latency: nothing can be shared between requests that do not meet. */
const leastConnections = 32;
