import postgres from "postgres";
import type { Platform } from "../local/platform.ts";
import { units } from "../local/units.ts";
import type { Gatekeeper } from "../src/gatekeeper/contract.ts";
import { sha256Hex } from "../src/identifiers/digest.ts";
import { insertRows } from "./insert-rows.ts";
import { inParallel } from "./parallel.ts";
import { everyonesRole, hostOf, tenantHost, type Person } from "./people.ts";

/*
 * A sign-in takes 70 ms of hashing, and there are thousands of people. So they are written down past it, and their
 * sessions are opened by the gatekeepers themselves, as the last step of a sign-in does.
 */

/** Everybody, as they would be in Postgres after their sign-in. */
export async function writeDown(platform: Platform, people: readonly Person[]): Promise<void> {
  const sql = postgres(platform.postgres.url("postgres"), { max: 1, onnotice: () => undefined });
  const organizations = [...new Map(people.map(({ organization }) => [organization.id, organization])).values()];
  const ofTenant = ({ organization, user }: Person) => ({ organization_id: organization.id, user_id: user.id });
  try {
    await insertRows(sql, "organizations", organizations);
    await insertRows(
      sql,
      "organization_settings",
      organizations.map(({ id, name }) => ({ organization_id: id, app_name: name })),
    );
    await insertRows(
      sql,
      "users",
      people.map(({ organization, user }) => ({ ...user, organization_id: organization.id, email_verified: true })),
    );
    await insertRows(
      sql,
      "members",
      people.map((person) => ({ ...ofTenant(person), role: everyonesRole })),
    );
    const sessions = people.map(async (person) => ({
      ...ofTenant(person),
      id: person.session.id,
      token_hash: await sha256Hex(person.session.token),
      method: "password",
      host: hostOf(person),
      expires_at: person.session.expiresAt,
      created_at: person.session.createdAt,
      as_of: person.session.createdAt.getTime(),
    }));
    await insertRows(sql, "sessions", await Promise.all(sessions));
    // The gatekeepers write the hints by which a server finds them, as after onboarding.
    for (const { id, slug } of organizations) {
      const payload = { hostname: tenantHost(slug) };
      await sql`insert into outbox (organization_id, kind, payload) values (${id}, 'host.hint', ${sql.json(payload)})`;
    }
    await sql`analyze`;
  } finally {
    await sql.end();
  }
}

export async function openSessions(platform: Platform, people: readonly Person[]): Promise<void> {
  const namespace = await platform.workers.getDurableObjectNamespace("COORDINATOR", units.server.name);
  await inParallel(16, people, async (person) => {
    const { organization, user, session } = person;
    const gatekeeper = namespace.get(namespace.idFromName(`org:${organization.id}`)) as unknown as Gatekeeper;
    const host = hostOf(person);
    const visit = await gatekeeper.visit({ organizationId: organization.id, host, knownConfigVersion: 0 });
    if (visit.kind !== "welcome") throw new Error(`${host} is not welcome: ${JSON.stringify(visit)}`);
    const opened = await gatekeeper.openSession({
      organizationId: organization.id,
      asOf: visit.revision,
      tokenHash: await sha256Hex(session.token),
      session: {
        id: session.id,
        userId: user.id,
        email: user.email,
        name: user.name,
        role: everyonesRole,
        host,
        method: "password",
        createdAt: session.createdAt.getTime(),
        expiresAt: session.expiresAt.getTime(),
        address: "127.0.0.1",
        userAgent: "bench",
      },
    });
    if (!opened.ok) throw new Error(`No session for ${user.email}: ${opened.failure}`);
  });
}
