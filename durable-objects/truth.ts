import { and, desc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { TenantDb, TenantStatements } from "../src/database/tenant-db.ts";
import type { CustomHost, Snapshot } from "../src/gatekeeper/contract.ts";
import { hostnames, hostPolicies } from "../src/hostnames/table.ts";
import { users } from "../src/identity/table.ts";
import { defaultSettings } from "../src/organizations/defaults.ts";
import { organizations, organizationSettings } from "../src/organizations/table.ts";
import { outbox } from "../src/outbox/table.ts";
import { canBeUsed } from "../src/sso/repository.ts";
import { ssoPolicies, ssoProviders } from "../src/sso/table.ts";
import { tenantHostname, type PublicAddress } from "../src/tenancy/public-origin.ts";

/** An organization as Postgres has it. */
export interface Truth {
  readonly snapshot: Snapshot;
  /** The highest version Postgres has heard of from this gatekeeper: sessionVersion or a user's epoch. */
  readonly highestVersion: number;
  /** 0 for an organization whose gatekeeper has never reported one. */
  readonly sessionVersion: number;
  /** Whether the outbox holds rows that are not delivered, or a hostname is to be looked at, now or later. */
  readonly outboxWaits: boolean;
}

/** One flight. Null when there is no such organization. */
export async function readTruth(db: TenantDb, address: PublicAddress): Promise<Truth | null> {
  const [rows, epochs, waiting, watched] = await db.batch((statements) => [
    selectOrganization(statements),
    selectHighestEpoch(statements),
    selectWaiting(statements),
    selectWatched(statements),
  ]);
  const row = rows[0];
  if (row === undefined) return null;
  const { sessionVersion } = row;
  return {
    snapshot: snapshotOf(row, address),
    highestVersion: Math.max(sessionVersion, epochs[0]?.epoch ?? 0),
    sessionVersion,
    outboxWaits: waiting.length > 0 || watched.length > 0,
  };
}

/**
 * The organization with its settings, whether single sign-on is enforced, the providers that can be used and the hosts
 * of its own that it is served at: no row or one. All of it is one statement, so that nothing in it is older than its version says.
 */
export function selectOrganization(statements: TenantStatements) {
  const { db, organizationId } = statements;
  const provider = sql`json_build_object('providerId', ${ssoProviders.id}, 'label', ${ssoProviders.label})`;
  const usable = db
    .select({ all: sql`json_agg(${provider} order by ${ssoProviders.createdAt}, ${ssoProviders.id})` })
    .from(ssoProviders)
    .where(canBeUsed(statements));
  const hostname = sql`json_build_object('id', ${hostnames.id}, 'hostname', ${hostnames.hostname})`;
  const active = db
    .select({ all: sql`json_agg(${hostname} order by ${hostnames.createdAt}, ${hostnames.id})` })
    .from(hostnames)
    .where(and(eq(hostnames.organizationId, organizationId), eq(hostnames.state, "active")));
  return db
    .select({
      id: organizations.id,
      slug: organizations.slug,
      name: organizations.name,
      status: organizations.status,
      homeRegion: organizations.homeRegion,
      sessionVersion: organizations.sessionVersion,
      configVersion: organizations.configVersion,
      enforceSso: sql<boolean>`coalesce(${ssoPolicies.enforced}, false)`,
      providers: sql<Snapshot["providers"]>`coalesce((${usable}), '[]')`,
      customHosts: sql<readonly CustomHost[]>`coalesce((${active}), '[]')`,
      primaryHostnameId: hostPolicies.primaryHostnameId,
      redirectOthers: sql<boolean>`coalesce(${hostPolicies.redirectOthers}, false)`,
      settings: {
        version: organizationSettings.version,
        appName: organizationSettings.appName,
        primaryColor: organizationSettings.primaryColor,
        sessionIdleMinutes: organizationSettings.sessionIdleMinutes,
        sessionLifetimeHours: organizationSettings.sessionLifetimeHours,
        accountFailureLimit: organizationSettings.accountFailureLimit,
        addressFailureLimit: organizationSettings.addressFailureLimit,
        lockoutMinutes: organizationSettings.lockoutMinutes,
        auditRetentionDays: organizationSettings.auditRetentionDays,
      },
    })
    .from(organizations)
    .leftJoin(organizationSettings, eq(organizationSettings.organizationId, organizations.id))
    .leftJoin(ssoPolicies, eq(ssoPolicies.organizationId, organizations.id))
    .leftJoin(hostPolicies, eq(hostPolicies.organizationId, organizations.id))
    .where(eq(organizations.id, organizationId));
}

export type OrganizationRow = Awaited<ReturnType<typeof selectOrganization>>[number];

/** The configuration the gatekeeper caches. A deleted tenant serves no host. */
export function snapshotOf(row: OrganizationRow, address: PublicAddress): Snapshot {
  const customHosts = row.status === "deleted" ? [] : row.customHosts;
  const primary = customHosts.find(({ id }) => id === row.primaryHostnameId);
  // While the primary host is out of service nobody is sent anywhere else than they wanted to go.
  const redirectsToPrimary = row.redirectOthers && (row.primaryHostnameId === null || primary !== undefined);
  return {
    configVersion: row.configVersion,
    organizationId: row.id,
    slug: row.slug,
    name: row.name,
    status: row.status,
    homeRegion: row.homeRegion,
    hosts: row.status === "deleted" ? [] : hostsInOrder(tenantHostname(address, row.slug), customHosts, primary),
    ...(customHosts.length > 0 && { customHosts }),
    ...(redirectsToPrimary && { redirectsToPrimary }),
    enforceSso: row.enforceSso,
    providers: row.providers,
    settings: row.settings ?? { version: 0, appName: row.name, primaryColor: null, ...defaultSettings },
  };
}

/** The primary one first, then the one that every tenant has, then the others by age. */
function hostsInOrder(ownHost: string, customHosts: readonly CustomHost[], primary: CustomHost | undefined): string[] {
  const others = customHosts.filter((host) => host !== primary).map(({ hostname }) => hostname);
  return [...(primary === undefined ? [] : [primary.hostname]), ownHost, ...others];
}

function selectHighestEpoch({ db, organizationId }: TenantStatements) {
  return db
    .select({ epoch: users.epoch })
    .from(users)
    .where(eq(users.organizationId, organizationId))
    .orderBy(desc(users.epoch))
    .limit(1);
}

function selectWaiting({ db, organizationId }: TenantStatements) {
  return db
    .select({ one: sql<number>`1` })
    .from(outbox)
    .where(and(eq(outbox.organizationId, organizationId), isNull(outbox.deliveredAt)))
    .limit(1);
}

function selectWatched({ db, organizationId }: TenantStatements) {
  return db
    .select({ one: sql<number>`1` })
    .from(hostnames)
    .where(and(eq(hostnames.organizationId, organizationId), isNotNull(hostnames.nextCheckAt)))
    .limit(1);
}
