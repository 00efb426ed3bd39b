import type { ZoneSettings } from "./cloudflare-store.ts";

/** What one call finds of the budget. */
export interface BudgetPlace {
  readonly headers: Readonly<Record<string, string>>;
  /** Null when the call may be made. */
  readonly retryAfterSeconds: number | null;
}

/** Counts the calls of a token: developers.cloudflare.com/fundamentals/api/reference/limits/ */
export class CloudflareBudget {
  private startedAt = 0;
  private used = 0;

  /** Takes a place for a call. Who goes beyond the limit is refused until the window is over. */
  take({ requests, windowSeconds }: ZoneSettings, now: number): BudgetPlace {
    const windowMilliseconds = windowSeconds * 1000;
    if (now >= this.startedAt + windowMilliseconds) {
      this.startedAt = now;
      this.used = 0;
    }
    this.used += 1;
    const seconds = Math.ceil((this.startedAt + windowMilliseconds - now) / 1000);
    const isBeyond = this.used > requests;
    return {
      headers: {
        ratelimit: `"default";r=${Math.max(0, requests - this.used)};t=${seconds}`,
        "ratelimit-policy": `"default";q=${requests};w=${windowSeconds}`,
        ...(isBeyond && { "retry-after": String(seconds) }),
      },
      retryAfterSeconds: isBeyond ? seconds : null,
    };
  }
}
