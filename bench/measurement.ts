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

/** Load before the first turn, for just-in-time compilers, caches and connections. */
const warmUpSeconds = 1;

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
  const most = Math.max(...options.connections);
  for (const tenants of options.tenants) {
    const asking = people.of(tenants);
    const load = async (subject: Subject, connections: number, seconds: number, leadSeconds: number) =>
      generator.measure({
        url: new URL("/api/me", subject.address).href,
        connections,
        seconds,
        leadSeconds,
        requests: await subject.requestsOf(asking),
      });
    for (const subject of subjects) {
      say(`warming up ${subject.name}, ${tenants} tenants`);
      await rehearse(subject, asking);
      await load(subject, most, warmUpSeconds, 0);
      for (const connections of options.connections) {
        cells.push({ subject: subject.name, tenants, connections, rounds: [] });
      }
    }
    for (let round = 1; round <= options.rounds; round += 1) {
      for (const subject of subjects) {
        say(`${tenants} tenants, round ${round} of ${options.rounds}: ${subject.name}`);
        await load(subject, most, comingBackSeconds(tenants), 0);
        for (const connections of options.connections) {
          const cell = cells.find(
            (one) => one.subject === subject.name && one.tenants === tenants && one.connections === connections,
          );
          cell?.rounds.push(await load(subject, connections, options.seconds, leadSeconds));
        }
      }
    }
  }
  return cells;
}

/** Load before each measurement that is not counted. */
const leadSeconds = 0.2;

/**
 * Load before each turn that is not counted. Whoever was idle while the others had their turns does now what is
 * otherwise spread over time: gatekeepers compare with Postgres, each once in 30 seconds.
 */
function comingBackSeconds(tenants: number): number {
  return tenants === 1 ? 0.2 : 0.3 + tenants / 500;
}
