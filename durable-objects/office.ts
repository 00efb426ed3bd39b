import { Housekeeping } from "./housekeeping.ts";
import type { Leasing } from "./leasing.ts";
import type { LivePages } from "./live-pages.ts";
import { outboxDuties, type OutboxDuties } from "./outbox-duties.ts";
import type { TaskQueue } from "./queue.ts";
import type { KeeperState, Storage } from "./storage.ts";
import type { SystemOfRecord } from "./system-of-record.ts";
import type { Workshop } from "./workshop.ts";

/** What a gatekeeper works with, once it knows whom it keeps. */
export interface Office {
  readonly workshop: Workshop;
  readonly housekeeping: Housekeeping;
  /** As it is now, which after an await may be another than before. */
  readonly state: KeeperState;
}

/** What there is before that. */
export interface OfficeTools {
  readonly storage: Storage;
  readonly live: LivePages;
  readonly leasing: Pick<Leasing, "suspect">;
  readonly record: (organizationId: string, duties: OutboxDuties) => SystemOfRecord;
  readonly now: () => number;
  readonly random: () => number;
  /** Sets the object's one alarm; null removes it. */
  readonly setAlarm: (at: number | null) => void;
}

/**
 * @param changes where changes of the configuration wait for each other
 * @param comparedAt when the configuration was last read from Postgres, 0 for not yet
 */
export function openOffice(
  { storage, live, leasing, record, now, random, setAlarm }: OfficeTools,
  changes: TaskQueue,
  organizationId: string,
  comparedAt: number,
): Office {
  const duties = outboxDuties(
    () => workshop,
    changes,
    () => housekeeping,
  );
  const workshop: Workshop = { storage, record: record(organizationId, duties), live, leasing, now, random };
  const housekeeping = new Housekeeping({ workshop, changes, setAlarm }, comparedAt);
  return {
    workshop,
    housekeeping,
    get state() {
      if (storage.state === null) throw new Error("A gatekeeper has lost its state");
      return storage.state;
    },
  };
}
