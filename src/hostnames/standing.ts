import type { HostnameStanding } from "./lifecycle.ts";
import type { hostnames } from "./table.ts";

type Row = typeof hostnames.$inferSelect;
type StandingColumn =
  | "state"
  | "stateSince"
  | "provenAt"
  | "failure"
  | "refusal"
  | "registration"
  | "activatedAt"
  | "lossTold"
  | "expiryTold"
  | "purgedAt";

/** What is decided by, out of a hostname's row. */
export function standingOf(row: Pick<Row, StandingColumn>): HostnameStanding {
  return {
    state: row.state,
    stateSince: Date.parse(row.stateSince),
    provenAt: millisecondsOf(row.provenAt),
    failure: row.failure,
    refusal: row.refusal,
    registration: row.registration,
    activatedAt: millisecondsOf(row.activatedAt),
    lossTold: row.lossTold,
    expiryTold: millisecondsOf(row.expiryTold),
    purgedAt: millisecondsOf(row.purgedAt),
  };
}

/**
 * The row as a decision leaves it, with what is kept beside the registration because it is searched by. Since when the
 * state is there is for who begins one.
 */
export function columnsOf(standing: HostnameStanding) {
  const { registration } = standing;
  return {
    state: standing.state,
    provenAt: instantOf(standing.provenAt),
    failure: standing.failure,
    refusal: standing.refusal,
    registration,
    cloudflareId: registration?.id ?? null,
    cloudflareStatus: registration?.status ?? null,
    sslStatus: registration?.sslStatus ?? null,
    certificateExpiresAt: registration?.certificateExpiresAt ?? null,
    activatedAt: instantOf(standing.activatedAt),
    lossTold: standing.lossTold,
    expiryTold: instantOf(standing.expiryTold),
    purgedAt: instantOf(standing.purgedAt),
  };
}

function millisecondsOf(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant);
}

function instantOf(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}
