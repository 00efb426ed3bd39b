import { and, eq, isNotNull } from "drizzle-orm";
import { reaches } from "../authorization/role.ts";
import type { TenantStatements } from "../database/tenant-db.ts";
import type { Ceremony } from "../identity/ceremony.ts";
import { accounts } from "../identity/table.ts";
import { discover } from "../openid/discovery.ts";
import { endSessionUrl } from "../openid/logout.ts";
import { success, type Result } from "../result/result.ts";
import { placeOf, sealedColumns } from "../secrets/sealed-columns.ts";
import { postLogoutUrl } from "./address.ts";
import { accountIdOf } from "./arrival.ts";
import type { SignedOut } from "./rpc.ts";
import { findSignInProvider, openIdProviderOf } from "./sign-in-provider.ts";

/**
 * Where to go to sign out at the provider, too; null where nobody wants that, the provider has no such place, it cannot
 * be asked, or whoever has configured it may not lead this person anywhere. The sign-out here is over by then, whatever
 * comes of this.
 */
export async function logoutUrl(
  { database, visit, seal, egress }: Ceremony,
  { userId, role, sso }: SignedOut,
): Promise<Result<string | null, never>> {
  const provider = await findSignInProvider(database, sso.providerId);
  if (provider === null || !provider.logoutAtProvider || !reaches(provider.authority, role)) return success(null);
  const metadata = await discover(await openIdProviderOf(provider, seal, visit.organizationId), egress);
  if (!metadata.ok) return success(null);
  // What another issuer has signed is not shown to this one.
  const isOfIssuer = sso.subject.startsWith(accountIdOf({ issuer: provider.issuer, subject: "" }));
  const sealed = isOfIssuer ? await sealedIdToken(database, userId, sso) : null;
  const idToken =
    sealed === null ? null : await seal.open(sealed, placeOf(sealedColumns.idToken, visit.organizationId));
  const returnTo = postLogoutUrl(visit.publicOrigin);
  return success(endSessionUrl(metadata.value, { clientId: provider.clientId, idToken, returnTo }));
}

/** The newest that is kept of the account that the session began with. */
async function sealedIdToken(
  { db, organizationId }: TenantStatements,
  userId: string,
  { providerId, subject }: SignedOut["sso"],
): Promise<string | null> {
  const [found] = await db
    .select({ idToken: accounts.idToken })
    .from(accounts)
    .where(
      and(
        eq(accounts.organizationId, organizationId),
        eq(accounts.userId, userId),
        eq(accounts.providerId, providerId),
        eq(accounts.accountId, subject),
        isNotNull(accounts.idToken),
      ),
    );
  return found?.idToken ?? null;
}
