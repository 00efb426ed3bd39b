import { isDatabaseUnavailable } from "../src/database/failure.ts";
import { errorText } from "../src/log/error-description.ts";
import { logFailure } from "../src/log/log.ts";
import { backoff } from "./alarm.ts";
import type { Storage } from "./storage.ts";
import type { WriteEffects } from "./system-of-record.ts";
import type { Workshop } from "./workshop.ts";

/**
 * Writes the effects that are due, many at once: every write of the object's own holds up what it sends next. One that
 * Postgres refuses is kept, with the error, and does not hold up the others.
 *
 * @throws when Postgres is out of reach; the effects are then due again later
 */
export async function drainEffects(workshop: Workshop, write: WriteEffects): Promise<void> {
  const { storage, now } = workshop;
  for (;;) {
    const due = storage.dueEffects(now(), effectsAtOnce);
    const refused = await writeAll(workshop, due, write);
    // Among several, which one it was is found by writing each alone.
    for (const effect of refused) await writeAll(workshop, [effect], write);
    if (due.length < effectsAtOnce) return;
  }
}

type DueEffect = ReturnType<Storage["dueEffects"]>[number];

/** @returns those that are to be written each alone */
async function writeAll(
  { storage, now, random }: Workshop,
  due: readonly DueEffect[],
  write: WriteEffects,
): Promise<readonly DueEffect[]> {
  if (due.length === 0) return [];
  try {
    await write(due.map(({ effect }) => effect));
  } catch (error) {
    const isAway = isDatabaseUnavailable(error);
    if (due.length > 1 && !isAway) return due;
    storage.transaction(() => {
      for (const { id, attempts } of due) {
        const retryAt = now() + backoff(attempts + 1, random(), longestRetryMilliseconds);
        storage.postponeEffect(id, retryAt, errorText(error));
      }
    });
    if (isAway) throw error;
    logFailure("effect.refused", { organizationId: storage.state?.organizationId }, error);
    return [];
  }
  storage.transaction(() => {
    for (const { id } of due) storage.removeEffect(id);
  });
  return [];
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
