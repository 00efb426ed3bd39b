/** A Postgres timestamp (`2026-11-21 04:00:00.123456+00`) as the API writes instants: ISO 8601, UTC, milliseconds. */
export function isoInstant(timestamp: string): string {
  return new Date(timestamp).toISOString();
}
