import { sql } from "drizzle-orm";
import { performChange, lockOrganization } from "../../durable-objects/change-transaction.ts";
import { writeEffects, writeLastSeen } from "../../durable-objects/effect-transaction.ts";
import { recheckDomains } from "../../durable-objects/domain-recheck.ts";
import { drainOutbox } from "../../durable-objects/outbox.ts";
import { readTruth, selectOrganization } from "../../durable-objects/truth.ts";
import { recordBlock } from "../../src/attempts/block.ts";
import { StoredChain } from "../../src/audit-chain/repository.ts";
import { beginExport } from "../../src/audit/export-source.ts";
import { recordAudit, recordOperatorAct } from "../../src/audit/record.ts";
import { listAuditLogs } from "../../src/audit/repository.ts";
import type { TenantStatements } from "../../src/database/tenant-db.ts";
import type { Change } from "../../src/gatekeeper/contract.ts";
import { findHostname, findPrimaryHost, findRecentAddition, listHostnames } from "../../src/hostnames/repository.ts";
import { newIdentifier } from "../../src/identifiers/identifier.ts";
import { acceptInvitation } from "../../src/identity/invitation-acceptance.ts";
import { isMember, lockedMemberRole, memberByEmail } from "../../src/identity/membership.ts";
import { requestPasswordReset, resetPassword } from "../../src/identity/password-reset.ts";
import { signInWithPassword } from "../../src/identity/sign-in.ts";
import {
  closeExpiredInvitations,
  findInvitation,
  insertInvitation,
  listInvitations,
  listOpenInvitations,
  lockInvitation,
  revokeInvitation,
} from "../../src/invitations/repository.ts";
import { findMember, findMemberByEmail, listMembers } from "../../src/members/repository.ts";
import { enqueue } from "../../src/outbox/enqueue.ts";
import { success } from "../../src/result/result.ts";
import { countRecoveryCodes, findTest, listRecoveryCodes, listRevisions } from "../../src/sso/history-repository.ts";
import {
  findPolicy,
  findProvider,
  findRevision,
  listDomains,
  listProofs,
  listProviders,
  listSecretVersions,
} from "../../src/sso/repository.ts";
import { tenantDocument } from "../../src/tenants/presentation.ts";
import { countMembers, findTenant, insertTenant, insertTenantSettings } from "../../src/tenants/repository.ts";
import { hostnameLookOperations } from "./hostname-look-operations.ts";
import { hostnameChangeOperations } from "./hostname-change-operations.ts";
import type { Operation } from "./operation.ts";
import { ssoChangeOperations } from "./sso-change-operations.ts";
import { ssoOperations } from "./sso-operations.ts";
import type { Subject } from "./subject.ts";

const address = { baseDomain: "localhost", scheme: "http", port: "" } as const;
const client = { requestId: "req_x", address: null, userAgent: null };
const context = { actor: { type: "system", id: null, name: null }, ...client } as const;
const at = Date.parse("2026-11-21T00:00:00Z");

/** An operation that is one statement. */
const one = (
  of: string,
  role: string,
  build: (statements: TenantStatements, subject: Subject) => { execute(): Promise<unknown> },
  silent?: string,
): Operation => ({
  of,
  role,
  run: async ({ db }, subject) => (await db.batch((statements) => [build(statements, subject)]))[0],
  ...(silent === undefined ? {} : { silent }),
});

const itInserts = "it only writes a row of its own";
export const onlyWhenBroken = "it answers only when a chain is broken";

/** The same, of something that sends its statements by itself. */
const interactive = (
  of: string,
  role: string,
  work: (statements: TenantStatements, subject: Subject) => Promise<unknown>,
): Operation => ({ of, role, run: ({ db }, subject) => db.transaction((statements) => work(statements, subject)) });

const [server, auth, coordinator, operator] = [
  "gatehouse_server",
  "gatehouse_auth",
  "gatehouse_coordinator",
  "gatehouse_operator",
];

const change = (changeOf: (subject: Subject) => Change): Operation =>
  interactive("durable-objects/change-transaction.ts performChange", coordinator, (statements, subject) => {
    const actor = { type: "operator", id: "adm_x", name: "Op" } as const;
    const intent = { change: changeOf(subject), audit: { ...context, actor }, auditId: newIdentifier("aud") };
    return performChange(statements, intent, address);
  });

