import { rm } from "node:fs/promises";
import { join } from "node:path";
import { startPlatform, type Platform, type PlatformOptions } from "../local/platform.ts";
import { openSecrets } from "../local/secrets.ts";
import { cloneStatePath, openStateFolder } from "../local/state-folder.ts";
import { units } from "../local/units.ts";
import { sessionCookieName, tenantSecret } from "../src/sessions/cookie.ts";
import { makeSignature } from "better-auth/crypto";
import { ask } from "./ask.ts";
import { openSessions, writeDown } from "./gatehouse-people.ts";
import { inParallel } from "./parallel.ts";
import { hostOf, type Person } from "./people.ts";
import type { RequestHeaders } from "./subject.ts";

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
  stop(): Promise<void>;
}

export const root = join(import.meta.dirname, "..");

/** @param more what else runs on the platform */
export async function startGatehouse(
  mode: Mode,
  people: readonly Person[],
  more: Pick<PlatformOptions, "adjust" | "seed"> = {},
): Promise<Gatehouse> {
  const state = `bench-${mode}-${process.pid}`;
  const forget = () => rm(join(cloneStatePath(root), state), { recursive: true, force: true });
  const platform = await startPlatform({
    port: 0,
    state,
    handlesSignals: true,
    vars: { coordinator: { LEASES: mode === "leased" ? "always" : "never" } },
    report: (line) => console.error(`${mode}: ${line}`),
    ...more,
  });
  const stop = async (): Promise<void> => {
    await platform.stop();
    await forget();
  };
  try {
    const { private: folder } = await openStateFolder(root, state);
    const { sessionSecret } = await openSecrets(folder);
    await writeDown(platform, people);
    await openSessions(platform, people);
    const address = await platform.workers.unsafeGetDirectURL(units.server.name);
    const cookies = await cookiesOf(sessionSecret, people);
    const withCookie = (person: Person): RequestHeaders => ({
      host: hostOf(person),
      cookie: cookies.get(person) ?? "",
    });
    const tokens = tokenStore(address, withCookie);
    return {
      platform,
      address,
      browserHeaders: (person) => ({ ...withCookie(person), origin: platform.origin(hostOf(person)) }),
      withCookie: async (chosen) => chosen.map(withCookie),
      withToken: async (chosen) => {
        const found = await tokens(chosen);
        return chosen.map((person) => ({ host: hostOf(person), authorization: `Bearer ${found.get(person) ?? ""}` }));
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
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
