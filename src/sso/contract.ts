import { z } from "@hono/zod-openapi";
import { roles } from "../authorization/role.ts";
import { pageOf, pageQuery } from "../http/page.ts";
import { emailAddress, isOneLine } from "../identity/contract.ts";
import { clientAuthentications, emailVerifications, presets, providerDefaults, revisionActs } from "./provider.ts";

const role = z.enum(roles);
const text = (most: number) =>
  z.string().trim().min(1, "must not be empty").max(most).refine(isOneLine, "must be one line of text");
const address = z.string().trim().max(2_000);

const endpoints = z
  .strictObject({
    authorization: address,
    token: address,
    jwks: address,
    userinfo: address.optional(),
    endSession: address.optional(),
  })
  .openapi("SsoEndpoints");

const roleMapping = z.strictObject({ value: text(200), role }).openapi("SsoRoleMapping");

/** A domain of e-mail addresses: two labels or more, in ASCII. */
const domain = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/,
    "must be a domain like example.com",
  );

const fields = {
  label: text(60),
  preset: z.enum(presets),
  issuer: address,
  clientId: text(500),
  /** Write only: no answer has it. Null for a public client. */
  clientSecret: z.string().min(1, "must not be empty").max(2_000).nullable(),
  clientAuthentication: z.enum(clientAuthentications),
  endpoints: endpoints.nullable(),
  enabled: z.boolean(),
  provisioning: z.boolean(),
  defaultRole: role,
  roleClaim: text(100).nullable(),
  roleMappings: z.array(roleMapping).max(50),
  emailVerification: z.enum(emailVerifications),
  maxAgeSeconds: z.int().min(0).max(2_592_000).nullable(),
  acrValues: text(500).nullable(),
  logoutAtProvider: z.boolean(),
  domains: z
    .array(domain)
    .max(20)
    .refine((all) => new Set(all).size === all.length, "must not repeat a domain"),
};

export const createProviderBody = z
  .strictObject({
    label: fields.label,
    preset: fields.preset.default(providerDefaults.preset),
    issuer: fields.issuer,
    clientId: fields.clientId,
    clientSecret: fields.clientSecret.default(null),
    clientAuthentication: fields.clientAuthentication.optional(),
    endpoints: fields.endpoints.default(providerDefaults.endpoints),
    enabled: fields.enabled.default(providerDefaults.enabled),
    provisioning: fields.provisioning.default(providerDefaults.provisioning),
    defaultRole: role.default(providerDefaults.defaultRole),
    roleClaim: fields.roleClaim.default(providerDefaults.roleClaim),
    roleMappings: fields.roleMappings.default([]),
    emailVerification: fields.emailVerification.default(providerDefaults.emailVerification),
    maxAgeSeconds: fields.maxAgeSeconds.default(providerDefaults.maxAgeSeconds),
    acrValues: fields.acrValues.default(providerDefaults.acrValues),
    logoutAtProvider: fields.logoutAtProvider.default(providerDefaults.logoutAtProvider),
    domains: fields.domains.default([]),
  })
  .openapi("CreateSsoProvider");

export const updateProviderBody = z
  .strictObject({
    label: fields.label.optional(),
    preset: fields.preset.optional(),
    issuer: fields.issuer.optional(),
    clientId: fields.clientId.optional(),
    clientSecret: fields.clientSecret.optional(),
    clientAuthentication: fields.clientAuthentication.optional(),
    endpoints: fields.endpoints.optional(),
    enabled: fields.enabled.optional(),
    provisioning: fields.provisioning.optional(),
    defaultRole: role.optional(),
    roleClaim: fields.roleClaim.optional(),
    roleMappings: fields.roleMappings.optional(),
    emailVerification: fields.emailVerification.optional(),
    maxAgeSeconds: fields.maxAgeSeconds.optional(),
    acrValues: fields.acrValues.optional(),
    logoutAtProvider: fields.logoutAtProvider.optional(),
    domains: fields.domains.optional(),
  })
  .refine((body) => Object.keys(body).length > 0, "must change something")
  .openapi("UpdateSsoProvider");

