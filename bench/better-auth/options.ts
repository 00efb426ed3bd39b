import type { BetterAuthOptions } from "better-auth/types";

/** What every Better Auth of the benchmark has in common: its defaults, without what is not asked for. */
export interface PeerSettings {
  readonly secret: string;
}

export const peerBaseUrl = "http://bench.localhost";

export function commonOptions({ secret }: PeerSettings) {
  return {
    baseURL: peerBaseUrl,
    secret,
    emailAndPassword: { enabled: true },
    telemetry: { enabled: false },
  } satisfies BetterAuthOptions;
}

/** What the organization plugin adds to a session, for an instance that only reads sessions and goes without it. */
export const activeOrganization = {
  session: { additionalFields: { activeOrganizationId: { type: "string", required: false, input: false } } },
} as const satisfies BetterAuthOptions;
