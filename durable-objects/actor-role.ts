import { and, eq } from "drizzle-orm";
import type { Actor } from "../src/audit/event.ts";
import type { Role } from "../src/authorization/role.ts";
import type { TenantStatements } from "../src/database/tenant-db.ts";
import { members } from "../src/members/table.ts";
import { actorRole } from "./change-rules.ts";

/** The role somebody changes something with: one they have lost since their request was admitted is not theirs any more. */
export async function roleOf(
  { db, organizationId }: TenantStatements,
  admitted: Role,
  { type, id }: Actor,
): Promise<Role | null> {
  if (type !== "user" || id === null) return admitted;
  const [member] = await db
    .select({ role: members.role })
    .from(members)
    .where(and(eq(members.organizationId, organizationId), eq(members.userId, id)));
  return actorRole(admitted, member?.role ?? null);
}
