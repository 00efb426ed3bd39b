/** When a signing key does what. */
export interface KeyTimes {
  readonly activeAt: Date;
  readonly retiredAt: Date;
  readonly expiresAt: Date;
}

const day = 24 * 60 * 60 * 1000;

/** How long one key signs. */
const signingMilliseconds = 30 * day;

/** How long a key is published before it signs, so that whoever caches the key set knows it by then. */
export const publishedAheadMilliseconds = day;

/** How long a key verifies after it has signed for the last time: four lifetimes of a token. */
const verifyingMilliseconds = 60 * 60 * 1000;

/** The key that signs now; of several, the one that signs longest. */
export function keyThatSigns<Key extends KeyTimes>(keys: readonly Key[], now: Date): Key | null {
  return keys
    .filter(({ activeAt, retiredAt }) => activeAt <= now && now < retiredAt)
    .reduce<Key | null>((best, key) => (best === null || key.retiredAt > best.retiredAt ? key : best), null);
}

/** The keys whose public halves are published: those that sign, will sign, or may still be met in a token. */
export function keysThatVerify<Key extends KeyTimes>(keys: readonly Key[], now: Date): Key[] {
  return keys.filter(({ expiresAt }) => now < expiresAt);
}

/**
 * The times of the key that is missing, or null when none is. A key is missing when none signs now, or when the last
 * one retires so soon that its successor must be published; the successor takes over at that very moment.
 */
export function missingKey(keys: readonly KeyTimes[], now: Date): KeyTimes | null {
  const end = Math.max(...keys.map(({ retiredAt }) => retiredAt.getTime()), 0);
  if (keyThatSigns(keys, now) === null) return timesFrom(now.getTime());
  return end - now.getTime() <= publishedAheadMilliseconds ? timesFrom(end) : null;
}

function timesFrom(activeAt: number): KeyTimes {
  return {
    activeAt: new Date(activeAt),
    retiredAt: new Date(activeAt + signingMilliseconds),
    expiresAt: new Date(activeAt + signingMilliseconds + verifyingMilliseconds),
  };
}
