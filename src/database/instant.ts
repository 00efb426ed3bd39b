/** A Postgres timestamp (`2026-11-21 04:00:00.123456+00`) as the API writes instants: ISO 8601, UTC, milliseconds. */
export function isoInstant(timestamp: string): string {
  return new Date(timestamp).toISOString();
}

/** The same of what may not have happened yet. */
export function instantOrNull(timestamp: string | null): string | null {
  return timestamp === null ? null : isoInstant(timestamp);
}
