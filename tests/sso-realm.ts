import { expect } from "vitest";
import { idpVisitor, type IdpPerson } from "../local/idp-visitor.ts";
import type { Client, Json, Reply } from "./client.ts";
import { asSuperuser, platform } from "./platform.ts";
import { newUsableProvider, ok, uniqueDomain } from "./sso-world.ts";
import { uniqueSlug, visitor, type Tenant } from "./world.ts";

/** A company's identity provider, a real one, and how to have it behave. */
export class Realm {
  readonly name = uniqueSlug("realm");

  get issuer(): string {
    return `http://idp.localhost:${platform().port}/${this.name}`;
  }

  /** From now on; without anything it is a good one again. */
  async behaves(behaviour: {
    readonly fault?: string;
    readonly endpoints?: readonly string[];
    readonly delaySeconds?: number;
    readonly claims?: Readonly<Record<string, unknown>>;
  }): Promise<void> {
    ok(await (await visitor("idp.localhost")).call("PUT", `/_control/realms/${this.name}`, { body: behaviour }));
  }

  /** Signs somebody out there, which tells every client that asked to be told. */
  async logout(email: string): Promise<readonly { readonly status: number; readonly token: string }[]> {
    return (await this.#control("logout", { email })).deliveries;
  }

  /** A token of the realm's, with whatever in it. */
  async sign(header: object, claims: object): Promise<string> {
    return (await this.#control("sign", { header, claims })).token;
  }

  async #control(act: string, body: object): Promise<Json> {
    const idp = await visitor("idp.localhost");
    return ok(await idp.post(`/_control/realms/${this.name}/${act}`, body)).json;
  }
}

/** A tenant's provider at a realm of its own, with a verified domain. */
export interface SignOn {
  readonly tenant: Tenant;
  readonly realm: Realm;
  readonly domain: string;
  readonly provider: Json;
  /** Of nobody else in this run. */
  readonly newAddress: (name?: string) => string;
}

/** @param by who sets it up: its authority goes by them */
export async function newSignOn(
  tenant: Tenant,
  more: Readonly<Record<string, unknown>> & { readonly domains?: readonly [string] } = {},
  { by = tenant.owner, realm = new Realm() }: { readonly by?: Client; readonly realm?: Realm } = {},
): Promise<SignOn> {
  const [domain] = more.domains ?? [uniqueDomain()];
  const provider = await newUsableProvider(by, {
    issuer: realm.issuer,
    clientId: `client-${domain.split(".")[0]}`,
    clientSecret: "a secret of the client",
    domains: [domain],
    ...more,
  });
  return { tenant, realm, domain, provider, newAddress: (name = uniqueSlug("p")) => `${name}@${domain}` };
}

/** Begins a sign-in in this browser. Returns where it is sent. */
export async function begin(
  client: Client,
  { provider }: Pick<SignOn, "provider">,
  more: object = {},
): Promise<string> {
  return ok(await client.post("/api/auth/sign-in/sso", { providerId: provider.id, ...more })).json.url;
}

/** Signs in at the provider. Returns where the browser is sent back to, with the code. */
export function atProvider(url: string, person: IdpPerson): Promise<string> {
  return idpVisitor(platform().port).signIn(url, person);
}

/** Opens the address that the provider sent the browser back to, as a program does unless told otherwise. */
export function comeBack(client: Client, address: string, accept: string | null = null): Promise<Reply> {
  const { pathname, search } = new URL(address);
  return client.get(pathname + search, { headers: { accept } });
}

export const asBrowser = "text/html,application/xhtml+xml,*/*;q=0.8";

/** A whole sign-in in a new browser, whatever comes of it. */
export async function tryToComeIn(
  signOn: SignOn,
  person: IdpPerson,
  client?: Client,
): Promise<{ readonly client: Client; readonly reply: Reply }> {
  const browser = client ?? (await visitor(signOn.tenant.host));
  const reply = await comeBack(browser, await atProvider(await begin(browser, signOn), person));
  return { client: browser, reply };
}

/** A whole sign-in that succeeds: the browser, and who it is. */
export async function comeIn(
  signOn: SignOn,
  person: IdpPerson,
): Promise<{ readonly client: Client; readonly me: Json }> {
  const { client, reply } = await tryToComeIn(signOn, person);
  ok(reply, 302);
  return { client, me: ok(await client.get("/api/me")).json };
}

/** What the provider calls whoever is signed in, and their session there. */
export async function originOf(me: Json): Promise<{ readonly subject: string; readonly sid: string | null }> {
  const [row] = await asSuperuser((sql) => sql`select sso_subject, sso_sid from sessions where id = ${me.session.id}`);
  // Kept with the issuer, which has no space in it.
  const said = (kept: string | null | undefined) => kept?.slice(kept.indexOf(" ") + 1) ?? null;
  return { subject: said(row?.["sso_subject"]) ?? "", sid: said(row?.["sso_sid"]) };
}

/** A logout token as the provider would send it, with other claims where told; a null takes one away. */
export function logoutToken(
  { realm, provider }: SignOn,
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const said = {
    iss: realm.issuer,
    aud: provider.clientId,
    iat: now,
    exp: now + 120,
    jti: crypto.randomUUID(),
    events: { "http://schemas.openid.net/event/backchannel-logout": {} },
    ...claims,
  };
  const present = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null));
  return realm.sign({ alg: "RS256", typ: "logout+jwt", ...header }, present);
}

/** Sends a logout token as a provider does: a form, from no page. */
export async function sendLogout(
  { tenant, provider }: Pick<SignOn, "tenant" | "provider">,
  token: string,
  headers: Readonly<Record<string, string | null>> = {},
): Promise<Reply> {
  const server = await visitor(tenant.host);
  return server.call("POST", `/api/auth/sso/backchannel-logout/${provider.id}`, {
    raw: new URLSearchParams({ logout_token: token }).toString(),
    headers: { origin: null, "content-type": "application/x-www-form-urlencoded", ...headers },
  });
}

/** A test of a provider by somebody who may, signing in as `person`. Returns its report. */
export async function testProvider(client: Client, { provider }: SignOn, person: IdpPerson): Promise<Json> {
  const started = ok(await client.post(`/api/sso-config/providers/${provider.id}/test`)).json;
  const isOver = new URL(started.url).pathname.startsWith("/sso/tests/");
  if (!isOver) ok(await comeBack(client, await atProvider(started.url, person)), 302);
  return ok(await client.get(`/api/sso-config/tests/${started.testId}`)).json;
}

/** Somebody who comes back and is not let in: why, and that no session was opened. */
export async function expectRefused(outcome: Awaited<ReturnType<typeof tryToComeIn>>, reason: string, status = 403) {
  expect([outcome.reply.status, outcome.reply.json?.reason], outcome.reply.text).toEqual([status, reason]);
  expect((await outcome.client.get("/api/me")).status).toBe(401);
}
