import { rmSync } from "node:fs";
import { join } from "node:path";
import { makeSignature } from "better-auth/crypto";
import type { V4WorkerOptions } from "miniflare";
import postgres, { type Sql } from "postgres";
import { startPlatform, type Platform } from "../local/platform.ts";
import { databaseUser } from "../local/postgres-user.ts";
import { databaseRoles, openSecrets } from "../local/secrets.ts";
import { openStateFolder } from "../local/state-folder.ts";
import { units } from "../local/units.ts";
import { sessionCookieName, tenantSecret } from "../src/sessions/cookie.ts";
import { ask, askForAll } from "./ask.ts";
import { freePort } from "./free-port.ts";
import { openSessions, writeDown } from "./gatehouse-people.ts";
import { inParallel } from "./parallel.ts";
import { hostOf, type Person } from "./people.ts";
import { startPgBouncer, type PgBouncer } from "./pgbouncer.ts";
import type { RequestHeaders } from "./subject.ts";
import { keptAwake, openerWorker, type BenchScripts } from "./workers/options.ts";

export type Mode = "strict" | "leased";

/** A Gatehouse as it is deployed, with people who are signed in. */
export interface Gatehouse {
  readonly platform: Platform;
  /** The server's own socket, without the edge in front. */
  readonly address: URL;
  /** Headers a browser would send along with a change. */
  browserHeaders(person: Person): RequestHeaders;
  readonly withCookie: (people: readonly Person[]) => Promise<readonly RequestHeaders[]>;
  /** By JWT, fetched anew when they are no longer young. */
  readonly withToken: (people: readonly Person[]) => Promise<readonly RequestHeaders[]>;
  /**
   * Wakes the gatekeepers of these people, and waits until they have done at once what is otherwise spread over time:
   * each compares itself with Postgres once in 30 seconds, and was idle while others had their turns.
   */
  readonly settle: (people: readonly Person[]) => Promise<void>;
  stop(): Promise<void>;
}

export const root = join(import.meta.dirname, "..");

/** What runs beside a Gatehouse, in the same workerd and on the same PostgreSQL. */
export interface Neighbours {
  /** Makes their database. Returns the URL they reach it by. */
  prepare(superuserUrl: string): Promise<string>;
  /** @param pooledUrl leads to the same database through PgBouncer */
  workers(pooledUrl: string): V4WorkerOptions[];
}

export async function startGatehouse(
  mode: Mode,
  people: readonly Person[],
  scripts: BenchScripts,
  neighbours: Neighbours | null,
): Promise<Gatehouse> {
  const name = `bench-${mode}-${process.pid}`;
  const state = await openStateFolder(root, name);
  await using opened = new AsyncDisposableStack();
  // However this process ends: what is left behind is of no use to anybody.
  process.once("exit", () => rmSync(state.path, { recursive: true, force: true }));
  let workersWith = (workers: V4WorkerOptions[]): V4WorkerOptions[] => workers;
  const platform = await startPlatform({
    port: 0,
    state: name,
    handlesSignals: true,
    vars: { coordinator: { LEASES: mode === "leased" ? "always" : "never" } },
    report: (line) => console.error(`${mode}: ${line}`),
    // The platform hands out its PostgreSQL before it starts the Workers.
    async seed(server) {
      const theirs = await neighbours?.prepare(server.url("postgres"));
      const urls = [...databaseRoles.map((role) => server.url(role)), ...(theirs === undefined ? [] : [theirs])];
      const user = await databaseUser(state.database);
      const bouncer = await startPgBouncer({
        folder: join(state.path, "pgbouncer"),
        user,
        port: await freePort(),
        urls,
      });
      opened.defer(() => bouncer.stop());
      workersWith = (workers) => [
        ...workers.map((worker) => asInProduction(worker, bouncer)),
        openerWorker(scripts),
        ...(theirs === undefined ? [] : (neighbours?.workers(bouncer.through(theirs)) ?? [])),
      ];
    },
    adjust: (workers) => workersWith(workers),
  });
  opened.defer(() => platform.stop());
  await writeDown(platform, people);
  await openSessions(platform, people);
  const { sessionSecret } = await openSecrets(state.private);
  const address = await platform.workers.unsafeGetDirectURL(units.server.name);
  const cookies = await cookiesOf(sessionSecret, people);
  const withCookie = (person: Person): RequestHeaders => ({ ...arrivalOf(person), cookie: cookies.get(person) ?? "" });
  const tokens = tokenStore(address, withCookie);
  const sql = postgres(platform.postgres.url("postgres"), { max: 1 });
  opened.defer(() => sql.end());
  const everything = opened.move();
  return {
    platform,
    address,
    browserHeaders: (person) => ({ ...withCookie(person), origin: platform.origin(hostOf(person)) }),
    withCookie: async (chosen) => chosen.map(withCookie),
    withToken: async (chosen) => {
      const found = await tokens(chosen);
      return chosen.map((person) => ({ ...arrivalOf(person), authorization: `Bearer ${found.get(person) ?? ""}` }));
    },
    settle: async (chosen) => {
      await askForAll(address, chosen.map(withCookie));
      await quiet(sql);
    },
    stop: () => everything.disposeAsync(),
  };
}

