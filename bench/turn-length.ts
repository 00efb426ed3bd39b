/** How long a subject is measured, and how long it is under load before. */
export interface TurnLength {
  readonly seconds: number;
  readonly leadSeconds: number;
}

/**
 * The usual length, and longer where that is too short: connections that all ask at once get their answers at about
 * the same time, so the first of them is not counted, and every connection must have the time for another.
 *
 * @param speed requests per second, about
 */
export function turnLength(usualSeconds: number, connections: number, speed: number): TurnLength {
  const onceAround = connections / speed;
  return {
    leadSeconds: Math.max(0.2, 1.2 * onceAround),
    seconds: Math.max(usualSeconds, 1.5 * onceAround),
  };
}
