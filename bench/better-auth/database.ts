import { randomBytes } from "node:crypto";
import { betterAuth } from "better-auth";
import { makeSignature } from "better-auth/crypto";
import { getMigrations } from "better-auth/db/migration";
import { jwt, organization } from "better-auth/plugins";
import type { BetterAuthOptions } from "better-auth/types";
import { Pool } from "pg";
import postgres from "postgres";
import { insertRows } from "../insert-rows.ts";
import { meOf } from "../me.ts";
import { everyonesRole, type Person } from "../people.ts";
import { withMembership } from "./membership.ts";
import { commonOptions } from "./options.ts";

const peerRole = "bench_better_auth";
const peerDatabase = "bench_better_auth";

/** A database of the peers' own in Gatehouse's PostgreSQL, with a role that owns it and nothing else. */
export interface PeerDatabase {
  readonly url: string;
  readonly secret: string;
}

/** @param superuserUrl of the server the database is made in */
export async function createPeerDatabase(superuserUrl: string): Promise<PeerDatabase> {
  const password = randomBytes(24).toString("base64url");
  const secret = randomBytes(32).toString("base64url");
  const sql = postgres(superuserUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql.unsafe(`create role ${peerRole} login password '${password}'`);
    await sql.unsafe(`create database ${peerDatabase} owner ${peerRole}`);
  } finally {
    await sql.end();
  }
  const { port } = new URL(superuserUrl);
  const url = `postgres://${peerRole}:${password}@127.0.0.1:${port}/${peerDatabase}`;
  const pool = new Pool({ connectionString: url });
  try {
    // Better Auth's own migration, with the indexes it finds right.
    const { runMigrations } = await getMigrations(stockOptions(pool, { secret }));
    await runMigrations();
  } finally {
    await pool.end();
  }
  return { url, secret };
}

/** Writes down everybody and their sessions, as Better Auth itself would have. */
export async function fillPeerDatabase({ url }: PeerDatabase, people: readonly Person[]): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  const organizations = new Map(people.map((person) => [person.organization.id, person]));
  const at = ({ session: { createdAt } }: Person) => ({ createdAt, updatedAt: createdAt });
  try {
    await insertRows(
      sql,
      "organization",
      [...organizations.values()].map((person) => ({
        ...person.organization,
        createdAt: person.session.createdAt,
      })),
    );
    await insertRows(
      sql,
      "user",
      people.map((person) => ({ ...person.user, emailVerified: true, ...at(person) })),
    );
    await insertRows(
      sql,
      "member",
      people.map(({ organization: { id }, user, session: { createdAt } }) => ({
        id: `mem_${user.id}`,
        organizationId: id,
        userId: user.id,
        role: everyonesRole,
        createdAt,
      })),
    );
    await insertRows(
      sql,
      "session",
      people.map((person) => ({
        id: person.session.id,
        token: person.session.token,
        userId: person.user.id,
        activeOrganizationId: person.organization.id,
        expiresAt: person.session.expiresAt,
        ...at(person),
      })),
    );
    // As autovacuum would have before long: without it PostgreSQL plans for empty tables.
    await sql`analyze "organization", "user", "member", "session"`;
  } finally {
    await sql.end();
  }
}

/** A Cookie header as Better Auth's sign-in sets it. */
export async function peerCookie({ secret }: PeerDatabase, { session }: Person): Promise<string> {
  const signature = await makeSignature(session.token, secret);
  return `better-auth.session_token=${encodeURIComponent(`${session.token}.${signature}`)}`;
}

/** Tokens of Better Auth's jwt plugin that say all of the answer, and the keys to verify them with. */
export async function mintPeerTokens(
  database: PeerDatabase,
  people: readonly Person[],
): Promise<{ readonly tokens: ReadonlyMap<Person, string>; readonly jwks: object }> {
  const pool = new Pool({ connectionString: database.url });
  try {
    const auth = betterAuth({
      ...stockOptions(pool, database),
      plugins: [
        organization(),
        jwt({
          jwt: {
            // Longer than a run takes.
            expirationTime: "2h",
            async definePayload(found) {
              const whole = await withMembership(pool, found as unknown as Parameters<typeof withMembership>[1]);
              if (whole === null) throw new Error("A token is asked for by somebody who is no member");
              return { me: meOf(whole) };
            },
          },
        }),
      ],
    });
    const tokens = new Map<Person, string>();
    for (const person of people) {
      const headers = new Headers({ cookie: await peerCookie(database, person) });
      tokens.set(person, (await auth.api.getToken({ headers })).token);
    }
    return { tokens, jwks: await auth.api.getJwks() };
  } finally {
    await pool.end();
  }
}

function stockOptions(pool: Pool, { secret }: Pick<PeerDatabase, "secret">) {
  const plugins = [organization(), jwt()];
  return { ...commonOptions({ secret }), database: pool, plugins } satisfies BetterAuthOptions;
}
