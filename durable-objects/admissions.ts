import type {
  AdmissionAnswer,
  AdmissionBatch,
  AdmissionCounts,
  AdmissionQuestion,
  OpenSession,
  Snapshot,
  Verdict,
} from "../src/gatekeeper/contract.ts";
import { decideAdmission } from "./admission.ts";
import { admissionCounts, AdmissionNotes } from "./admission-notes.ts";
import { snapshotInForce } from "./intent.ts";
import type { Leasing } from "./leasing.ts";
import { endOf, type SessionRecord } from "./session-record.ts";
import type { KeeperState, Storage } from "./storage.ts";

export interface AdmissionTools {
  readonly storage: Storage;
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Keeps work going that nobody waits for. */
  readonly anchor: (work: Promise<unknown>) => void;
}

/**
 * The admissions of one gatekeeper: each batch reads SQLite once, decides, and leaves notes behind. All of it is answered
 * in one turn, so that nothing is taken away between a verdict and the lease it goes out with.
 */
export class Admissions {
  readonly #tools: AdmissionTools;
  readonly #leasing: Leasing;
  readonly #notes = new AdmissionNotes();
  #isWriting = false;

  constructor(tools: AdmissionTools, leasing: Leasing) {
    this.#tools = tools;
    this.#leasing = leasing;
  }

  answer({ questions, knownConfigVersion, tally }: AdmissionBatch, state: KeeperState): AdmissionAnswer {
    this.#tools.storage.readRevision();
    const verdicts = questions.map((question) => this.#decide(question, state));
    if (tally !== undefined) this.#notes.add(tally);
    const admitted = verdicts.filter((verdict) => verdict.admitted).length;
    const leaseMilliseconds = admitted === 0 ? 0 : this.#leasing.grant(admitted + (tally?.repeated ?? 0));
    const snapshot = unlessKnown(state, knownConfigVersion);
    return { kind: "answered", snapshot, verdicts, ...(leaseMilliseconds > 0 && { leaseMilliseconds }) };
  }

  /** Of one credential alone. Nothing is leased. */
  answerOne(question: AdmissionQuestion, state: KeeperState): Verdict {
    this.#tools.storage.readRevision();
    return this.#decide(question, state);
  }

  #decide(question: AdmissionQuestion, state: KeeperState): Verdict {
    const { storage, now } = this.#tools;
    const at = now();
    const found = storage.sessions.find(question.credential);
    const record = found === null ? null : this.#upToDate(found);
    const verdict = decideAdmission(question, record, state, at);
    // What has ended by itself stays ended: a tenant that grants longer sessions later does not mean this one.
    const hasEnded = !verdict.admitted && (verdict.refusal === "idle" || verdict.refusal === "expired");
    if (hasEnded && record?.closedAs === null) {
      storage.transaction(() => storage.sessions.close(record.session.id, verdict.refusal));
    }
    this.#notes.note(verdict, at);
    this.#writeNotesSoon();
    return verdict;
  }

  /** A user's open sessions, the one used last first. */
  openSessionsOf(userId: string, state: KeeperState): OpenSession[] {
    const { storage, now } = this.#tools;
    const at = now();
    return storage.sessions
      .ofUser(userId)
      .map((record) => this.#upToDate(record))
      .filter((record) => endOf(record, state, at) === null)
      .map(({ session }) => session)
      .toSorted((one, other) => other.lastSeenAt - one.lastSeenAt);
  }

  counts(): AdmissionCounts {
    this.#writeNotes();
    return admissionCounts(this.#tools.storage.counts());
  }

  #upToDate(record: SessionRecord): SessionRecord {
    const session = this.#notes.upToDate(record.session);
    return session === record.session ? record : { ...record, session };
  }

  /** Behind the back of whoever asks, a few seconds of notes at once. */
  #writeNotesSoon(): void {
    if (this.#isWriting) return;
    this.#isWriting = true;
    const { wait, anchor } = this.#tools;
    const write = (): void => {
      this.#isWriting = false;
      this.#writeNotes();
    };
    anchor(wait(notesMilliseconds).then(write));
  }

  #writeNotes(): void {
    this.#tools.storage.writeNotes(this.#notes.take());
  }
}

/** The configuration in force, for a caller that holds another version of it. */
export function unlessKnown({ snapshot, intent }: KeeperState, knownConfigVersion: number): Snapshot | null {
  const inForce = snapshotInForce(snapshot, intent);
  return inForce === snapshot && snapshot.configVersion === knownConfigVersion ? null : inForce;
}

const notesMilliseconds = 5_000;
