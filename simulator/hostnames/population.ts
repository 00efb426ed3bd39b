import type { Dice } from "../dice.ts";
import { hour, minute, second, start, type Scenario } from "./scenario.ts";

/** A hostname that waits to become active, and when it will at Cloudflare. */
export interface PendingHostname {
  readonly index: number;
  readonly activeAt: number;
}

/** How many hostnames each tenant has: a fifth of all is one tenant's, and most tenants have one to three. */
export function tenantSizes(hostnames: number, dice: Dice): readonly number[] {
  const sizes = [Math.ceil(hostnames / 5)];
  for (let left = hostnames - (sizes[0] ?? 0); left > 0;) {
    const size = Math.min(left, dice.happens(0.7) ? 1 + Math.floor(dice.roll() * 3) : 4 + Math.floor(dice.roll() * 7));
    sizes.push(size);
    left -= size;
  }
  return sizes;
}

/**
 * All are registered at the same moment, as after a migration or an outage. Their owners change the DNS when they come to
 * it; Cloudflare sees that at its next attempt, issues a certificate and deploys it.
 */
export function pendingHostnames({ hostnames, issuance }: Scenario, dice: Dice): readonly PendingHostname[] {
  const validated = Array.from({ length: hostnames }, (_, index) => {
    return { index, at: nextAttempt(start + timeUntilDnsIsReady(dice), dice) };
  }).toSorted((one, other) => one.at - other.at);
  let issuedAt = 0;
  return validated
    .map(({ index, at }) => {
      issuedAt = issuance === "documented" ? Math.max(at, issuedAt + minute / certificatesPerMinute) : at;
      return { index, activeAt: Math.round(issuedAt + dice.between(20 * second, 90 * second)) };
    })
    .toSorted((one, other) => one.index - other.index);
}

/** developers.cloudflare.com/cloudflare-for-platforms/cloudflare-for-saas/security/certificate-management/issue-and-validate */
const certificatesPerMinute = 15;

/** A quarter has prepared it, half do it within hours, a fifth within a day, the others within three. */
function timeUntilDnsIsReady(dice: Dice): number {
  const kind = dice.roll();
  if (kind < 0.25) return dice.between(0, 5 * minute);
  if (kind < 0.75) return Math.min(24 * hour, -Math.log(1 - dice.roll()) * 3 * hour);
  if (kind < 0.95) return dice.between(0, 24 * hour);
  return dice.between(0, 72 * hour);
}

/** Cloudflare looks ten times in the first twenty minutes, and then less and less often, in the end every four hours. */
function nextAttempt(readyAt: number, dice: Dice): number {
  let attempt = start;
  let pause = 2 * minute;
  for (let attempts = 1; attempt < readyAt; attempts += 1) {
    if (attempts >= 10) pause = Math.min(4 * hour, pause * 1.5);
    attempt += pause * dice.between(0.9, 1.1);
  }
  return attempt;
}
