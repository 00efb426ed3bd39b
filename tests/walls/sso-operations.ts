import { sql } from "drizzle-orm";
import type { TenantStatements } from "../../src/database/tenant-db.ts";
import { sha256Hex } from "../../src/identifiers/digest.ts";
import { newIdentifier } from "../../src/identifiers/identifier.ts";
import { identityProvider } from "../../src/identity/identity-provider.ts";
import { accountFor } from "../../src/sso/account.ts";
import { findKnown } from "../../src/sso/arrival.ts";
import { backchannelLogout } from "../../src/sso/backchannel-logout.ts";
import { finishSso } from "../../src/sso/callback.ts";
import { findFlow, insertFlow, useFlow, writeReport, type Flow } from "../../src/sso/flow.ts";
import { forgetFormerMember, isFormerMember } from "../../src/sso/former-member.ts";
import { recordProof } from "../../src/sso/proof.ts";
import { logoutUrl } from "../../src/sso/provider-logout.ts";
import { createRecoveryCode, deleteRecoveryCode, signInWithRecoveryCode } from "../../src/sso/recovery.ts";
import type { SignInProvider } from "../../src/sso/sign-in-provider.ts";
import { findProviderIdByDomain, findSignInProvider, holdSignInProvider } from "../../src/sso/sign-in-provider.ts";
import { judge, recordRefusal, signInVouched } from "../../src/sso/sign-in.ts";
import { startSso } from "../../src/sso/start.ts";
import type { Operation } from "./operation.ts";
import type { Subject } from "./subject.ts";

const role = "gatehouse_auth";
const itInserts = "it only writes rows of its own";

const within = (
  of: string,
  work: (statements: TenantStatements, subject: Subject) => Promise<unknown>,
  silent?: string,
): Operation => ({
  of,
  role,
  run: ({ db }, subject) => db.transaction((statements) => work(statements, subject)),
  ...(silent === undefined ? {} : { silent }),
});

/** Somebody a provider vouches for, who is linked to the subject's user. */
const identityOf = ({ mark, email }: Subject) => ({
  issuer: mark,
  subject: mark,
  email,
  emailVerified: true,
  name: null,
  roleValues: [],
  sessionId: null,
  hostedDomain: null,
  authenticatedAt: null,
  authenticationContext: null,
  idToken: "x",
});

const providerOf = ({ providerId, mark }: Subject): SignInProvider => ({
  id: providerId,
  version: 1,
  label: mark,
  issuer: mark,
  clientId: mark,
  clientSecret: null,
  clientAuthentication: "none",
  endpoints: null,
  enabled: true,
  provisioning: true,
  defaultRole: "member",
  roleClaim: null,
  roleMappings: [],
  emailVerification: "required",
  maxAgeSeconds: null,
  acrValues: null,
  logoutAtProvider: true,
  authority: "owner",
  verifiedDomains: ["people.test"],
});

const newFlow = ({ providerId, mark }: Subject) => ({
  id: newIdentifier("flw"),
  stateHash: `new-${mark}`,
  browserHash: "x",
  providerId,
  providerVersion: 1,
  purpose: "sign-in" as const,
  host: "here.app.localhost",
  secrets: "x",
  asOf: 1,
  returnPath: "/",
  expiresAt: "2100-01-01T00:00:00Z",
});

