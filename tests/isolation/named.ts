import { encodeCursor } from "../../src/http/page.ts";
import { password } from "../world.ts";
import type { Stage, StagedTenant } from "./stage.ts";

/** What a request can name of a tenant: ids, capabilities, addresses, and places in its lists. */
export interface Named {
  readonly organizationId: string;
  readonly slug: string;
  readonly name: string;
  readonly userIds: readonly string[];
  readonly sessionIds: readonly string[];
  readonly invitationId: string;
  readonly resetToken: string;
  readonly email: string;
  readonly password: string;
  readonly operatorId: string;
  readonly providerId: string;
  readonly hostnameId: string;
  /** Of a test sign-in. */
  readonly testId: string;
  readonly cursors: Readonly<
    Record<"members" | "invitations" | "auditLogs" | "providers" | "revisions" | "hostnames", string>
  >;
}

/** What there really is of a tenant. */
export async function namedOf({ sql, operators }: Stage, tenant: StagedTenant): Promise<Named> {
  const { owner, admin, member } = tenant;
  const positions = async (table: string, at: string, id: string) => {
    const [row] = await sql`
      select ${sql(at)}::text as at, ${sql(id)} as id from ${sql(table)}
      where organization_id = ${tenant.id} order by 1 limit 1`;
    return encodeCursor({ at: String(row?.["at"]), id: String(row?.["id"]) });
  };
  return {
    organizationId: tenant.id,
    slug: tenant.slug,
    name: tenant.name,
    userIds: [member.id, admin.id, owner.id],
    sessionIds: [member.sessionId, admin.sessionId, owner.sessionId],
    invitationId: tenant.invitationId,
    resetToken: tenant.resetToken,
    email: owner.email,
    password,
    providerId: tenant.providerId,
    hostnameId: tenant.hostnameId,
    testId: tenant.testId,
    operatorId: (await operators.support.get("/api/admin/me")).json.id,
    cursors: {
      members: await positions("members", "created_at", "user_id"),
      invitations: await positions("invitations", "created_at", "id"),
      auditLogs: await positions("audit_logs", "at", "id"),
      providers: await positions("sso_providers", "created_at", "id"),
      revisions: await positions("sso_revisions", "created_at", "subject"),
      hostnames: await positions("hostnames", "created_at", "id"),
    },
  };
}

/** The same of a tenant that does not exist: every name has the shape of the real one, and nothing behind it. */
export function nobodys(real: Named, turn = 0): Named {
  const digits = String(turn).padStart(4, "0");
  const invented = (id: string) => `${id.slice(0, 4)}${"0".repeat(id.length - 8)}${digits}`;
  const elsewhere = (cursor: string) => {
    const [at, id] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as [string, string];
    return encodeCursor({ at, id: invented(id) });
  };
  return {
    organizationId: invented(real.organizationId),
    slug: "nobody-is-here",
    name: "The society of nobody",
    userIds: real.userIds.map(invented),
    sessionIds: real.sessionIds.map(invented),
    invitationId: invented(real.invitationId),
    resetToken: `${"x".repeat(real.resetToken.length - 4)}${digits}`,
    email: `nobody-${digits}@nowhere.test`,
    password,
    operatorId: invented(real.operatorId),
    providerId: invented(real.providerId),
    hostnameId: invented(real.hostnameId),
    testId: invented(real.testId),
    cursors: {
      members: elsewhere(real.cursors.members),
      invitations: elsewhere(real.cursors.invitations),
      auditLogs: elsewhere(real.cursors.auditLogs),
      providers: elsewhere(real.cursors.providers),
      revisions: elsewhere(real.cursors.revisions),
      hostnames: elsewhere(real.cursors.hostnames),
    },
  };
}

/** Whatever would tell somebody that a tenant exists, or about the people in it. */
export function marksOf(named: Named, { owner, admin, member }: StagedTenant): string[] {
  const { organizationId, slug, name, userIds, sessionIds, invitationId, resetToken, providerId, hostnameId, testId } =
    named;
  const people = [owner, admin, member].flatMap(({ email, token }) => [email, token]);
  return [
    organizationId,
    slug,
    name,
    ...userIds,
    ...sessionIds,
    invitationId.slice(0, 20),
    resetToken,
    providerId,
    hostnameId,
    testId,
    ...people,
  ];
}
