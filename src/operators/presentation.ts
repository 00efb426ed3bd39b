import type { z } from "@hono/zod-openapi";
import { isoInstant } from "../database/instant.ts";
import type { operator } from "./contract.ts";
import type { globalAdmins } from "./table.ts";

/** An operator as the API shows them. */
export function presentOperator(row: typeof globalAdmins.$inferSelect): z.input<typeof operator> {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    status: row.status,
    createdAt: isoInstant(row.createdAt),
    enrolledAt: row.enrolledAt && isoInstant(row.enrolledAt),
    deactivatedAt: row.deactivatedAt && isoInstant(row.deactivatedAt),
  };
}
