import { and, eq, gt, sql } from "drizzle-orm";
import type { TenantStatements } from "../database/tenant-db.ts";
import { askGatekeeper, isUnanswered } from "../gatekeeper/attempts.ts";
import { sha256Hex } from "../identifiers/digest.ts";
import { newIdentifier } from "../identifiers/identifier.ts";
import { auditContext, type Ceremony } from "../identity/ceremony.ts";
import { verifications } from "../identity/table.ts";
import { logoutTokenMemorySeconds, verifyLogoutToken } from "../openid/logout.ts";
import { failure, success, type Result } from "../result/result.ts";
import { accountIdOf, providerSessionOf } from "./arrival.ts";
import { findSignInProvider, openIdProviderOf } from "./sign-in-provider.ts";

/**
 * Ends what a provider says is over (OpenID Connect Back-Channel Logout 1.0): answers when the gatekeeper has ended the
 * sessions and will refuse sign-ins of that subject which are on their way. A provider that is switched off here may
 * still take access away.
 */
export async function backchannelLogout(
  ceremony: Ceremony,
  { providerId, logoutToken }: { readonly providerId: string; readonly logoutToken: string },
): Promise<Result<null, "not_found" | "invalid" | "unavailable">> {
  const { database, visit, seal, egress, gatekeeper } = ceremony;
  const provider = await findSignInProvider(database, providerId);
  if (provider === null) return failure("not_found");
  const openIdProvider = await openIdProviderOf(provider, seal, visit.organizationId);
  const verified = await verifyLogoutToken(openIdProvider, egress, logoutToken, Date.now);
  // Nobody knows yet whether it is good: a provider whose keys cannot be read now may try again.
  if (!verified.ok) return failure("call" in verified.failure ? "unavailable" : "invalid");
  const { issuer, subject, sessionId, tokenId } = verified.value;

  // Section 2.6, step 7. Remembered only when it has had its effect: a provider that was told to try again may.
  const identifier = `sso-logout:${await sha256Hex(JSON.stringify([providerId, issuer, tokenId]))}`;
  if (await wasSeen(database, identifier)) return failure("invalid");
  const command = {
    organizationId: visit.organizationId,
    // Of this issuer alone: sessions that began before the provider was pointed at it are none of its.
    scope: {
      kind: "sso",
      providerId,
      subject: subject === null ? null : accountIdOf({ issuer, subject }),
      sid: providerSessionOf(issuer, sessionId),
    },
    reason: "provider_logout",
    audit: auditContext(visit, { type: "system", id: provider.id, name: provider.label }),
  } as const;
  const revoked = await askGatekeeper(gatekeeper, (stub) => stub.revoke(command));
  if (isUnanswered(revoked) || !revoked.ok) return failure("unavailable");
  await remember(database, identifier);
  return success(null);
}

async function wasSeen({ db, organizationId }: TenantStatements, identifier: string): Promise<boolean> {
  const found = await db
    .select({ id: verifications.id })
    .from(verifications)
    .where(
      and(
        eq(verifications.organizationId, organizationId),
        eq(verifications.identifier, identifier),
        gt(verifications.expiresAt, sql`now()`),
      ),
    );
  return found.length > 0;
}

async function remember({ db, organizationId }: TenantStatements, identifier: string): Promise<void> {
  await db.insert(verifications).values({
    id: newIdentifier("ver"),
    organizationId,
    identifier,
    value: "seen",
    expiresAt: new Date(Date.now() + logoutTokenMemorySeconds * 1_000),
  });
}
