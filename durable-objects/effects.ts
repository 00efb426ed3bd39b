import { isDatabaseUnavailable } from "../src/database/failure.ts";
import { backoff } from "./alarm.ts";
import type { Effect } from "./effect.ts";
import type { Workshop } from "./workshop.ts";

/**
 * Writes the effects that are due. One that Postgres refuses is kept, with the error, and does not hold up the others.
 *
 * @throws when Postgres is out of reach; the effects are then due again later
 */
export async function drainEffects(
  { storage, now, random }: Workshop,
  write: (effect: Effect) => Promise<void>,
): Promise<void> {
  for (;;) {
    const due = storage.dueEffects(now(), effectsAtOnce);
    for (const { id, effect, attempts } of due) {
      try {
        await write(effect);
      } catch (error) {
        const retryAt = now() + backoff(attempts + 1, random(), longestRetryMilliseconds);
        storage.transaction(() => storage.postponeEffect(id, retryAt, String(error)));
        if (isDatabaseUnavailable(error)) throw error;
        console.error(`Effect ${id} of ${storage.state?.organizationId} failed:`, error);
        continue;
      }
      storage.transaction(() => storage.removeEffect(id));
    }
    if (due.length < effectsAtOnce) return;
  }
}

const effectsAtOnce = 50;
const longestRetryMilliseconds = 30_000;

/** Brings to Postgres when sessions were last used, some at a time. */
export async function reportLastSeen({ storage, record }: Workshop): Promise<void> {
  const seen = storage.sessions.unreported(reportedAtOnce);
  if (seen.length === 0) return;
  await record.reportLastSeen(seen);
  storage.transaction(() => storage.sessions.markReported(seen));
}

const reportedAtOnce = 200;
