import type {
  AdmissionCounts,
  IsolateTally,
  OpenSession,
  Refusal,
  Unanswered,
  Verdict,
} from "../src/gatekeeper/contract.ts";

/** What is counted, by the name it has in storage. */
export type CountName = "admitted" | "repeated" | Refusal | Unanswered;

export interface Notes {
  readonly seen: readonly (readonly [id: string, at: number])[];
  readonly counts: readonly (readonly [name: CountName, more: number])[];
}

/**
 * What admissions leave behind: when sessions were last used, and how many requests were admitted, or refused for what.
 * Written to storage behind their backs and many at once, because every write holds up answers until it is durable. What
 * dies with the object is a few seconds of it.
 */
export class AdmissionNotes {
  readonly #seen = new Map<string, number>();
  readonly #counts = new Map<CountName, number>();

  note(verdict: Verdict, now: number): void {
    this.#count(verdict.admitted ? "admitted" : verdict.refusal, 1);
    if (verdict.admitted && now - verdict.session.lastSeenAt >= stepMilliseconds) {
      this.#seen.set(verdict.session.id, now);
    }
  }

  /** What an isolate did on its own. */
  add({ repeated, unanswered }: IsolateTally): void {
    this.#count("repeated", repeated);
    this.#count("overloaded", unanswered.overloaded);
    this.#count("unreachable", unanswered.unreachable);
  }

  /** The session as it is, where storage is a little behind. */
  upToDate(session: OpenSession): OpenSession {
    const seen = this.#seen.get(session.id);
    return seen === undefined || seen <= session.lastSeenAt ? session : { ...session, lastSeenAt: seen };
  }

  /** Everything that is to be written; it is then no longer here. */
  take(): Notes {
    const notes = { seen: [...this.#seen], counts: [...this.#counts] };
    this.#seen.clear();
    this.#counts.clear();
    return notes;
  }

  #count(name: CountName, more: number): void {
    if (more > 0) this.#counts.set(name, (this.#counts.get(name) ?? 0) + more);
  }
}

/** A session that is used all the time is written down once a minute. */
const stepMilliseconds = 60_000;

/** Stored counts as their readers want them. */
export function admissionCounts(stored: ReadonlyMap<string, number>): AdmissionCounts {
  const of = (name: CountName): number => stored.get(name) ?? 0;
  return {
    admitted: of("admitted"),
    repeated: of("repeated"),
    refused: {
      host_moved: of("host_moved"),
      suspended: of("suspended"),
      signed_out: of("signed_out"),
      session_revoked: of("session_revoked"),
      user_revoked: of("user_revoked"),
      org_revoked: of("org_revoked"),
      expired: of("expired"),
      idle: of("idle"),
      overloaded: of("overloaded"),
      unreachable: of("unreachable"),
    },
  };
}
