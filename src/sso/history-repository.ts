import { and, asc, desc, eq, gt, isNull, lt, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { TenantStatements } from "../database/tenant-db.ts";
import type { Position } from "../http/page.ts";
import { users } from "../identity/table.ts";
import { members } from "../members/table.ts";
import { recoveryCodes, ssoFlows, ssoRevisions } from "./table.ts";

const before = alias(ssoRevisions, "before");

/** A revision's place in a list: its time, and `subject.version` to break ties. */
export function revisionPosition(row: {
  readonly createdAt: string;
  readonly subject: string;
  readonly version: number;
}) {
  return { at: row.createdAt, id: `${row.subject}.${row.version}` };
}

/** Every version there was, newest first, each with the document before it: `limit + 1` of them after a position. */
export function listRevisions(
  { db, organizationId }: TenantStatements,
  subject: string | null,
  after: Position | null,
  limit: number,
) {
  return db
    .select({
      subject: ssoRevisions.subject,
      version: ssoRevisions.version,
      act: ssoRevisions.act,
      document: ssoRevisions.document,
      before: before.document,
      keyChanged: ssoRevisions.keyChanged,
      authority: ssoRevisions.authority,
      actorType: ssoRevisions.actorType,
      actorId: ssoRevisions.actorId,
      actorName: ssoRevisions.actorName,
      createdAt: ssoRevisions.createdAt,
    })
    .from(ssoRevisions)
    .leftJoin(
      before,
      and(
        eq(before.organizationId, ssoRevisions.organizationId),
        eq(before.subject, ssoRevisions.subject),
        eq(before.version, sql`${ssoRevisions.version} - 1`),
      ),
    )
    .where(
      and(
        eq(ssoRevisions.organizationId, organizationId),
        subject === null ? undefined : eq(ssoRevisions.subject, subject),
        after === null ? undefined : isOlder(after),
      ),
    )
    .orderBy(desc(ssoRevisions.createdAt), desc(ssoRevisions.subject), desc(ssoRevisions.version))
    .limit(limit + 1);
}

function isOlder({ at, id }: Position) {
  const [subject = "", version] = id.split(".");
  return or(
    lt(ssoRevisions.createdAt, at),
    and(
      eq(ssoRevisions.createdAt, at),
      or(
        lt(ssoRevisions.subject, subject),
        and(eq(ssoRevisions.subject, subject), lt(ssoRevisions.version, Number(version) || 0)),
      ),
    ),
  );
}

/** A test sign-in: no row or one. */
export function findTest({ db, organizationId }: TenantStatements, testId: string) {
  return db
    .select({
      id: ssoFlows.id,
      providerId: ssoFlows.providerId,
      providerVersion: ssoFlows.providerVersion,
      createdAt: ssoFlows.createdAt,
      expiresAt: ssoFlows.expiresAt,
      report: ssoFlows.report,
      testerId: users.id,
      testerName: users.name,
    })
    .from(ssoFlows)
    .innerJoin(users, and(eq(users.organizationId, ssoFlows.organizationId), eq(users.id, ssoFlows.userId)))
    .where(and(eq(ssoFlows.organizationId, organizationId), eq(ssoFlows.id, testId), eq(ssoFlows.purpose, "test")));
}

/** The owners who have a recovery code, the oldest code first, `limit + 1` of them after a position. */
export function listRecoveryCodes({ db, organizationId }: TenantStatements, after: Position | null, limit: number) {
  return db
    .select({
      userId: recoveryCodes.userId,
      name: users.name,
      email: users.email,
      createdAt: recoveryCodes.createdAt,
      usedAt: recoveryCodes.usedAt,
    })
    .from(recoveryCodes)
    .innerJoin(users, and(eq(users.organizationId, recoveryCodes.organizationId), eq(users.id, recoveryCodes.userId)))
    .innerJoin(members, isOwner)
    .where(
      and(
        eq(recoveryCodes.organizationId, organizationId),
        after === null
          ? undefined
          : or(
              gt(recoveryCodes.createdAt, after.at),
              and(eq(recoveryCodes.createdAt, after.at), gt(recoveryCodes.userId, after.id)),
            ),
      ),
    )
    .orderBy(asc(recoveryCodes.createdAt), asc(recoveryCodes.userId))
    .limit(limit + 1);
}

/** How many owners have a code that would work. */
export function countRecoveryCodes({ db, organizationId }: TenantStatements) {
  return db
    .select({ unused: sql<number>`count(*)`.mapWith(Number) })
    .from(recoveryCodes)
    .innerJoin(members, isOwner)
    .where(and(eq(recoveryCodes.organizationId, organizationId), isNull(recoveryCodes.usedAt)));
}

const isOwner = and(
  eq(members.organizationId, recoveryCodes.organizationId),
  eq(members.userId, recoveryCodes.userId),
  eq(members.role, "owner"),
);
