import { BoundedMap } from "../cache/bounded-map.ts";
import { isUnanswered } from "./attempts.ts";
import type {
  Addressed,
  AdmissionAnswer,
  AdmissionBatch,
  AdmissionQuestion,
  Credential,
  IsolateTally,
  Snapshot,
  Unanswered,
  Verdict,
} from "./contract.ts";
import { leaseFrom } from "./lease.ts";
import { LeasedVerdicts } from "./leased-verdicts.ts";
import { NextFlights, type Crew } from "./next-flight.ts";
import { SnapshotCache } from "./snapshot-cache.ts";

/** What one request lends to the desk. */
export interface Asker extends Crew {
  readonly ask: (batch: Addressed<AdmissionBatch>) => Promise<AdmissionAnswer | Unanswered>;
}

/** A verdict, with the configuration it was given under where it admits. */
export interface Decision {
  readonly verdict: Verdict;
  readonly snapshot: Snapshot | null;
}

interface Sent {
  readonly answer: AdmissionAnswer | Unanswered;
  readonly knownConfigVersion: number;
}

/**
 * Where the requests of one isolate have their credentials admitted: on a lease it holds, or by the gatekeeper, many
 * questions in one call. It decides nothing itself.
 */
export class AdmissionDesk {
  readonly snapshots = new SnapshotCache();
  readonly #leased: LeasedVerdicts;
  readonly #flights: NextFlights<AdmissionQuestion, Sent>;
  readonly #tallies = new BoundedMap<string, IsolateTally>(tallyCapacity);

  /** @param now this isolate's clock, in milliseconds */
  constructor(now: () => number) {
    this.#leased = new LeasedVerdicts(now);
    this.#flights = new NextFlights(now, seats);
  }

  async admit(
    { organizationId, hostname }: { readonly organizationId: string; readonly hostname: string },
    credential: Credential,
    asker: Asker,
  ): Promise<Decision | Unanswered> {
    const name = nameOf(organizationId, hostname, credential);
    const known = this.snapshots.find(organizationId);
    const repeated = known === undefined ? null : this.#leased.find(name, known.configVersion);
    if (repeated !== null && known !== undefined) {
      this.#tally(organizationId, { repeated: 1 });
      return { verdict: repeated, snapshot: known };
    }
    const question = { host: hostname, credential };
    const call = (questions: readonly AdmissionQuestion[]): Promise<Sent> =>
      this.#send(organizationId, questions, asker);
    const landing = await this.#flights.board(organizationId, question, name, call, asker);
    if (landing === null) return this.#unanswered(organizationId, "unreachable");
    const { answer, knownConfigVersion } = landing.answer;
    if (isUnanswered(answer)) return this.#unanswered(organizationId, answer);
    // Its storage is empty and Postgres is away: it answers nobody.
    if (answer.kind === "unavailable") return this.#unanswered(organizationId, "unreachable");
    const verdict = answer.verdicts[landing.seat];
    if (verdict === undefined) return this.#unanswered(organizationId, "unreachable");
    if (!verdict.admitted) return { verdict, snapshot: null };
    const snapshot = this.snapshots.resolve(organizationId, answer.snapshot, knownConfigVersion);
    if (snapshot === null) return this.#unanswered(organizationId, "unreachable");
    if (answer.leaseMilliseconds !== undefined) {
      const lease = leaseFrom(landing.departedAt, answer.leaseMilliseconds, verdict.session.expiresAt);
      this.#leased.keep(name, lease, verdict, snapshot.configVersion);
    }
    return { verdict, snapshot };
  }

  async #send(organizationId: string, questions: readonly AdmissionQuestion[], { ask }: Asker): Promise<Sent> {
    const knownConfigVersion = this.snapshots.versionOf(organizationId);
    const tally = this.#tallies.get(organizationId);
    this.#tallies.delete(organizationId);
    const batch = { organizationId, knownConfigVersion, questions, ...(tally !== undefined && { tally }) };
    const answer = await ask(batch);
    if (isUnanswered(answer) && tally !== undefined) this.#tally(organizationId, tally);
    return { answer, knownConfigVersion };
  }

  #unanswered(organizationId: string, why: Unanswered): Unanswered {
    this.#tally(organizationId, { unanswered: { overloaded: 0, unreachable: 0, [why]: 1 } });
    return why;
  }

  #tally(organizationId: string, more: Partial<IsolateTally>): void {
    const before = this.#tallies.get(organizationId) ?? nothingYet;
    this.#tallies.set(organizationId, {
      repeated: before.repeated + (more.repeated ?? 0),
      unanswered: {
        overloaded: before.unanswered.overloaded + (more.unanswered?.overloaded ?? 0),
        unreachable: before.unanswered.unreachable + (more.unanswered?.unreachable ?? 0),
      },
    });
  }
}

/** What a gatekeeper takes in one call. */
const seats = 256;

const tallyCapacity = 1_000;

const nothingYet: IsolateTally = { repeated: 0, unanswered: { overloaded: 0, unreachable: 0 } };

/** One name per verdict: everything that a verdict depends on and the caller knows. */
function nameOf(organizationId: string, hostname: string, credential: Credential): string {
  const place = `${organizationId} ${hostname}`;
  if (credential.kind === "cookie") return `${place} ${credential.tokenHash}`;
  const { sessionId, userId, sessionVersion, epoch } = credential;
  return `${place} ${sessionId} ${userId} ${sessionVersion} ${epoch}`;
}
