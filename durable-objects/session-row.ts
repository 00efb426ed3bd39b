import type { Role } from "../src/authorization/role.ts";
import type { OpenSession, Refusal, SignInMethod } from "../src/gatekeeper/contract.ts";
import type { SessionRecord } from "./session-record.ts";

/** Sessions with the epoch of their user. */
export const selectRecords =
  "select s.*, coalesce(u.epoch, 0) as epoch from sessions s left join users u on u.user_id = s.user_id";

export type SessionRow = {
  id: string;
  token_hash: string;
  user_id: string;
  email: string;
  name: string;
  role: string;
  host: string;
  method: string;
  address: string | null;
  user_agent: string | null;
  created_at: number;
  expires_at: number;
  last_seen_at: number;
  as_of: number;
  closed_as: string | null;
  sso_provider: string | null;
  sso_subject: string | null;
  sso_sid: string | null;
  sso_authority: string | null;
  epoch: number;
};

export function recordOf(row: SessionRow): SessionRecord & { readonly tokenHash: string } {
  const session: OpenSession = {
    id: row.id,
    userId: row.user_id,
    email: row.email,
    name: row.name,
    role: row.role as Role,
    host: row.host,
    method: row.method as SignInMethod,
    ...(row.sso_provider !== null && {
      sso: {
        providerId: row.sso_provider,
        subject: row.sso_subject ?? "",
        sid: row.sso_sid,
        // What was opened before this was kept is nobody's who may do more.
        authority: (row.sso_authority ?? "member") as Role,
      },
    }),
    address: row.address,
    userAgent: row.user_agent,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastSeenAt: row.last_seen_at,
  };
  return {
    session,
    tokenHash: row.token_hash,
    asOf: row.as_of,
    epoch: row.epoch,
    closedAs: row.closed_as as Refusal | null,
  };
}
