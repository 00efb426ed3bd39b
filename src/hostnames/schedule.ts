import { expiryNoticeMilliseconds } from "./lifecycle.ts";
import {
  coolingMilliseconds,
  lossPatienceMilliseconds,
  proofPatienceMilliseconds,
  type LifecycleStatus,
} from "./hostname.ts";

/** What the time of the next look goes by. Times in milliseconds since 1970. */
export interface Timetable {
  readonly state: LifecycleStatus;
  readonly stateSince: number;
  /**
   * How often it was looked at by this schedule since its state began, the look that is just over included. For `active`:
   * since the last look that has told something, that one included.
   */
  readonly checks: number;
  /** For `deleted`: Cloudflare has nothing of it any more. */
  readonly isPurged: boolean;
  /** For `active`: the look has told nothing. */
  readonly isUnclear?: boolean;
  /** For `active`: the end of its certificate. */
  readonly certificateEnd?: number | null;
}

/**
 * When a hostname is looked at next, null for never.
 *
 * - `awaiting_txt`: less and less often, and when the time is over in which its record is waited for.
 * - `pending_cloudflare`: less and less often.
 * - `active`: once a day, because nobody may tell that its registration has vanished; when its certificate should have been
 *   renewed; and soon after a look that has told nothing, because whoever asked for it may have known of something.
 * - `error`, `moved`: every four hours for a week, then when the time is over in which its record may be shown again, and
 *   once a day after that, as long as the record stands.
 * - `deleted`: less and less often until Cloudflare has nothing of it, then when its name is anybody's again.
 * - `released`: never.
 *
 * What it answers is after `now` and, where something is waited for, not long after it, however wrong `stateSince` is: a
 * clock that stepped back or forward costs one look too many or a delay, and never a hostname that is looked at without
 * pause or never again.
 *
 * @param random from [0, 1): hostnames that were added together do not come back together
 */
export function nextCheckAt(timetable: Timetable, now: number, random: number): number | null {
  const { state, stateSince, checks, isPurged, isUnclear = false, certificateEnd = null } = timetable;
  const next = now + delayAfter(checks, random);
  switch (state) {
    case "awaiting_txt":
      return sooner(next, stateSince + proofPatienceMilliseconds, now);
    case "pending_cloudflare":
      return next;
    case "error":
    case "moved":
      if (now - stateSince < attentionMilliseconds) return now + spread(longestDelay, random);
      return end(stateSince, lossPatienceMilliseconds, now) ?? now + spread(servedLookMilliseconds, random);
    case "deleted":
      return (isPurged ? end(stateSince, coolingMilliseconds, now) : null) ?? next;
    case "active": {
      const notice = certificateEnd === null ? 0 : certificateEnd - expiryNoticeMilliseconds;
      const usual = isUnclear ? delayAfter(checks - 1, random) : spread(servedLookMilliseconds, random);
      return sooner(now + usual, notice, now);
    }
    case "released":
      return null;
  }
}

/** How long to wait after the given number of looks: a minute after the first, four hours in the long run. */
export function delayAfter(checks: number, random: number): number {
  return spread(delays[Math.max(0, checks - 1)] ?? longestDelay, random);
}

/** The least that is waited where trying again soon changes nothing: the zone is full, or Cloudflare refuses the name. */
export const slowRetryMilliseconds = 60 * 60 * 1000;

/** How long a hostname that is served goes without a look, and one that was lost for long and still shows its record. */
export const servedLookMilliseconds = 24 * 60 * 60 * 1000;

const minute = 60_000;
const longestDelay = 4 * 60 * minute;
const delays = [minute, 2 * minute, 5 * minute, 15 * minute, 60 * minute, longestDelay];

/** How long what has failed is looked at without anybody asking: Cloudflare itself gives up a moved hostname after that. */
const attentionMilliseconds = 7 * 24 * 60 * minute;

/** Up to a tenth less or more. */
function spread(delay: number, random: number): number {
  return Math.round(delay * (0.9 + random / 5));
}

/** When a time is over that has begun, null when it is over already. */
function end(since: number, milliseconds: number, now: number): number | null {
  const over = since + milliseconds;
  return over > now ? Math.min(over, now + milliseconds) : null;
}

/** The next look, or the deadline when that comes first and is not over. */
function sooner(next: number, deadline: number, now: number): number {
  return deadline > now ? Math.min(next, deadline) : next;
}
