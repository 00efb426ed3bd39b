import type { Findings } from "../src/hostnames/findings.ts";
import { afterEvent, type HostnameEvent, type HostnameStanding } from "../src/hostnames/lifecycle.ts";
import { nextCheckAt } from "../src/hostnames/schedule.ts";
import { standingOf } from "../src/hostnames/standing.ts";
import type { HeldHostname } from "./change-hostname-row.ts";

/** What a look leaves behind besides changes: nothing that anybody decided, or that anything is decided by. */
export interface Look {
  readonly hostnameId: string;
  /** The version that the look leaves. After somebody else's change the time of the next look is that change's business. */
  readonly version: number;
  /**
   * When the next one was due as it began: where another is due in the end it was asked for meanwhile, and that is not
   * forgotten. Null after a change that the look has made, which sets it, too.
   */
  readonly due: { readonly at: string | null } | null;
  /** The news that was there as it began: what comes meanwhile is left for another look. */
  readonly newsAt: string | null;
  /** What is known now, in so far as that changes nothing but what is known. */
  readonly event: HostnameEvent | null;
  readonly findings: Findings | null;
  /** The next look is no sooner than that. */
  readonly atLeastMilliseconds: number;
  /** Whether it was one of the schedule's own, which come less often the more there were. */
  readonly isScheduled: boolean;
  /** Cloudflare was not asked: the look is still to be made, as soon as it may. */
  readonly isTurnedAway: boolean;
  /** Cloudflare was asked, and has not said what it has. */
  readonly isUnclear: boolean;
}

/** What becomes of a hostname's row after a look at it. */
export interface Settlement {
  /** Null where nothing more is known than before. */
  readonly known: HostnameStanding | null;
  /** Of what Cloudflare had news of, nothing is left to be read. */
  readonly isRead: boolean;
  /** How often it was looked at, as the schedule counts. */
  readonly checks: number;
  /** In how many milliseconds it is looked at next, null for never. */
  readonly wait: number | null;
}

/** @param held as it is when the look is over, which may be another than when it began */
export function settlement(held: LookedAt, look: Look, random: number): Settlement {
  const standing = standingOf(held);
  const known = look.event === null ? null : knowledge(standing, look.event, held.now);
  const checks = look.isScheduled && !look.isTurnedAway ? counted(known ?? standing, held.checks, look) : held.checks;
  const next = nextLook(known ?? standing, checks, look, held.now, random);
  if (next === null) return { known, isRead: true, checks, wait: null };
  const isToldMeanwhile = held.newsAt !== null && held.newsAt !== look.newsAt;
  const wait = Math.min(next, waitAskedFor(held, look), isToldMeanwhile ? restMilliseconds : Infinity);
  return { known, isRead: !isToldMeanwhile && !look.isTurnedAway && !look.isUnclear, checks, wait };
}

type LookedAt = Parameters<typeof standingOf>[0] & Pick<HeldHostname, "checks" | "newsAt" | "nextCheckAt" | "now">;

/** Of what is served those looks count that have told nothing since the last that has. */
function counted({ state }: HostnameStanding, checks: number, { isUnclear }: Look): number {
  return state === "active" && !isUnclear ? 1 : checks + 1;
}

/** In how many milliseconds the schedule has the next look, null for never. */
function nextLook(
  { state, stateSince, purgedAt, registration }: HostnameStanding,
  checks: number,
  look: Look,
  now: number,
  random: number,
): number | null {
  const expiresAt = registration?.certificateExpiresAt ?? null;
  const certificateEnd = expiresAt === null ? null : Date.parse(expiresAt);
  const isUnclear = state === "active" && look.isUnclear;
  const isPurged = purgedAt !== null;
  const next = nextCheckAt({ state, stateSince, checks, isPurged, isUnclear, certificateEnd }, now, random);
  if (next === null) return null;
  return look.isTurnedAway ? look.atLeastMilliseconds : Math.max(next - now, look.atLeastMilliseconds);
}

/** In how many milliseconds somebody wants it looked at who has said so during the look. */
function waitAskedFor({ nextCheckAt: due, now }: LookedAt, look: Look): number {
  const isAskedFor = look.due !== null && due !== null && due !== look.due.at;
  return isAskedFor ? Date.parse(due) - now : Infinity;
}

/** What an event makes known, null where it does nothing, or more than that: the rest is a change's. */
function knowledge(standing: HostnameStanding, event: HostnameEvent, now: number): HostnameStanding | null {
  const step = afterEvent(standing, event, now);
  return step !== null && step.audit === null && step.news === null ? step.standing : null;
}

/** How long a hostname that was just looked at is left alone, whatever Cloudflare has news of. */
export const restMilliseconds = 2_000;
