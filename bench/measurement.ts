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
/** Load before each turn that is not counted. */
const leadSeconds = 0.2;

/** Everybody's turns, A B C A B C …, so that whatever happens to the machine happens to all. */
export async function measureAll(
  generator: LoadGenerator,
  subjects: readonly Subject[],
  people: People,
  options: BenchOptions,
  say: (progress: string) => void,
): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const tenants of options.tenants) {
    const asking = people.of(tenants);
    for (const subject of subjects) {
      say(`warming up ${subject.name}, ${tenants} tenants`);
      await rehearse(subject, asking);
      await generator.measure({
        url: urlOf(subject),
        connections: Math.max(...options.connections),
        seconds: warmUpSeconds,
        leadSeconds: 0,
        requests: await subject.requestsOf(asking),
      });
    }
    for (const connections of options.connections) {
      const rounds = new Map<SubjectName, Measurement[]>(subjects.map(({ name }) => [name, []]));
      for (let round = 1; round <= options.rounds; round += 1) {
        for (const subject of subjects) {
          say(`${tenants} tenants, ${connections} connections, round ${round} of ${options.rounds}: ${subject.name}`);
          const requests = await subject.requestsOf(asking);
          const turn = { url: urlOf(subject), connections, seconds: options.seconds, leadSeconds, requests };
          rounds.get(subject.name)?.push(await generator.measure(turn));
        }
      }
      for (const [subject, measured] of rounds) cells.push({ subject, tenants, connections, rounds: measured });
    }
  }
  return cells;
}

function urlOf(subject: Subject): string {
  return new URL("/api/me", subject.address).href;
}
