import type { KeptHostname } from "./cloudflare-hostname.ts";
import type { Look } from "./cloudflare-look.ts";

/** How fast everything goes. Cloudflare takes minutes where this machine takes seconds. */
export interface Pace {
  /** How long each state of a certificate lasts when nothing is in the way. */
  readonly stageMilliseconds: number;
  /** How often the records are looked at before Cloudflare gives up: 75 times, in 7 days. */
  readonly attempts: number;
}

/** A hostname that has moved away is deleted after this time. */
const movedMilliseconds = 7 * 24 * 60 * 60 * 1000;
const certificateMilliseconds = 90 * 24 * 60 * 60 * 1000;

/** The first tries come quickly, then ever more slowly, as Cloudflare's do. */
const quickAttempts = 10;
const longestPauseStages = 12;
/** How often it is made sure that what is active still leads here. */
const recheckStages = 6;

/**
 * What has become of a hostname by now; null when it is gone. Everything that would have happened in the meantime has:
 * nobody has to look in between.
 */
export function progressed(kept: KeptHostname, now: number, pace: Pace, look: () => Look): KeptHostname | null {
  let current = kept;
  for (;;) {
    const next = step(current, now, pace, look);
    if (next === null || next === current) return next;
    current = next;
  }
}

/** The same object when nothing is due. */
function step(kept: KeptHostname, now: number, pace: Pace, look: () => Look): KeptHostname | null {
  if (kept.held) return kept;
  const stage = pace.stageMilliseconds;
  if (kept.status === "pending_deletion") return now >= kept.statusSince + stage ? null : kept;
  if (kept.status === "moved") return now >= kept.statusSince + movedMilliseconds ? null : kept;
  const due = kept.sslSince + stage;
  if (kept.sslStatus === "initializing" && now >= due) {
    return { ...kept, sslStatus: "pending_validation", sslSince: due, attempts: 0, nextLookAt: due };
  }
  if (kept.sslStatus === "pending_deployment" && now >= due) {
    return {
      ...kept,
      sslStatus: "active",
      sslSince: due,
      issuedOn: new Date(due).toISOString(),
      expiresOn: new Date(due + certificateMilliseconds).toISOString(),
      nextLookAt: kept.nextLookAt ?? due + recheckStages * stage,
    };
  }
  if (kept.nextLookAt === null || now < kept.nextLookAt) return kept;
  if (kept.status === "active" && kept.sslStatus === "active") return rechecked(kept, now, pace, look());
  return attempted(kept, now, pace, look());
}

/** What a certificate waits for, what comes then, and what it is when that never comes. */
const waits: Readonly<
  Record<string, { given(seen: Look): boolean; next: string; else: string; error(name: string): string }>
> = {
  pending_validation: {
    given: (seen) => seen.isValidated,
    next: "pending_issuance",
    else: "validation_timed_out",
    error: (name) => `The authority did not find what validates ${name}.`,
  },
  pending_issuance: {
    given: (seen) => seen.mayBeIssued,
    next: "pending_deployment",
    else: "issuance_timed_out",
    error: (name) => `caa_error: ${name}`,
  },
};

/** One look at the records. */
function attempted(kept: KeptHostname, now: number, pace: Pace, seen: Look): KeptHostname {
  const at = kept.nextLookAt as number;
  const attempts = kept.attempts + 1;
  const isLast = attempts >= pace.attempts;
  const arrived = kept.status === "pending" && (seen.pointsHere || seen.isOwned);
  const wait = waits[kept.sslStatus];
  const passed = wait !== undefined && wait.given(seen);
  const stuck = wait !== undefined && !passed;
  const isPending = kept.status === "pending" && !arrived;
  const waiting = stuck || isPending;
  // A pause in which nobody looked is not made up for, attempt by attempt.
  const again = isLast ? null : Math.max(at + pause(attempts, pace.stageMilliseconds), now + 1);
  const quietly = at + recheckStages * pace.stageMilliseconds;
  return {
    ...kept,
    ...(arrived && { status: "active", statusSince: at }),
    ...(passed && { sslStatus: wait.next, sslSince: at }),
    ...(stuck && isLast && { sslStatus: wait.else, sslSince: at }),
    attempts: passed ? 0 : attempts,
    nextLookAt: passed ? at + pace.stageMilliseconds : waiting ? again : quietly,
    wasPointing: kept.wasPointing || seen.pointsHere,
    verificationErrors: isPending ? ["custom hostname does not CNAME to this zone."] : [],
    validationErrors: stuck ? [wait.error(kept.hostname)] : [],
  };
}

function rechecked(kept: KeptHostname, now: number, pace: Pace, seen: Look): KeptHostname {
  if (kept.wasPointing && !seen.pointsHere) return { ...kept, status: "moved", statusSince: now, nextLookAt: null };
  return {
    ...kept,
    wasPointing: kept.wasPointing || seen.pointsHere,
    nextLookAt: now + recheckStages * pace.stageMilliseconds,
  };
}

function pause(attempts: number, stage: number): number {
  if (attempts < quickAttempts) return stage;
  return stage * Math.min(2 ** (attempts - quickAttempts + 1), longestPauseStages);
}
