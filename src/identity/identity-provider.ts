import { betterAuth } from "better-auth/minimal";
import type { TenantStatements } from "../database/tenant-db.ts";
import type { SignInMethod, SsoOrigin } from "../gatekeeper/contract.ts";
import { newIdentifier, type IdentifierKind } from "../identifiers/identifier.ts";
import { isMember } from "./membership.ts";
import type { Seal } from "../secrets/seal.ts";
import { cookiePrefix } from "../sessions/cookie.ts";
import { sessionStart } from "./session-start.ts";
import type { IdentityVisit } from "./rpc.ts";
import { tenantAdapter } from "./tenant-adapter.ts";

/** What one ceremony's identity provider is made of. */
export interface ProviderOptions {
  readonly visit: IdentityVisit;
  /** The cookie secret of this tenant: Better Auth signs with it, the server verifies with it. */
  readonly secret: string;
  readonly seal: Seal;
  /** How the sessions it starts came to be. */
  readonly method: SignInMethod;
  /** Where they began, for those that begin at a provider. */
  readonly sso?: SsoOrigin;
  /** How long they last at most, where that is less than the tenant allows. */
  readonly longestSeconds?: number;
}

/** What a ceremony has brought forth, besides what Better Auth answers. */
interface Outcome {
  session?: NewSession;
  /** Of a password reset: the token that must reach the user by mail and rest nowhere in plain text. */
  resetToken?: string;
  /** Of a password reset: whose password is another now. */
  resetUser?: { readonly id: string; readonly email: string; readonly name: string };
}

export interface NewSession {
  readonly id: string;
  readonly userId: string;
  readonly token: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/**
 * Better Auth for one validated host, one tenant and one transaction: made anew for each ceremony and dropped with
 * it. Its router is mounted nowhere, and it signs nobody up; the ceremonies beside this file call what they need.
 * The transaction's statements are all it can reach, so nothing of it may go on after the commit.
 */
export function identityProvider(statements: TenantStatements, options: ProviderOptions) {
  const { visit, method, sso } = options;
  const outcome: Outcome = {};
  const lifetimeSeconds = Math.min(visit.sessionLifetimeHours * 3600, options.longestSeconds ?? Infinity);
  const auth = betterAuth({
    appName: "Gatehouse",
    baseURL: visit.publicOrigin,
    basePath: "/api/auth",
    trustedOrigins: [],
    secret: options.secret,
    database: tenantAdapter(statements, options.seal),
    telemetry: { enabled: false },
    // The limits are the server's, before anything gets here.
    rateLimit: { enabled: false },
    // What goes wrong is thrown, and who failed is in the audit log.
    logger: { disabled: true },
    plugins: [sessionStart()],
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      autoSignIn: false,
      minPasswordLength: 12,
      maxPasswordLength: 128,
      resetPasswordTokenExpiresIn: resetTokenLifetimeSeconds,
      // It would delete rows, which ends nothing: the gatekeeper ends sessions, and their record is kept.
      revokeSessionsOnPasswordReset: false,
      sendResetPassword: async ({ token }) => {
        outcome.resetToken = token;
      },
      onPasswordReset: async ({ user }) => {
        outcome.resetUser = { id: user.id, email: user.email, name: user.name };
      },
    },
    user: {
      additionalFields: { organizationId: scopeField },
      changeEmail: { enabled: false },
      deleteUser: { enabled: false },
    },
    account: {
      additionalFields: { organizationId: scopeField },
      accountLinking: { enabled: true, disableImplicitLinking: true, trustedProviders: [] },
    },
    verification: { additionalFields: { organizationId: scopeField }, storeIdentifier: "hashed", disableCleanup: true },
    session: {
      expiresIn: lifetimeSeconds,
      // An absolute lifetime: no use of a session prolongs it.
      disableSessionRefresh: true,
      cookieCache: { enabled: false },
      additionalFields: {
        organizationId: scopeField,
        method: { type: "string", required: true, input: false, returned: false },
        host: { type: "string", required: true, input: false, returned: false },
        asOf: { type: "number", required: true, input: false, returned: false },
        ssoProviderId: originField,
        ssoSubject: originField,
        ssoSid: originField,
      },
    },
    databaseHooks: {
      session: {
        create: {
          /** Nobody gets a session who is not a member, whichever way they proved who they are. */
          before: async ({ userId, createdAt }) => {
            if (!(await isMember(statements, userId))) return false;
            const { hostname: host, asOf, address: ipAddress, userAgent } = visit;
            // The library reads the clock once for each of the two, which may be a millisecond apart.
            const expiresAt = new Date(createdAt.getTime() + lifetimeSeconds * 1000);
            const origin = { ssoProviderId: sso?.providerId, ssoSubject: sso?.subject, ssoSid: sso?.sid };
            return { data: { method, host, asOf, ipAddress, userAgent, expiresAt, ...origin } };
          },
          after: async ({ id, userId, token, createdAt, expiresAt }) => {
            outcome.session = { id, userId, token, createdAt, expiresAt };
          },
        },
      },
    },
    advanced: {
      // The prefix itself demands Secure and Path=/ and forbids Domain; Better Auth knows only its own prefix.
      useSecureCookies: false,
      cookiePrefix,
      defaultCookieAttributes: { secure: true, httpOnly: true, sameSite: "lax", path: "/" },
      disableCSRFCheck: false,
      database: {
        generateId: ({ model }) => newIdentifier(identifierKinds[model] ?? unknownModel(model)),
        validateSchema: false,
      },
    },
  });
  return { auth, outcome };
}

export type IdentityProvider = ReturnType<typeof identityProvider>;

/** 1 hour. */
const resetTokenLifetimeSeconds = 60 * 60;

/** A column Better Auth must know because the adapter names it in every query, and nobody else ever sets. */
const scopeField = { type: "string", required: false, input: false, returned: false } as const;

const originField = { type: "string", required: false, input: false, returned: false } as const;

const identifierKinds: Readonly<Record<string, IdentifierKind>> = {
  user: "usr",
  account: "acc",
  session: "ses",
  verification: "ver",
};

function unknownModel(model: string): never {
  throw new Error(`Better Auth asks for an id of ${model}, a model that does not exist here`);
}
