import type { Role } from "../authorization/role.ts";

/** Which product an identity provider is, as far as the setup page's advice goes by it. */
export const presets = ["generic", "okta", "entra", "google", "auth0", "keycloak"] as const;
export type Preset = (typeof presets)[number];

/** OpenID Connect Core 1.0, section 9. `none` is a public client. */
export const clientAuthentications = ["client_secret_basic", "client_secret_post", "none"] as const;
export type ClientAuthentication = (typeof clientAuthentications)[number];

/** `assumed`: the provider does not say whether an address is verified, and gives out addresses of its domains itself. */
export const emailVerifications = ["required", "assumed"] as const;
export type EmailVerification = (typeof emailVerifications)[number];

/** Where a provider is reached when its issuer is not asked. */
export interface Endpoints {
  readonly authorization: string;
  readonly token: string;
  readonly jwks: string;
  readonly userinfo?: string;
  readonly endSession?: string;
}

/** Who has this value in the role claim gets this role; of several, the highest. */
export interface RoleMapping {
  readonly value: string;
  readonly role: Role;
}

export const revisionActs = ["created", "updated", "confirmed", "restored", "deleted", "enforced", "lifted"] as const;
export type RevisionAct = (typeof revisionActs)[number];

/** What admins edit of a provider, but for its secret: what merges, histories and diffs go by. */
export interface ProviderFields {
  readonly label: string;
  readonly preset: Preset;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientAuthentication: ClientAuthentication;
  /** Null: discovered from the issuer (OpenID Connect Discovery 1.0). */
  readonly endpoints: Endpoints | null;
  readonly enabled: boolean;
  /** Whether whoever comes for the first time gets an account (just in time). */
  readonly provisioning: boolean;
  readonly defaultRole: Role;
  readonly roleClaim: string | null;
  readonly roleMappings: readonly RoleMapping[];
  readonly emailVerification: EmailVerification;
  /** How old a sign-in at the provider may be; null for any age. */
  readonly maxAgeSeconds: number | null;
  readonly acrValues: string | null;
  /** Whether signing out here signs out there, too (OpenID Connect RP-Initiated Logout 1.0). */
  readonly logoutAtProvider: boolean;
  /** Lower case; each belongs to one provider of the tenant. */
  readonly domains: readonly string[];
}

/** A provider as it is on record, without its secret. Times as Postgres writes them. */
export interface StoredProvider extends Omit<ProviderFields, "domains"> {
  readonly id: string;
  readonly version: number;
  readonly hasClientSecret: boolean;
  /** The version that set the secret last. */
  readonly secretVersion: number | null;
  /** It signs in nobody whose role lies above. */
  readonly authority: Role;
  readonly domains: readonly StoredDomain[];
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly updatedById: string | null;
  readonly updatedByName: string | null;
}

/** Whether single sign-on is required, as it is on record. */
export interface StoredPolicy {
  readonly version: number;
  readonly enforced: boolean;
  readonly updatedAt: string;
  readonly updatedById: string | null;
  readonly updatedByName: string | null;
}

interface StoredDomain {
  readonly domain: string;
  readonly challenge: string;
  readonly verifiedAt: string | null;
  readonly checkedAt: string | null;
  readonly failingSince: string | null;
}

export const providerFieldNames = [
  "label",
  "preset",
  "issuer",
  "clientId",
  "clientAuthentication",
  "endpoints",
  "enabled",
  "provisioning",
  "defaultRole",
  "roleClaim",
  "roleMappings",
  "emailVerification",
  "maxAgeSeconds",
  "acrValues",
  "logoutAtProvider",
  "domains",
] as const satisfies readonly (keyof ProviderFields)[];

/** How many an organization may have: more than anybody sets up. */
export const mostProviders = 50;

export const providerDefaults = {
  preset: "generic",
  clientAuthentication: "client_secret_basic",
  endpoints: null,
  enabled: true,
  provisioning: true,
  defaultRole: "member",
  roleClaim: null,
  roleMappings: [],
  emailVerification: "required",
  maxAgeSeconds: null,
  acrValues: null,
  logoutAtProvider: false,
} as const satisfies Partial<ProviderFields>;

/**
 * What makes it the same provider: a proof that it works holds for as long as this does.
 *
 * @returns a text to be hashed
 */
export function providerIdentity({
  issuer,
  clientId,
  endpoints,
}: Pick<ProviderFields, "issuer" | "clientId" | "endpoints">): string {
  const { authorization, token, jwks } = endpoints ?? {};
  return JSON.stringify([issuer, clientId, authorization, token, jwks]);
}

/** How often somebody looks whether a verified domain still shows its record. */
export const domainCheckMilliseconds = 24 * 60 * 60 * 1000;

/** How long the record of a verified domain may be missing before the domain counts as unverified. */
export const domainPatienceMilliseconds = 24 * 60 * 60 * 1000;

/** What a domain's TXT record is called, and what it must say. */
export function domainRecord(domain: string, challenge: string) {
  return { name: `_gatehouse.${domain}`, type: "TXT", value: `gatehouse-verification=${challenge}` } as const;
}
