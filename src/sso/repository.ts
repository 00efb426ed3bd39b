import { and, asc, desc, eq, exists, gt, isNotNull, or, sql } from "drizzle-orm";
import type { TenantStatements } from "../database/tenant-db.ts";
import type { Position } from "../http/page.ts";
import { members } from "../members/table.ts";
import type { StoredProvider } from "./provider.ts";
import { ssoDomains, ssoPolicies, ssoProofs, ssoProviders, ssoRevisions } from "./table.ts";

/** Everything of a provider but its secret, which this Worker's role may not read. */
const providerColumns = {
  id: ssoProviders.id,
  version: ssoProviders.version,
  label: ssoProviders.label,
  preset: ssoProviders.preset,
  issuer: ssoProviders.issuer,
  clientId: ssoProviders.clientId,
  hasClientSecret: ssoProviders.hasClientSecret,
  clientAuthentication: ssoProviders.clientAuthentication,
  endpoints: ssoProviders.endpoints,
  enabled: ssoProviders.enabled,
  provisioning: ssoProviders.provisioning,
  defaultRole: ssoProviders.defaultRole,
  roleClaim: ssoProviders.roleClaim,
  roleMappings: ssoProviders.roleMappings,
  emailVerification: ssoProviders.emailVerification,
  maxAgeSeconds: ssoProviders.maxAgeSeconds,
  acrValues: ssoProviders.acrValues,
  logoutAtProvider: ssoProviders.logoutAtProvider,
  authority: ssoProviders.authority,
  createdAt: ssoProviders.createdAt,
  updatedAt: ssoProviders.updatedAt,
  updatedById: ssoProviders.updatedById,
  updatedByName: ssoProviders.updatedByName,
} as const;

export type ProviderRow = Omit<
  typeof ssoProviders.$inferSelect,
  "organizationId" | "clientSecret" | "creationFingerprint"
>;

/** The providers, oldest first, `limit + 1` of them after a position. */
export function listProviders({ db, organizationId }: TenantStatements, after: Position | null, limit: number) {
  const own = eq(ssoProviders.organizationId, organizationId);
  return db
    .select(providerColumns)
    .from(ssoProviders)
    .where(
      after === null
        ? own
        : and(
            own,
            or(
              gt(ssoProviders.createdAt, after.at),
              and(eq(ssoProviders.createdAt, after.at), gt(ssoProviders.id, after.id)),
            ),
          ),
    )
    .orderBy(asc(ssoProviders.createdAt), asc(ssoProviders.id))
    .limit(limit + 1);
}

/** That a provider of a query can be used: the tenant's, enabled, with a verified domain. */
export function canBeUsed({ db, organizationId }: TenantStatements) {
  const verified = db
    .select({ one: sql`1` })
    .from(ssoDomains)
    .where(
      and(
        eq(ssoDomains.organizationId, organizationId),
        eq(ssoDomains.providerId, ssoProviders.id),
        isNotNull(ssoDomains.verifiedAt),
      ),
    );
  return and(eq(ssoProviders.organizationId, organizationId), eq(ssoProviders.enabled, true), exists(verified));
}

/** One provider: no row or one. */
export function findProvider({ db, organizationId }: TenantStatements, providerId: string) {
  return db
    .select(providerColumns)
    .from(ssoProviders)
    .where(and(eq(ssoProviders.organizationId, organizationId), eq(ssoProviders.id, providerId)));
}

/** A provider with all that is on record of it, null when there is none of the id. */
export async function findStoredProvider(
  statements: TenantStatements,
  providerId: string,
): Promise<StoredProvider | null> {
  const [[row], domains, [secret]] = await Promise.all([
    findProvider(statements, providerId),
    listDomains(statements, providerId),
    listSecretVersions(statements, providerId),
  ]);
  return row === undefined ? null : { ...row, domains, secretVersion: secret?.version ?? null };
}

/** The domains of a provider, or with null of all of them, by name. */
export function listDomains({ db, organizationId }: TenantStatements, providerId: string | null) {
  const own = eq(ssoDomains.organizationId, organizationId);
  return db
    .select({
      domain: ssoDomains.domain,
      providerId: ssoDomains.providerId,
      challenge: ssoDomains.challenge,
      verifiedAt: ssoDomains.verifiedAt,
      checkedAt: ssoDomains.checkedAt,
      failingSince: ssoDomains.failingSince,
    })
    .from(ssoDomains)
    .where(providerId === null ? own : and(own, eq(ssoDomains.providerId, providerId)))
    .orderBy(asc(ssoDomains.domain));
}

/** What owners have proven, by those who are owners now. */
export function listProofs({ db, organizationId }: TenantStatements, providerId: string | null) {
  const own = and(eq(ssoProofs.organizationId, organizationId), eq(members.role, "owner"));
  return db
    .select({ providerId: ssoProofs.providerId, fingerprint: ssoProofs.fingerprint, provenAt: ssoProofs.provenAt })
    .from(ssoProofs)
    .innerJoin(members, and(eq(members.organizationId, ssoProofs.organizationId), eq(members.userId, ssoProofs.userId)))
    .where(providerId === null ? own : and(own, eq(ssoProofs.providerId, providerId)));
}

/** Which version last set the secret, of a provider or with null of each there ever was. */
export function listSecretVersions({ db, organizationId }: TenantStatements, providerId: string | null) {
  const own = and(eq(ssoRevisions.organizationId, organizationId), eq(ssoRevisions.keyChanged, true));
  return db
    .select({ providerId: ssoRevisions.subject, version: sql<number>`max(${ssoRevisions.version})`.mapWith(Number) })
    .from(ssoRevisions)
    .where(providerId === null ? own : and(own, eq(ssoRevisions.subject, providerId)))
    .groupBy(ssoRevisions.subject);
}

/** Whether single sign-on is required: no row where nobody has ever said so. */
export function findPolicy({ db, organizationId }: TenantStatements) {
  return db
    .select({
      version: ssoPolicies.version,
      enforced: ssoPolicies.enforced,
      updatedAt: ssoPolicies.updatedAt,
      updatedById: ssoPolicies.updatedById,
      updatedByName: ssoPolicies.updatedByName,
    })
    .from(ssoPolicies)
    .where(eq(ssoPolicies.organizationId, organizationId));
}

/** One version of a provider, or of `enforcement`; the newest without a version. No row or one. */
export function findRevision({ db, organizationId }: TenantStatements, subject: string, version?: number) {
  const own = and(eq(ssoRevisions.organizationId, organizationId), eq(ssoRevisions.subject, subject));
  return db
    .select({ version: ssoRevisions.version, act: ssoRevisions.act, document: ssoRevisions.document })
    .from(ssoRevisions)
    .where(version === undefined ? own : and(own, eq(ssoRevisions.version, version)))
    .orderBy(desc(ssoRevisions.version))
    .limit(1);
}
