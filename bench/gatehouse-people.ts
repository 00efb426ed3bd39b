import postgres from "postgres";
import type { Platform } from "../local/platform.ts";
import { sha256Hex } from "../src/identifiers/digest.ts";
import { insertRows } from "./insert-rows.ts";
import { inParallel } from "./parallel.ts";
import { everyonesRole, hostOf, tenantHost, type Person } from "./people.ts";
import type { Opening } from "./workers/opener.ts";
import { benchWorkerName } from "./workers/options.ts";

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
  const opener = await platform.workers.unsafeGetDirectURL(benchWorkerName("opener"));
  const openings = await Promise.all(people.map(openingOf));
  const portions = Array.from({ length: Math.ceil(openings.length / portion) }, (_, index) =>
    openings.slice(index * portion, (index + 1) * portion),
  );
  await inParallel(4, portions, async (some) => {
    const response = await fetch(opener, { method: "POST", body: JSON.stringify(some) });
    const failures = await response.json<string[]>();
    if (failures.length > 0) throw new Error(`Sessions were not opened: ${failures.join(", ")}`);
  });
}

/** How many sessions one request opens: a request of the local workerd does not survive very many calls. */
const portion = 50;

async function openingOf(person: Person): Promise<Opening> {
  const { organization, user, session } = person;
  return {
    organizationId: organization.id,
    tokenHash: await sha256Hex(session.token),
    session: {
      id: session.id,
      userId: user.id,
      email: user.email,
      name: user.name,
      role: everyonesRole,
      host: hostOf(person),
      method: "password",
      createdAt: session.createdAt.getTime(),
      expiresAt: session.expiresAt.getTime(),
      address: "127.0.0.1",
      userAgent: "bench",
    },
  };
}