/** Where somebody comes to and from, as Cloudflare says it. */
function arrivalOf(person: Person): RequestHeaders {
  return { host: hostOf(person), "cf-connecting-ip": person.address };
}

/** A connection goes through a pool, as through Hyperdrive, and the object of a tenant who is at work stays awake. */
function asInProduction(worker: V4WorkerOptions, bouncer: PgBouncer): V4WorkerOptions {
  const pooled = Object.entries((worker.hyperdrives ?? {}) as Record<string, string>).map(
    ([binding, url]) => [binding, `${bouncer.through(url)}?sslmode=disable`] as const,
  );
  const hyperdrives = Object.fromEntries(pooled);
  return { ...worker, hyperdrives, durableObjects: keptAwake(worker.durableObjects ?? {}) };
}

/** Waits until nobody of Gatehouse's has asked PostgreSQL anything for half a second. */
async function quiet(sql: Sql): Promise<void> {
  for (const until = Date.now() + 30_000; Date.now() < until;) {
    const busy = await sql`
      select from pg_stat_activity
       where usename like 'gatehouse%' and state_change > clock_timestamp() - interval '500 ms'
    `;
    if (busy.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("The gatekeepers do not come to rest");
}

/** Cookie headers, signed as Better Auth signs them at the end of a sign-in. */
async function cookiesOf(platformSecret: string, people: readonly Person[]): Promise<ReadonlyMap<Person, string>> {
  const cookies = new Map<Person, string>();
  for (const person of people) {
    const signature = await makeSignature(
      person.session.token,
      await tenantSecret(platformSecret, person.organization.id),
    );
    cookies.set(person, `${sessionCookieName}=${encodeURIComponent(`${person.session.token}.${signature}`)}`);
  }
  return cookies;
}

/** They live for 15 minutes, which is shorter than a run. */
const tokenAgeMilliseconds = 8 * 60_000;

function tokenStore(address: URL, withCookie: (person: Person) => RequestHeaders) {
  const tokens = new Map<Person, { readonly token: string; readonly since: number }>();
  return async (people: readonly Person[]): Promise<ReadonlyMap<Person, string>> => {
    const stale = people.filter((person) => Date.now() - (tokens.get(person)?.since ?? 0) > tokenAgeMilliseconds);
    await inParallel(16, stale, async (person) => {
      const { status, text } = await ask(address, "GET", "/api/auth/token", withCookie(person));
      if (status !== 200) throw new Error(`No token for ${person.user.email}: ${status} ${text}`);
      tokens.set(person, { token: (JSON.parse(text) as { token: string }).token, since: Date.now() });
    });
    return new Map(people.map((person) => [person, tokens.get(person)?.token ?? ""]));
  };
}
