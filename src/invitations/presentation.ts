import type { z } from "@hono/zod-openapi";
import { isoInstant } from "../database/instant.ts";
import type { invitation } from "./contract.ts";
import type { InvitationRow } from "./table.ts";

/** An invitation as the API shows it: an open one whose time is over is `expired`. */
export function presentInvitation(row: InvitationRow, now: number): z.input<typeof invitation> {
  const expired = row.status === "pending" && Date.parse(row.expiresAt) <= now;
  return {
    id: row.reference,
    email: row.email,
    role: row.role,
    status: expired ? "expired" : row.status,
    invitedBy: { type: row.invitedByType, id: row.invitedById, name: row.invitedByName },
    createdAt: isoInstant(row.createdAt),
    expiresAt: isoInstant(row.expiresAt),
  };
}
