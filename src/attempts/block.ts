import type { AuditEntry } from "../audit/event.ts";
import { nobodyKnown } from "../audit/event.ts";
import { recordAudit } from "../audit/record.ts";
import type { TenantDb } from "../database/tenant-db.ts";
import type { Client } from "../http/respond.ts";
import { findMemberByEmail } from "../members/repository.ts";
import { addressKey } from "./address.ts";
import type { RefusedAttempt } from "./attempt.ts";

/** Tells the tenant's audit log that an account or an address has to wait; of a mere quota there is nothing to tell. */
export async function recordBlock(db: TenantDb, { limit, refusal }: RefusedAttempt, client: Client): Promise<void> {
  const { blocks, policy } = limit;
  if (blocks === null) return;
  const data = { failures: policy.limit, until: new Date(refusal.until).toISOString() };
  const context = { actor: { type: "anonymous", id: null, name: null }, ...client } as const;
  const entry = await blockEntry(db, blocks, data, client);
  await db.batch((statements) => [recordAudit(statements, entry, context)]);
}

async function blockEntry(
  db: TenantDb,
  blocks: NonNullable<RefusedAttempt["limit"]["blocks"]>,
  data: { readonly failures: number; readonly until: string },
  { address }: Client,
): Promise<AuditEntry> {
  if (blocks === "address") {
    const target = { type: "address", id: addressKey(address), name: null } as const;
    return { event: "address.blocked", target, data };
  }
  const [known] = await findMemberByEmail(db, blocks.account);
  const target = { type: "user", id: known?.id ?? nobodyKnown, name: blocks.account } as const;
  return { event: "user.locked_out", target, data };
}
