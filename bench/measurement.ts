import type { BenchOptions } from "./options.ts";
import type { LoadGenerator, Measurement } from "./load.ts";
import type { People } from "./people.ts";
import { rehearse } from "./rehearsal.ts";
import type { Subject, SubjectName } from "./subject.ts";

/** One subject under one load: a measurement per round. */
export interface Cell {
  readonly subject: SubjectName;
  readonly tenants: number;
  readonly connections: number;
  readonly rounds: readonly Measurement[];
}

/**
 * Everybody's turns, A B C A B C …, so that whatever happens to the machine happens to all. A turn is one measurement
 * per number of connections.
 */
export async function measureAll(
  generator: LoadGenerator,
  subjects: readonly Subject[],
  people: People,
  options: BenchOptions,
  say: (progress: string) => void,
): Promise<Cell[]> {
  const cells: (Cell & { readonly rounds: Measurement[] })[] = [];
  for (const tenants of options.tenants) {
    const asking = people.of(tenants);
    const load = async (subject: Subject, connections: number, seconds: number, leadSeconds: number) =>
      generator.measure({
        name: subject.name,
        url: new URL("/api/me", subject.address).href,
        connections,
        seconds,
        leadSeconds,
        requests: await subject.requestsOf(asking),
      });
    const speeds = new Map<Subject, number>();
    for (const subject of subjects) {
      say(`${tenants} tenants, warming up: ${subject.name}`);
      await rehearse(subject, asking);
      await subject.settle?.(asking);
      speeds.set(subject, (await load(subject, usualConnections, warmUpSeconds, 0)).requestsPerSecond);
      for (const connections of options.connections) {
        cells.push({ subject: subject.name, tenants, connections, rounds: [] });
      }
    }
    for (let round = 1; round <= options.rounds; round += 1) {
      for (const subject of subjects) {
        say(`${tenants} tenants, round ${round} of ${options.rounds}: ${subject.name}`);
        await subject.settle?.(asking);
        for (const cell of cells) {
          if (cell.subject !== subject.name || cell.tenants !== tenants) continue;
          // The first answers of all connections come when nobody else is being served yet.
          const onceAround = cell.connections / (speeds.get(subject) ?? 1);
          const leadSeconds = Math.max(shortestLeadSeconds, 1.2 * onceAround);
          cell.rounds.push(await load(subject, cell.connections, options.seconds, leadSeconds));
        }
      }
    }
  }
  return cells;
}

const usualConnections = 32;

/** Load before the first turn, for just-in-time compilers, caches and connections. */
const warmUpSeconds = 2;
const shortestLeadSeconds = 0.2;
