import { sql } from "drizzle-orm";
import type { TenantStatements } from "../database/tenant-db.ts";
import { sha256Hex } from "../identifiers/digest.ts";
import { providerIdentity } from "./provider.ts";
import type { SignInProvider } from "./sign-in-provider.ts";
import { ssoProofs } from "./table.ts";

/**
 * Writes down that an owner has come in by a provider as it is configured now, and where: the provider has to know each
 * host's callback by itself. Hosts add up until the provider is another one.
 */
export async function recordProof(
  { db, organizationId }: TenantStatements,
  provider: Pick<SignInProvider, "id" | "issuer" | "clientId" | "endpoints">,
  { userId, host }: { readonly userId: string; readonly host: string },
): Promise<void> {
  const proof = { fingerprint: await sha256Hex(providerIdentity(provider)), userId };
  const isSame = sql`${ssoProofs.fingerprint} = excluded.fingerprint`;
  const isKnown = sql`${host}::text = any (${ssoProofs.hosts})`;
  const added = sql`array_append(${ssoProofs.hosts}, ${host}::text)`;
  await db
    .insert(ssoProofs)
    .values({ organizationId, providerId: provider.id, ...proof, hosts: [host] })
    .onConflictDoUpdate({
      target: [ssoProofs.organizationId, ssoProofs.providerId],
      set: {
        ...proof,
        provenAt: sql`now()`,
        hosts: sql`case when not ${isSame} then excluded.hosts when ${isKnown} then ${ssoProofs.hosts} else ${added} end`,
      },
    });
}
