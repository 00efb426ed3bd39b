import type { TenantStatements } from "../database/tenant-db.ts";
import type { OutboxMessage } from "./message.ts";
import { outboxPosts } from "./table.ts";

/** The insert of a message, for the transaction of the change it follows. Wake the gatekeeper after the commit. */
export function enqueue(statements: TenantStatements, message: OutboxMessage) {
  return statements.db
    .insert(outboxPosts)
    .values({ organizationId: statements.organizationId, kind: message.kind, payload: message.payload });
}
