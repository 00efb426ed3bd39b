import { and, desc, eq, isNotNull } from "drizzle-orm";
import type { TenantStatements } from "../database/tenant-db.ts";
import type { Ceremony } from "../identity/ceremony.ts";
import { accounts } from "../identity/table.ts";
import { discover } from "../openid/discovery.ts";
import { endSessionUrl } from "../openid/logout.ts";
import { success, type Result } from "../result/result.ts";
import { placeOf, sealedColumns } from "../secrets/sealed-columns.ts";
import { postLogoutUrl } from "./address.ts";
import { findSignInProvider, openIdProviderOf } from "./sign-in-provider.ts";

/**
 * Where to go to sign out at the provider, too; null where nobody wants that, the provider has no such place, or it
 * cannot be asked. The sign-out here is over by then, whatever comes of this.
 */
export async function logoutUrl(
  { database, visit, seal, egress }: Ceremony,
  { userId, providerId }: { readonly userId: string; readonly providerId: string },
): Promise<Result<string | null, never>> {
  const provider = await findSignInProvider(database, providerId);
  if (provider === null || !provider.logoutAtProvider) return success(null);
  const metadata = await discover(await openIdProviderOf(provider, seal, visit.organizationId), egress);
  if (!metadata.ok) return success(null);
  const sealed = await sealedIdToken(database, userId, providerId);
  const idToken =
    sealed === null ? null : await seal.open(sealed, placeOf(sealedColumns.idToken, visit.organizationId));
  const returnTo = postLogoutUrl(visit.publicOrigin);
  return success(endSessionUrl(metadata.value, { clientId: provider.clientId, idToken, returnTo }));
}

/** The newest that is kept of this person. */
async function sealedIdToken(
  { db, organizationId }: TenantStatements,
  userId: string,
  providerId: string,
): Promise<string | null> {
  const [found] = await db
    .select({ idToken: accounts.idToken })
    .from(accounts)
    .where(
      and(
        eq(accounts.organizationId, organizationId),
        eq(accounts.userId, userId),
        eq(accounts.providerId, providerId),
        isNotNull(accounts.idToken),
      ),
    )
    .orderBy(desc(accounts.updatedAt))
    .limit(1);
  return found?.idToken ?? null;
}