const effects = (scopeOf: (subject: Subject) => Parameters<typeof writeEffects>[1][number]["scope"]): Operation => ({
  of: "durable-objects/effect-transaction.ts writeEffects",
  role: coordinator,
  run: ({ db }, subject) =>
    writeEffects(db, [{ scope: scopeOf(subject), revision: 9_999_999_999, reason: "signed_out", at, audit: null }]),
});

/** What reads a chain, method by method: one that is new has no arguments here, and is not known. */
const chainMethods: Readonly<Record<string, (chain: StoredChain) => Promise<unknown>>> = {
  head: (chain) => chain.head(),
  lastSequence: (chain) => chain.lastSequence(),
  hashAt: (chain) => chain.hashAt(900),
  // The hashes are of rows with times of their own.
  links: async (chain) => (await chain.links(0, 1_000, 50)).map(({ sequence, id }) => ({ sequence, id })),
  checkpoints: (chain) => chain.checkpoints(0, 1_000, true),
  checkpointsBehindHead: (chain) => chain.checkpointsBehindHead(),
  lastCheckpoint: (chain) => chain.lastCheckpoint(),
  addCheckpoint: (chain) => chain.addCheckpoint({ sequence: 901, statement: "x" }, 900),
  tombstone: (chain) => chain.tombstone(),
  strayLinks: (chain) => chain.strayLinks(),
  strayRows: (chain) => chain.strayRows(),
};

const chainOperations = Object.getOwnPropertyNames(StoredChain.prototype)
  .filter((name) => name !== "constructor")
  .map((name): Operation => {
    const method = chainMethods[name];
    if (method === undefined) throw new Error(`tests/walls/operations.ts needs a call of StoredChain.${name}`);
    return {
      of: `src/audit-chain/repository.ts StoredChain.${name}`,
      role: operator,
      ...(name === "addCheckpoint" ? { silent: itInserts } : {}),
      ...(/^stray|Behind/.test(name) ? { silent: onlyWhenBroken } : {}),
      run: ({ db }) => method(new StoredChain({ kind: "tenant", organizationId: db.organizationId }, db.db)),
    };
  });