const instant = z.string();
const person = z.object({ id: z.string().nullable(), name: z.string().nullable() });

export const providerDomain = z
  .object({
    domain: z.string(),
    verified: z.boolean(),
    verifiedAt: instant.nullable(),
    checkedAt: instant.nullable(),
    /** Since when the record of a verified domain has been missing; a day later the domain counts as unverified. */
    failingSince: instant.nullable(),
    record: z.object({ name: z.string(), type: z.literal("TXT"), value: z.string() }),
  })
  .openapi("SsoDomain");

/** What admins edit of a provider, without its secret: also what a history has of each version. */
export const providerFields = z
  .object({
    label: z.string(),
    preset: z.enum(presets),
    issuer: z.string(),
    clientId: z.string(),
    clientAuthentication: z.enum(clientAuthentications),
    endpoints: endpoints.nullable(),
    enabled: z.boolean(),
    provisioning: z.boolean(),
    defaultRole: role,
    roleClaim: z.string().nullable(),
    roleMappings: z.array(roleMapping),
    emailVerification: z.enum(emailVerifications),
    maxAgeSeconds: z.int().nullable(),
    acrValues: z.string().nullable(),
    logoutAtProvider: z.boolean(),
    domains: z.array(z.string()),
  })
  .openapi("SsoProviderFields");

/** Not an extension of the fields: one that gives `domains` another type would promise clients both. */
export const provider = z
  .object({
    ...providerFields.shape,
    id: z.string(),
    version: z.number().int(),
    /** Whether a client secret is kept; itself it is in no answer. */
    hasClientSecret: z.boolean(),
    /** The version that last set the secret: tells two who replace it, unseen by each other, that both have. */
    clientSecretVersion: z.int().nullable(),
    domains: z.array(providerDomain),
    /** To be registered at the provider, one for each host of the organization. */
    callbackUrls: z.array(z.string()),
    backchannelLogoutUrls: z.array(z.string()),
    postLogoutUrls: z.array(z.string()),
    /** It signs in nobody whose role lies above. */
    authority: role,
    /** That an owner has come in by it as it is configured now; null for not yet. */
    proven: z.object({ at: instant }).nullable(),
    createdAt: instant,
    updatedAt: instant,
    updatedBy: person,
  })
  .openapi("SsoProvider");

export const providerPage = pageOf(provider, "SsoProviderPage");

/** Of a provider, or of a test: nothing else that has a history is to be had by its name. */
export const ssoParams = z.object({
  id: z
    .string()
    .max(60)
    .regex(/^(?:sso|flw)_/, "must be an id"),
});

export const verifyDomainBody = z.strictObject({ domain: domain.optional() }).openapi("VerifySsoDomain");

/**
 * What the DNS says of a domain, asked just now. `disagreement`: one of two resolvers sees the record, as happens while a
 * change spreads. `no_answer`: nobody could find out.
 */
const domainCheck = z
  .object({
    domain: z.string(),
    outcome: z.enum(["verified", "no_record", "other_record", "disagreement", "no_answer"]),
    /** The TXT records that were found under the record's name, for who has mistyped one. */
    found: z.array(z.string()),
  })
  .openapi("SsoDomainCheck");

export const checkedProvider = provider.extend({ checks: z.array(domainCheck) }).openapi("CheckedSsoProvider");

export const restoreBody = z.strictObject({ version: z.int().min(1) }).openapi("RestoreSsoProvider");

export const startedTest = z.object({ testId: z.string(), url: z.string() }).openapi("StartedSsoTest");

const checkResult = z
  .object({
    check: z.string(),
    outcome: z.enum(["passed", "failed", "not_reached", "not_applicable"]),
    /** What was seen, safe to show an admin. */
    detail: z.string().optional(),
  })
  .openapi("SsoCheck");

