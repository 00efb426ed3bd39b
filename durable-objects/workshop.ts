import type { Leasing } from "./leasing.ts";
import type { LivePages } from "./live-pages.ts";
import type { Storage } from "./storage.ts";
import type { SystemOfRecord } from "./system-of-record.ts";

/** What the work of one gatekeeper is done with. */
export interface Workshop {
  readonly storage: Storage;
  readonly record: SystemOfRecord;
  readonly live: LivePages;
  readonly leasing: Pick<Leasing, "suspect">;
  readonly now: () => number;
  /** From [0, 1). */
  readonly random: () => number;
}
