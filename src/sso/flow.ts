import { and, eq, gt, isNull, sql } from "drizzle-orm";
import type { TenantStatements } from "../database/tenant-db.ts";
import type { SignInSecrets } from "../openid/provider.ts";
import type { Seal } from "../secrets/seal.ts";
import { placeOf, sealedColumns } from "../secrets/sealed-columns.ts";
import type { TestReport } from "./report.ts";
import { ssoFlows } from "./table.ts";

/** A sign-in on its way through a provider. */
export type Flow = typeof ssoFlows.$inferSelect;

type NewFlow = Omit<typeof ssoFlows.$inferInsert, "organizationId">;

export async function insertFlow({ db, organizationId }: TenantStatements, flow: NewFlow): Promise<void> {
  await db.insert(ssoFlows).values({ ...flow, organizationId });
}

/** The sign-in with this state, null when none of this tenant has it. */
export async function findFlow({ db, organizationId }: TenantStatements, stateHash: string): Promise<Flow | null> {
  const [found] = await db
    .select()
    .from(ssoFlows)
    .where(and(eq(ssoFlows.organizationId, organizationId), eq(ssoFlows.stateHash, stateHash)));
  return found ?? null;
}

/** Uses a sign-in up. False when somebody was first, or it has expired: the clock is the database's. */
export async function useFlow({ db, organizationId }: TenantStatements, flowId: string): Promise<boolean> {
  const used = await db
    .update(ssoFlows)
    .set({ usedAt: sql`now()` })
    .where(
      and(
        eq(ssoFlows.organizationId, organizationId),
        eq(ssoFlows.id, flowId),
        isNull(ssoFlows.usedAt),
        gt(ssoFlows.expiresAt, sql`now()`),
      ),
    )
    .returning({ id: ssoFlows.id });
  return used.length > 0;
}

export async function writeReport(
  { db, organizationId }: TenantStatements,
  flowId: string,
  report: TestReport,
): Promise<void> {
  await db
    .update(ssoFlows)
    .set({ report })
    .where(and(eq(ssoFlows.organizationId, organizationId), eq(ssoFlows.id, flowId)));
}

export function sealFlowSecrets(seal: Seal, organizationId: string, secrets: SignInSecrets): Promise<string> {
  return seal.seal(JSON.stringify(secrets), placeOf(sealedColumns.flowSecrets, organizationId));
}

export async function openFlowSecrets(seal: Seal, { organizationId, secrets }: Flow): Promise<SignInSecrets> {
  return JSON.parse(await seal.open(secrets, placeOf(sealedColumns.flowSecrets, organizationId))) as SignInSecrets;
}
