/** How busy an organization is: admissions since a moment, with the leased ones that isolates report. */
export interface Heat {
  readonly since: number;
  readonly admissions: number;
  readonly isHot: boolean;
}

export const cold: Heat = { since: 0, admissions: 0, isHot: false };

/**
 * More than 200 admissions a second make an organization hot, fewer than 100 cold again: between the two it stays
 * what it was. Decides about speed only, so the clock may be wrong.
 */
export function warmed(heat: Heat, admissions: number, now: number): Heat {
  const elapsed = now - heat.since;
  if (elapsed < 0) return { since: now, admissions, isHot: heat.isHot };
  const total = heat.admissions + admissions;
  if (elapsed < windowMilliseconds) return { ...heat, admissions: total, isHot: heat.isHot || total > hotAbove };
  const perSecond = (heat.admissions * 1_000) / elapsed;
  const stays = heat.isHot && perSecond >= coldBelow;
  return { since: now, admissions, isHot: stays || perSecond > hotAbove || admissions > hotAbove };
}

const windowMilliseconds = 1_000;
const hotAbove = 200;
const coldBelow = 100;