export const operations: readonly Operation[] = [
  ...chainOperations,
  ...ssoChangeOperations,
  ...hostnameChangeOperations,
  ...ssoOperations,
  ...hostnameLookOperations,
  one("src/invitations/repository.ts listInvitations", server, (tx) => listInvitations(tx, null, 50)),
  one("src/invitations/repository.ts findInvitation", server, (tx, { invitationHash }) =>
    findInvitation(tx, invitationHash),
  ),
  one(
    "src/invitations/repository.ts insertInvitation",
    server,
    (tx, { letter }) =>
      insertInvitation(tx, {
        id: newIdentifier("inv"),
        email: `new-${letter}@people.test`,
        role: "member",
        invitedByType: "user",
        invitedById: "x",
        invitedByName: "x",
        expiresAt: new Date(at).toISOString(),
      }),
    itInserts,
  ),
  one("src/invitations/repository.ts closeExpiredInvitations", server, (tx, { expiredEmail }) =>
    closeExpiredInvitations(tx, expiredEmail),
  ),
  one("src/invitations/repository.ts lockInvitation", server, (tx, { invitationReference }) =>
    lockInvitation(tx, invitationReference),
  ),
  one("src/invitations/repository.ts revokeInvitation", server, (tx, { invitationReference }) =>
    revokeInvitation(tx, invitationReference),
  ),
  one("src/invitations/repository.ts listOpenInvitations", operator, (tx) => listOpenInvitations(tx, 50)),
  one("src/members/repository.ts listMembers", server, (tx) => listMembers(tx, null, 50)),
  one("src/members/repository.ts findMember", server, (tx, { userId }) => findMember(tx, userId)),
  one("src/members/repository.ts findMemberByEmail", server, (tx, { email }) => findMemberByEmail(tx, email)),
  one("src/sso/repository.ts listProviders", server, (tx) => listProviders(tx, null, 50)),
  one("src/sso/repository.ts findProvider", server, (tx, { providerId }) => findProvider(tx, providerId)),
  one("src/sso/repository.ts listDomains", server, (tx) => listDomains(tx, null)),
  one("src/sso/repository.ts listDomains", server, (tx, { providerId }) => listDomains(tx, providerId)),
  one("src/sso/repository.ts listProofs", server, (tx) => listProofs(tx, null)),
  one("src/sso/repository.ts listProofs", server, (tx, { providerId }) => listProofs(tx, providerId)),
  one("src/sso/repository.ts listSecretVersions", server, (tx) => listSecretVersions(tx, null)),
  one("src/sso/repository.ts findPolicy", server, (tx) => findPolicy(tx)),
  one("src/hostnames/repository.ts findRecentAddition", server, (tx) => findRecentAddition(tx, 0)),
  one("src/hostnames/repository.ts listHostnames", server, (tx) =>
    listHostnames(tx, { after: null, limit: 50, removed: true }),
  ),
  one("src/hostnames/repository.ts findHostname", server, (tx, { hostnameId }) => findHostname(tx, hostnameId)),
  one("src/hostnames/repository.ts findPrimaryHost", server, (tx) => findPrimaryHost(tx)),
  one("src/sso/repository.ts findRevision", server, (tx, { providerId }) => findRevision(tx, providerId)),
  one("src/sso/history-repository.ts listRevisions", server, (tx) => listRevisions(tx, null, null, 50)),
  one("src/sso/history-repository.ts listRevisions", server, (tx, { providerId }) =>
    listRevisions(tx, providerId, null, 50),
  ),
  one("src/sso/history-repository.ts findTest", server, (tx, { testId }) => findTest(tx, testId)),
  one("src/sso/history-repository.ts listRecoveryCodes", server, (tx) => listRecoveryCodes(tx, null, 50)),
  one("src/sso/history-repository.ts countRecoveryCodes", server, (tx) => countRecoveryCodes(tx)),
  one("src/audit/repository.ts listAuditLogs", server, (tx) => listAuditLogs(tx, {}, null, 50)),
  one("src/audit/repository.ts listAuditLogs", server, (tx, { mark }) =>
    listAuditLogs(tx, { actorId: mark }, null, 50),
  ),
  one(
    "src/audit/record.ts recordAudit",
    server,
    (tx) => recordAudit(tx, { event: "tenant.restored", target: null }, context),
    itInserts,
  ),
  {
    of: "src/audit/record.ts recordOperatorAct",
    role: operator,
    run: async ({ db }) =>
      void (await db.batch((tx) => recordOperatorAct(tx, { event: "tenant.restored", target: null }, context, "x"))),
    silent: itInserts,
  },
  {
    of: "src/audit/export-source.ts beginExport",
    role: server,
    async run({ db }) {
      const rows = await beginExport(db, "jsonl", {}, context);
      return (await rows.between(0, 10_000)).map(({ event, actorName }) => ({ event, actorName }));
    },
  },
  {
    of: "src/attempts/block.ts recordBlock",
    role: server,
    async run({ db }, { email }) {
      const limit = { key: "x", policy: { limit: 10, windowMilliseconds: 1 }, advice: "x", blocks: { account: email } };
      await recordBlock(
        db,
        { begun: false, limit, refusal: { allowed: false, retryAfterSeconds: 1, until: at, first: true } },
        client,
      );
      // It answers nothing: whom it has found stands in the row it wrote.
      const [rows] = await db.batch((tx) => [listAuditLogs(tx, { event: "user.locked_out" }, null, 1)]);
      return rows?.map(({ targetId }) => targetId);
    },
  },
  one(
    "src/outbox/enqueue.ts enqueue",
    server,
    (tx) => enqueue(tx, { kind: "gatekeeper.refresh", payload: {} }),
    itInserts,
  ),
  one("src/tenants/repository.ts findTenant", operator, (tx) => findTenant(tx)),
  one("src/tenants/repository.ts countMembers", operator, (tx) => countMembers(tx)),
  one(
    "src/tenants/repository.ts insertTenant",
    operator,
    (tx) => insertTenant(tx, { slug: "another", name: "Another", homeRegion: "weur" }),
    itInserts,
  ),
  one(
    "src/tenants/repository.ts insertTenantSettings",
    operator,
    (tx) => insertTenantSettings(tx, "Another"),
    itInserts,
  ),
  {
    of: "src/tenants/presentation.ts tenantDocument",
    role: operator,
    run: ({ db }) => tenantDocument(db, address),
  },
  interactive("src/identity/membership.ts isMember", auth, (tx, { userId }) => isMember(tx, userId)),
  interactive("src/identity/membership.ts lockedMemberRole", auth, (tx, { userId }) => lockedMemberRole(tx, userId)),
  interactive("src/identity/membership.ts memberByEmail", auth, (tx, { email }) => memberByEmail(tx, email)),
  {
    of: "src/identity/invitation-acceptance.ts acceptInvitation",
    role: auth,
    run: ({ ceremony }, { invitationId }) =>
      acceptInvitation(ceremony, { invitationId, name: "Eve", password: "correct horse battery" }),
  },
  {
    of: "src/identity/sign-in.ts signInWithPassword",
    role: auth,
    run: ({ ceremony }, { email, password }) => signInWithPassword(ceremony, { email, password }),
  },
  {
    of: "src/identity/password-reset.ts requestPasswordReset",
    role: auth,
    async run({ ceremony, db }, { email }) {
      const following: Promise<unknown>[] = [];
      await requestPasswordReset({ ...ceremony, background: (work) => void following.push(work) }, { email });
      await Promise.all(following);
      const own = sql`organization_id = ${db.organizationId}`;
      return (await db.db.execute(sql`select count(*)::int as issued from verifications where ${own}`)).rows;
    },
  },
  {
    of: "src/identity/password-reset.ts resetPassword",
    role: auth,
    run: ({ ceremony }, { issuedToken }) =>
      resetPassword(ceremony, { token: issuedToken, newPassword: "another horse battery" }),
  },
  interactive("durable-objects/change-transaction.ts lockOrganization", coordinator, (tx) => lockOrganization(tx)),
  change(() => ({ kind: "settings", expectedVersion: 1, appName: "Changed" })),
  change(() => ({ kind: "suspend", reason: "x" })),
  change(() => ({ kind: "delete" })),
  change(({ userId }) => ({ kind: "member-role", userId, role: "member", actorRole: "operator" })),
  change(({ userId }) => ({ kind: "member-remove", userId, actorRole: "operator" })),
  effects(({ sessionId }) => ({ kind: "session", sessionId })),
  effects(({ userId }) => ({ kind: "user", userId, except: null })),
  effects(() => ({ kind: "organization" })),
  effects(({ mark }) => ({ kind: "host", host: mark })),
  {
    of: "durable-objects/effect-transaction.ts writeLastSeen",
    role: coordinator,
    run: ({ db }, { sessionId }) => writeLastSeen(db, [{ id: sessionId, lastSeenAt: at }]),
  },
  {
    of: "durable-objects/outbox.ts drainOutbox",
    role: coordinator,
    async run({ db }) {
      const delivered: unknown[] = [];
      await drainOutbox(db, async ({ message }) => {
        delivered.push(message);
        return "done";
      });
      return delivered;
    },
  },
  {
    of: "durable-objects/domain-recheck.ts recheckDomains",
    role: coordinator,
    async run({ db }) {
      const told: unknown[] = [];
      const nowhere = { txt: async () => ({ outcome: "missing", seen: [] }) as const };
      await recheckDomains(db, nowhere, async (wanted) => success(told.push(wanted)));
      return told;
    },
  },
  { of: "durable-objects/truth.ts readTruth", role: coordinator, run: ({ db }) => readTruth(db, address) },
  one("durable-objects/truth.ts selectOrganization", coordinator, (tx) => selectOrganization(tx)),
];

/** Functions that take a tenant's database and send nothing of their own by it. */
export const passers: Readonly<Record<string, string>> = {
  "src/sso/repository.ts canBeUsed": "makes a condition for queries that are tried one by one",
  "src/identity/identity-provider.ts identityProvider": "makes Better Auth, whose way to the database is the adapter",
  "src/identity/tenant-adapter.ts tenantAdapter": "makes the adapter, whose methods are tried one by one",
  "src/identity/session-opening.ts openingSession": "runs what it is given, and asks for a member's role",
  "durable-objects/change-sso-enforcement.ts provenHosts": "asks what `usability` asks, which is tried",
  "durable-objects/changed-document.ts changedDocument": "reads, by functions that are tried one by one",
  "durable-objects/outbox-mail.ts writeMail": "reads, by functions that are tried one by one",
  "durable-objects/change-primary-host.ts leavePrimaryHost": "reads and writes by functions that are tried one by one",
  "src/sso/repository.ts findStoredProvider": "puts together what functions find that are tried one by one",
  "src/tenants/onboarding.ts createTenant": "inserts, by functions that are tried one by one",
  "src/tenants/onboarding.ts inviteToTenant": "does so by functions that are tried one by one",
};
