import { logFailure } from "../src/log/log.ts";
import { catchUp } from "./adoption.ts";
import { backoff, computeNextAlarm } from "./alarm.ts";
import { drainEffects, reportLastSeen } from "./effects.ts";
import { TaskQueue } from "./queue.ts";
import { settleIntent } from "./unknown-outcome.ts";
import type { Workshop } from "./workshop.ts";

export interface HousekeepingTools {
  readonly workshop: Workshop;
  /** Changes of the configuration wait for each other here. */
  readonly changes: TaskQueue;
  /** Sets the object's one alarm; null removes it. */
  readonly setAlarm: (at: number | null) => void;
}

/** What a gatekeeper does while nobody waits: bring effects to Postgres, deliver the outbox, look for changes behind its back. */
export class Housekeeping {
  readonly #tools: HousekeepingTools;
  readonly #effects = new TaskQueue();
  /** What the alarm was last set to by this instance; undefined while it cannot know. */
  #alarmAt: number | null | undefined;
  #alarmSetAt = 0;
  #comparedAt: number;

  /** @param comparedAt when the configuration was last read from Postgres */
  constructor(tools: HousekeepingTools, comparedAt: number) {
    this.#tools = tools;
    this.#comparedAt = comparedAt;
  }

  /** Sets the alarm for what is pending. To be called after whatever adds work. */
  arm(): void {
    const { storage, now } = this.#tools.workshop;
    const next = computeNextAlarm(storage.pendingWork(), now());
    const known = this.#alarmAt ?? null;
    const isOverdue = known !== null && Math.max(known, this.#alarmSetAt) <= now() - 10_000;
    const stands = next === null ? known === null : known !== null && known <= next && !isOverdue;
    if (stands && this.#alarmAt !== undefined) return;
    // One that should have rung is set again, for it may have been lost; and to no later time, for it may be about to
    // ring where the clock is behind ours.
    const at = next === null || known === null ? next : Math.min(known, next);
    this.#alarmAt = at;
    this.#alarmSetAt = now();
    this.#tools.setAlarm(at);
  }

  /** The alarm. Never throws: what fails is due again later. */
  async run(): Promise<void> {
    const { workshop, changes } = this.#tools;
    const { storage, now } = workshop;
    this.#alarmAt = null;
    try {
      const { intentDue, effectsDue, outboxDue } = storage.pendingWork();
      if (intentDue !== null && intentDue <= now()) await changes.run(() => settleIntent(workshop));
      if (effectsDue !== null && effectsDue <= now()) await this.drainEffects();
      if (outboxDue !== null && outboxDue <= now()) await this.#drainOutbox();
    } catch (error) {
      logFailure("gatekeeper.housekeeping_failed", { organizationId: storage.state?.organizationId }, error);
    }
    this.arm();
  }

  /** @throws when Postgres is out of reach */
  drainEffects(): Promise<void> {
    const { workshop } = this.#tools;
    const { storage, record, live } = workshop;
    return this.#effects.run(async () => {
      // Postgres must not hear of a version that this object could still forget.
      await storage.durable();
      await record.write((write) => drainEffects(workshop, write));
      live.changed(["audit-logs"]);
    });
  }

  /** Whether it is time to compare with Postgres again; asking counts as comparing. */
  isCompareDue(): boolean {
    const now = this.#tools.workshop.now();
    if (now - this.#comparedAt < compareEveryMilliseconds) return false;
    this.#comparedAt = now;
    return true;
  }

  /** Reads the configuration from Postgres, between two changes, and adopts what is newer there. */
  async compare(): Promise<void> {
    const { workshop, changes } = this.#tools;
    await changes.run(async () => {
      if (!(await settleIntent(workshop))) throw new Error("Postgres cannot say yet what became of a change");
      await reportLastSeen(workshop);
      if (!(await catchUp(workshop))) throw new Error("The organization is not in Postgres any more");
    });
    this.arm();
  }

  async #drainOutbox(): Promise<void> {
    const { storage, record, now, random } = this.#tools.workshop;
    const { failures } = storage.outbox.due();
    // Should this object not live to see the end, it looks again. And whoever wakes it meanwhile sets another time.
    const safety = now() + drainMilliseconds;
    storage.transaction(() => storage.outbox.setDue(safety, failures));
    const next = await record.drainOutbox().then(
      (delay) => ({ dueAt: delay === null ? null : now() + Math.ceil(delay), failures: 0 }),
      (error: unknown) => {
        logFailure("outbox.unreadable", { organizationId: storage.state?.organizationId }, error);
        return { dueAt: now() + backoff(failures + 1, random(), longestRetryMilliseconds), failures: failures + 1 };
      },
    );
    storage.transaction(() => {
      const { dueAt } = storage.outbox.due();
      const woken = dueAt !== safety && dueAt !== null;
      storage.outbox.setDue(woken ? Math.min(dueAt, next.dueAt ?? dueAt) : next.dueAt, woken ? 0 : next.failures);
    });
  }
}

const compareEveryMilliseconds = 30_000;
const drainMilliseconds = 60_000;
const longestRetryMilliseconds = 30_000;
