import { and, eq, isNotNull } from "drizzle-orm";
import type { TenantStatements } from "../database/tenant-db.ts";
import type { OpenIdProvider } from "../openid/provider.ts";
import type { Seal } from "../secrets/seal.ts";
import { openClientSecret } from "./client-secret.ts";
import { ssoDomains, ssoProviders } from "./table.ts";

/** A provider as sign-ins go by it. */
const columns = {
  id: ssoProviders.id,
  version: ssoProviders.version,
  label: ssoProviders.label,
  issuer: ssoProviders.issuer,
  clientId: ssoProviders.clientId,
  clientSecret: ssoProviders.clientSecret,
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
};

export interface SignInProvider extends Pick<typeof ssoProviders.$inferSelect, keyof typeof columns> {
  readonly verifiedDomains: readonly string[];
}

/** The tenant's provider of this id, null when it has none: another tenant's is none. */
export async function findSignInProvider(
  statements: TenantStatements,
  providerId: string,
): Promise<SignInProvider | null> {
  const [found] = await selection(statements, providerId);
  return found === undefined ? null : withDomains(statements, found);
}

/** The same, held until the transaction ends: who wants to change or delete it waits. */
export async function holdSignInProvider(
  statements: TenantStatements,
  providerId: string,
): Promise<SignInProvider | null> {
  const [found] = await selection(statements, providerId).for("share");
  return found === undefined ? null : withDomains(statements, found);
}

/** Whether people may come in by it. */
export function isUsable({ enabled, verifiedDomains }: SignInProvider): boolean {
  return enabled && verifiedDomains.length > 0;
}

/** The provider that signs in people whose addresses are of this domain; only whoever has proven it has it. */
export async function findProviderIdByDomain(
  { db, organizationId }: TenantStatements,
  domain: string,
): Promise<string | null> {
  const [found] = await db
    .select({ providerId: ssoDomains.providerId })
    .from(ssoDomains)
    .where(
      and(
        eq(ssoDomains.organizationId, organizationId),
        eq(ssoDomains.domain, domain),
        isNotNull(ssoDomains.verifiedAt),
      ),
    );
  return found?.providerId ?? null;
}

/** As the protocol wants it, its secret opened. */
export async function openIdProviderOf(
  provider: SignInProvider,
  seal: Seal,
  organizationId: string,
): Promise<OpenIdProvider> {
  const { clientSecret, ...rest } = provider;
  return {
    ...rest,
    clientSecret: clientSecret === null ? null : await openClientSecret(seal, organizationId, clientSecret),
  };
}

function selection({ db, organizationId }: TenantStatements, providerId: string) {
  return db
    .select(columns)
    .from(ssoProviders)
    .where(and(eq(ssoProviders.organizationId, organizationId), eq(ssoProviders.id, providerId)));
}

async function withDomains(
  { db, organizationId }: TenantStatements,
  provider: Omit<SignInProvider, "verifiedDomains">,
): Promise<SignInProvider> {
  const domains = await db
    .select({ domain: ssoDomains.domain })
    .from(ssoDomains)
    .where(
      and(
        eq(ssoDomains.organizationId, organizationId),
        eq(ssoDomains.providerId, provider.id),
        isNotNull(ssoDomains.verifiedAt),
      ),
    );
  return { ...provider, verifiedDomains: domains.map(({ domain }) => domain) };
}