/** What came of a test sign-in: every check of the protocol and of our rules, in order, and the claims received. */
export const test = z
  .object({
    id: z.string(),
    providerId: z.string(),
    providerVersion: z.number().int(),
    status: z.enum(["waiting", "expired", "passed", "failed"]),
    startedAt: instant,
    startedBy: person,
    /** Why it failed: a name for what advice there is. */
    reason: z.string().optional(),
    checks: z.array(checkResult),
    claims: z.record(z.string(), z.unknown()).nullable(),
  })
  .openapi("SsoTest");

export const discoverBody = z.strictObject({ issuer: address }).openapi("DiscoverSsoIssuer");

export const discovered = z
  .object({
    checks: z.array(checkResult),
    /** Null where the issuer's document could not be used; then `reason` says why. */
    endpoints: endpoints.nullable(),
    reason: z.string().optional(),
  })
  .openapi("DiscoveredSsoIssuer");

export const enforcement = z
  .object({
    enabled: z.boolean(),
    version: z.number().int(),
    /** Whether it could be turned on now: an owner has proven a provider that owners can use. */
    possible: z.boolean(),
    /** How many owners have an unused recovery code. */
    recoveryCodes: z.number().int(),
    updatedAt: instant.nullable(),
    updatedBy: person,
  })
  .openapi("SsoEnforcement");

export const updateEnforcementBody = z
  .strictObject({ enabled: z.boolean(), endPasswordSessions: z.boolean().default(false) })
  .openapi("UpdateSsoEnforcement");

export const revision = z
  .object({
    subject: z.string(),
    version: z.number().int(),
    act: z.enum(revisionActs),
    at: instant,
    actor: z.object({
      type: z.enum(["user", "operator", "system"]),
      id: z.string().nullable(),
      name: z.string().nullable(),
    }),
    /** The provider as it was from then on, or as it was when it was deleted; `{enabled}` for enforcement. */
    document: z.record(z.string(), z.unknown()),
    keyChanged: z.boolean(),
    /** How far the provider reached from then on; null for enforcement. */
    authority: role.nullable(),
    /** What this version changed of the one before it. */
    changes: z.record(z.string(), z.object({ from: z.unknown(), to: z.unknown() })),
  })
  .openapi("SsoRevision");

export const revisionPage = pageOf(revision, "SsoRevisionPage");

export const historyQuery = pageQuery.extend({ providerId: z.string().max(60).optional() });

export const recoveryCode = z
  .object({ userId: z.string(), name: z.string(), email: z.string(), createdAt: instant, usedAt: instant.nullable() })
  .openapi("RecoveryCode");

export const recoveryCodePage = pageOf(recoveryCode, "RecoveryCodePage");

export const recoveryCodeParams = z.object({ userId: z.string().max(60) });

/** The only answer that ever has the code. */
export const createdRecoveryCode = z.object({ code: z.string(), createdAt: instant }).openapi("CreatedRecoveryCode");

/** `providerId`, or an address whose domain names one. The others are Better Auth's names, for clients that know those. */
export const ssoSignInBody = z
  .strictObject({
    providerId: z.string().max(60).optional(),
    email: emailAddress.optional(),
    /** Where to go afterwards: a path of this origin, or an address at it. */
    callbackURL: z.string().max(2_000).optional(),
  })
  .refine(({ providerId, email }) => providerId !== undefined || email !== undefined, "needs providerId or email")
  .openapi("SsoSignIn");

export const ssoSignInStarted = z.object({ url: z.string(), redirect: z.literal(true) }).openapi("SsoSignInStarted");

/** OpenID Connect Back-Channel Logout 1.0, section 2.5: what else is in the form is to be ignored. */
export const backchannelLogoutBody = z.object({ logout_token: z.string().min(1).max(16_000) }).openapi("SsoLogout");

export const recoverySignInBody = z
  .strictObject({ email: emailAddress, code: z.string().trim().min(1).max(100) })
  .openapi("RecoverySignIn");
