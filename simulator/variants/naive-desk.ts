import { isUnanswered } from "../../src/gatekeeper/attempts.ts";
import type { AdmissionDesk, Asker, Decision } from "../../src/gatekeeper/admission-desk.ts";
import type { Credential, Unanswered } from "../../src/gatekeeper/contract.ts";

/** What people get wrong when they write a desk of their own. */
export interface DeskFaults {
  /** Whoever asks the same joins a call that is on its way, even if it left before. */
  readonly joinsCallsOnTheirWay?: boolean;
  /** A lease begins when the answer arrives. */
  readonly leasesFromReceipt?: boolean;
  /** Any granted answer prolongs everything the isolate holds. */
  readonly sharesOneLease?: boolean;
  /** Nobody looks whether the clock has stepped back. */
  readonly ignoresSteps?: boolean;
}

/** The simplest desk there is: a call for every question, and a lease for every verdict. With no faults it is right. */
export class NaiveDesk implements Pick<AdmissionDesk, "admit"> {
  readonly #now: () => number;
  readonly #faults: DeskFaults;
  readonly #decisions = new Map<string, Decision>();
  readonly #leases = new Map<string, number>();
  readonly #calls = new Map<string, Promise<Decision | Unanswered>>();
  #latest = 0;

  constructor(now: () => number, faults: DeskFaults) {
    this.#now = now;
    this.#faults = faults;
  }

  async admit(place: Place, credential: Credential, asker: Asker): Promise<Decision | Unanswered> {
    const name = JSON.stringify(credential);
    const now = this.#readClock();
    const held = this.#decisions.get(name);
    if (held !== undefined && now < (this.#leases.get(this.#leaseOf(name)) ?? 0)) return held;
    const joined = this.#faults.joinsCallsOnTheirWay === true ? this.#calls.get(name) : undefined;
    if (joined !== undefined) return joined;
    const call = this.#ask(place, credential, name, now, asker).finally(() => this.#calls.delete(name));
    this.#calls.set(name, call);
    asker.anchor(call);
    return call;
  }

  async #ask(
    { organizationId, hostname }: Place,
    credential: Credential,
    name: string,
    sentAt: number,
    { ask }: Asker,
  ): Promise<Decision | Unanswered> {
    const questions = [{ host: hostname, credential }];
    const answer = await ask({ organizationId, knownConfigVersion: 0, questions });
    if (isUnanswered(answer)) return answer;
    if (answer.kind === "unavailable") return "unreachable";
    const [verdict] = answer.verdicts;
    if (verdict === undefined) return "unreachable";
    const decision = { verdict, snapshot: answer.snapshot };
    const now = this.#readClock();
    const begins = this.#faults.leasesFromReceipt === true ? now : sentAt;
    if (!verdict.admitted || answer.leaseMilliseconds === undefined || begins > now) return decision;
    this.#decisions.set(name, decision);
    this.#leases.set(this.#leaseOf(name), begins + answer.leaseMilliseconds);
    return decision;
  }

  #leaseOf(name: string): string {
    return this.#faults.sharesOneLease === true ? "everything" : name;
  }

  #readClock(): number {
    const now = this.#now();
    if (now < this.#latest && this.#faults.ignoresSteps !== true) this.#decisions.clear();
    this.#latest = now;
    return now;
  }
}

interface Place {
  readonly organizationId: string;
  readonly hostname: string;
}