/** What the auth worker does of single sign-on with a tenant's database. */
export const ssoOperations: readonly Operation[] = [
  within("src/sso/sign-in-provider.ts findSignInProvider", (tx, { providerId }) => findSignInProvider(tx, providerId)),
  within("src/sso/sign-in-provider.ts holdSignInProvider", (tx, { providerId }) => holdSignInProvider(tx, providerId)),
  within("src/sso/sign-in-provider.ts findProviderIdByDomain", (tx, { mark }) =>
    findProviderIdByDomain(tx, `${mark}.test`),
  ),
  within("src/sso/flow.ts insertFlow", (tx, subject) => insertFlow(tx, newFlow(subject)), itInserts),
  within("src/sso/flow.ts findFlow", async (tx, { mark }) => findFlow(tx, await sha256Hex(`state-${mark}`))),
  within("src/sso/flow.ts useFlow", (tx, { testId }) => useFlow(tx, testId)),
  within("src/sso/flow.ts writeReport", (tx, { testId }) =>
    writeReport(tx, testId, { reason: null, checks: [], claims: null }),
  ),
  within("src/sso/arrival.ts findKnown", (tx, subject) =>
    findKnown(tx, subject.providerId, { identity: identityOf(subject), address: subject.email }),
  ),
  within("src/sso/former-member.ts isFormerMember", (tx, { email }) => isFormerMember(tx, email, "x")),
  within("src/sso/former-member.ts forgetFormerMember", (tx, { email }) => forgetFormerMember(tx, email, null)),
  within(
    "src/sso/proof.ts recordProof",
    (tx, subject) => recordProof(tx, providerOf(subject), { userId: subject.userId, host: "own.test" }),
    itInserts,
  ),
  within("src/sso/sign-in.ts judge", (tx, subject) =>
    judge(tx, { purpose: "sign-in", providerVersion: 1 }, providerOf(subject), identityOf(subject)),
  ),
  {
    of: "src/sso/sign-in.ts recordRefusal",
    role,
    run: ({ db, ceremony }, { providerId, email }) =>
      db.transaction((tx) => recordRefusal(ceremony, tx, { providerId }, email, "foreign_domain")),
    silent: itInserts,
  },
  {
    of: "src/sso/sign-in.ts signInVouched",
    role,
    run: ({ db, ceremony }, subject) => {
      const flow = { ...newFlow(subject), organizationId: db.organizationId } as Flow;
      return signInVouched(ceremony, flow, {
        ...identityOf(subject),
        email: `new@${subject.mark}.test`,
        subject: "new",
      });
    },
  },
  {
    of: "src/sso/account.ts accountFor",
    role,
    run: ({ db, ceremony }, subject) =>
      db.transaction((tx) => {
        const user = { id: subject.userId, email: subject.email, name: "x", role: "member" } as const;
        const arrival = { kind: "linked", user, current: "member", role: "member" } as const;
        const coming = {
          provider: providerOf(subject),
          identity: identityOf(subject),
          address: subject.email,
          arrival,
        };
        const auth = identityProvider(tx, { ...ceremony, method: "sso" });
        return accountFor(ceremony, tx, auth, { ...coming, idToken: "a token" });
      }),
  },
  {
    of: "src/sso/start.ts startSso",
    role,
    run: ({ ceremony }, { providerId, userId }) =>
      startSso(ceremony, { by: { providerId }, returnPath: "/", tester: { userId, name: "x" }, loginHint: null }),
  },
  {
    of: "src/sso/callback.ts finishSso",
    role,
    run: ({ ceremony }, { providerId, mark }) =>
      sha256Hex(`state-${mark}`).then((stateHash) =>
        finishSso(ceremony, {
          providerId,
          parameters: `state=state-${mark}&code=x`,
          cookies: `__Host-gatehouse.sso.${stateHash.slice(0, 8)}=browser-${mark}`,
        }),
      ),
  },
  {
    of: "src/sso/backchannel-logout.ts backchannelLogout",
    role,
    // Nobody outside can be asked here: what it says of a provider that is there is that the token is bad.
    run: async ({ ceremony }, { providerId }) => {
      const { ok, ...rest } = await backchannelLogout(ceremony, { providerId, logoutToken: "x" });
      return { isRefused: !ok, ...rest };
    },
  },
  {
    of: "src/sso/provider-logout.ts logoutUrl",
    role,
    run: ({ ceremony }, { mark, providerId, userId }) => {
      const sso = { providerId, subject: `${mark} ${mark}`, sid: null, authority: "member" } as const;
      return logoutUrl(ceremony, { userId, role: "member", sso });
    },
  },
  {
    of: "src/sso/recovery.ts signInWithRecoveryCode",
    role,
    run: ({ ceremony }, { email, mark }) => signInWithRecoveryCode(ceremony, { email, code: `code-${mark}` }),
  },
  {
    of: "src/sso/recovery.ts createRecoveryCode",
    role,
    run: async ({ ceremony, db }, { userId }) => {
      const created = await createRecoveryCode(ceremony, { userId, name: "x" });
      const own = sql`organization_id = ${db.organizationId}`;
      const { rows } = await db.db.execute(sql`select count(*)::int as codes from recovery_codes where ${own}`);
      // The code itself is another one each time.
      return { ok: created.ok, rows };
    },
  },
  {
    of: "src/sso/recovery.ts deleteRecoveryCode",
    role,
    run: ({ ceremony }, { userId }) => deleteRecoveryCode(ceremony, { userId, actor: { userId: "usr_x", name: "x" } }),
  },
];
