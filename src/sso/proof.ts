import { sql } from "drizzle-orm";
import type { TenantStatements } from "../database/tenant-db.ts";
import { sha256Hex } from "../identifiers/digest.ts";
import { providerIdentity } from "./provider.ts";
import type { SignInProvider } from "./sign-in-provider.ts";
import { ssoProofs } from "./table.ts";

/** Writes down that an owner has come in by a provider as it is configured now. */
export async function recordProof(
  { db, organizationId }: TenantStatements,
  provider: Pick<SignInProvider, "id" | "issuer" | "clientId" | "endpoints">,
  userId: string,
): Promise<void> {
  const proof = { fingerprint: await sha256Hex(providerIdentity(provider)), userId };
  await db
    .insert(ssoProofs)
    .values({ organizationId, providerId: provider.id, ...proof })
    .onConflictDoUpdate({
      target: [ssoProofs.organizationId, ssoProofs.providerId],
      set: { ...proof, provenAt: sql`now()` },
    });
}
