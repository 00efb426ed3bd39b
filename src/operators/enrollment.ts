import { and, eq, gt, sql } from "drizzle-orm";
import type { AuditContext } from "../audit/event.ts";
import { recordPlatformAudit } from "../audit/record.ts";
import type { ControlDb } from "../database/control-db.ts";
import { violatedConstraint } from "../database/failure.ts";
import type { Client } from "../http/respond.ts";
import { randomToken, sha256Hex } from "../identifiers/digest.ts";
import type { AccessIdentity } from "./access-identity.ts";
import { globalAdmins } from "./table.ts";

/** What an enrollment token is: shown once, kept as its hash, good for 7 days. */
export interface IssuedToken {
  readonly token: string;
  readonly hash: string;
  readonly expiresAt: string;
}

export async function issueEnrollmentToken(now: number): Promise<IssuedToken> {
  const token = randomToken();
  return { token, hash: await sha256Hex(token), expiresAt: new Date(now + lifetimeMilliseconds).toISOString() };
}

/**
 * Binds the token's operator to this identity. One statement claims: whoever comes second, too late, after a
 * deactivation or with another address finds no row. False when refused; both outcomes are in the audit log.
 */
export async function claimEnrollment(
  identity: AccessIdentity,
  token: string,
  control: ControlDb,
  client: Client,
): Promise<boolean> {
  const hash = await sha256Hex(token);
  try {
    return await control.db.transaction(async (tx) => {
      const [claimed] = await tx
        .update(globalAdmins)
        .set({
          status: "active",
          accessSubject: identity.subject,
          enrollmentTokenHash: null,
          enrollmentExpiresAt: null,
          enrolledAt: sql`now()`,
        })
        .where(
          and(
            eq(globalAdmins.enrollmentTokenHash, hash),
            eq(globalAdmins.status, "invited"),
            gt(globalAdmins.enrollmentExpiresAt, sql`now()`),
            eq(globalAdmins.email, identity.email),
          ),
        )
        .returning();
      const context = identityContext(identity, client);
      if (claimed === undefined) {
        const [issued] = await tx.select().from(globalAdmins).where(eq(globalAdmins.enrollmentTokenHash, hash));
        const target = issued && ({ type: "operator", id: issued.id, name: issued.email } as const);
        const reason =
          issued === undefined ? "unknown_token" : issued.email === identity.email ? "expired" : "wrong_address";
        await recordPlatformAudit(
          tx,
          { event: "admin.enrollment_refused", target: target ?? null, data: { reason } },
          context,
        );
        return false;
      }
      await recordPlatformAudit(
        tx,
        { event: "admin.enrolled", target: { type: "operator", id: claimed.id, name: claimed.email } },
        { ...context, actor: { type: "operator", id: claimed.id, name: claimed.email } },
      );
      return true;
    });
  } catch (error) {
    // The same person claimed another operator's token at the same moment: a subject belongs to one operator.
    if (violatedConstraint(error) !== "global_admins_access_subject_key") throw error;
    await recordPlatformAudit(
      control.db,
      { event: "admin.enrollment_refused", target: null, data: { reason: "identity_taken" } },
      identityContext(identity, client),
    );
    return false;
  }
}

const lifetimeMilliseconds = 7 * 24 * 60 * 60 * 1000;

/** Somebody Access knows and the platform does not: the row names what they claim to be reachable under. */
export function identityContext(identity: AccessIdentity, client: Client): AuditContext {
  return { actor: { type: "anonymous", id: null, name: identity.email }, ...client };
}
