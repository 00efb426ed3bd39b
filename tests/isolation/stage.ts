import { generateKeyPair, exportJWK, SignJWT, type CryptoKey } from "jose";
import postgres from "postgres";
import { expect } from "vitest";
import { newIdentifier } from "../../src/identifiers/identifier.ts";
import { Client, type Reply } from "../client.ts";
import { forgetState, ownState } from "../own-state.ts";
import { startWatchedPlatform, type WatchedPlatform } from "../watched-platform.ts";
import { eventually, password } from "../world.ts";

/** Somebody with everything a session of theirs is worth. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly client: Client;
  readonly sessionId: string;
  readonly token: string;
}

export interface StagedTenant {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly host: string;
  readonly owner: Person;
  readonly admin: Person;
  readonly member: Person;
  /** Of an invitation nobody has accepted, whole. */
  readonly invitationId: string;
  readonly resetToken: string;
  readonly providerId: string;
  readonly hostnameId: string;
  /** Of a test sign-in that nobody has finished. */
  readonly testId: string;
}

/** Tenant A, whose it is; tenant B, who wants it; and whoever else may try. */
export interface Stage {
  readonly platform: WatchedPlatform;
  readonly sql: postgres.Sql;
  readonly a: StagedTenant;
  readonly b: StagedTenant;
  /** A tenant that was suspended while its people were signed in. */
  readonly suspended: { readonly host: string; readonly owner: Person };
  /** A tenant that was deleted while its people were signed in. */
  readonly deleted: { readonly host: string; readonly owner: Person };
  /** Of A, until a moment ago. */
  readonly removed: Person;
  readonly signedOut: Person;
  readonly operators: Readonly<Record<"super_admin" | "support" | "security" | "deactivated" | "invited", Client>>;
  /** Somebody Access knows and the platform does not. */
  readonly stranger: Client;
  /** Signs anything with a key that the platform trusts. */
  sign(claims: Readonly<Record<string, unknown>>): Promise<string>;
  visitor(host: string): Client;
}

export const adminHost = "admin.localhost";

/** @param state a name for what the platform keeps */
export async function openStage(state: string): Promise<Stage> {
  const platform = await startWatchedPlatform(ownState(state));
  const sql = postgres(platform.postgres.url("postgres"), { max: 2, onnotice: () => undefined });
  const sign = await trustedKey(sql);
  const visitor = (host: string): Client => new Client(platform.port, host);
  const throughAccess = async (email: string): Promise<Client> => {
    const client = visitor(adminHost);
    ok(await client.post("/cdn-cgi/access/sign-in", { email }));
    return client;
  };
  const ops = await throughAccess("ops@gatehouse.test");

  async function person(host: string, invitationId: string, name: string): Promise<Person> {
    const client = visitor(host);
    ok(await client.post(`/api/invitations/accept/${invitationId}`, { name, password }));
    const { user, session } = ok(await client.get("/api/me")).json;
    const { token } = ok(await client.get("/api/auth/token")).json;
    return { id: user.id, email: user.email, client, sessionId: session.id, token };
  }
  async function invited(by: Person, email: string, role: string): Promise<string> {
    return ok(await by.client.post("/api/org/invitations", { email, role })).json.id;
  }
  async function tenant(slug: string) {
    const created = ok(
      await ops.post("/api/admin/tenants", {
        slug,
        name: `The ${slug} society`,
        primaryAdminEmail: `olivia@${slug}.test`,
      }),
    ).json;
    const host = `${slug}.app.localhost`;
    const owner = await person(host, created.invitationId, `Olivia ${slug}`);
    return { id: created.orgId as string, slug, name: `The ${slug} society`, host, owner };
  }
  async function peopled(slug: string): Promise<StagedTenant> {
    const begun = await tenant(slug);
    const { owner, host } = begun;
    const member = async (first: string, role: string) =>
      person(host, await invited(owner, `${first}@${slug}.test`, role), `${first} ${slug}`);
    const [admin, plain] = [await member("adam", "admin"), await member("mia", "member")];
    ok(await visitor(host).post("/api/auth/request-password-reset", { email: plain.email }));
    const resetToken = await eventually(
      async () =>
        platform.mail
          .list(plain.email)
          .map(({ text }) => /reset-password\?token=([\w-]+)/.exec(text)?.[1])
          .find((token) => token !== undefined) ?? "",
      (token) => token !== "",
    );
    const provider = { label: `${slug} sign-on`, issuer: `https://login.${slug}.example`, clientId: slug };
    const providerId = ok(await owner.client.post("/api/sso-config/providers", provider)).json.id as string;
    const [hostnameId, testId] = [newIdentifier("hst"), newIdentifier("flw")];
    // Nobody looks at it by the clock, which would be taken for somebody's work.
    await sql`
      insert into hostnames (organization_id, id, hostname, challenge, next_check_at)
      values (${begun.id}, ${hostnameId}, ${`portal.${slug}.example`}, 'never shown', null)`;
    await sql`
      insert into sso_flows (organization_id, id, state_hash, browser_hash, provider_id, provider_version, purpose, host,
                             secrets, as_of, return_path, user_id, expires_at)
      values (${begun.id}, ${testId}, ${testId}, ${testId}, ${providerId}, 1, 'test', ${host}, 'never used', 0, '/',
              ${owner.id}, now() + interval '1 day')`;
    return {
      ...begun,
      admin,
      member: plain,
      invitationId: await invited(owner, `ines@${slug}.test`, "owner"),
      resetToken,
      providerId,
      hostnameId,
      testId,
    };
  }

  const [a, b] = [await peopled("quokka"), await peopled("badger")];
  const [suspended, deleted] = [await tenant("sloth"), await tenant("dodo")];
  const leaving = async (first: string) =>
    person(a.host, await invited(a.owner, `${first}@${a.slug}.test`, "member"), `${first} ${a.slug}`);
  const [removed, signedOut] = [await leaving("rita"), await leaving("silas")];
  const copyOf = ({ client, ...rest }: Person): Person => ({ ...rest, client: client.at(client.host) });
  const gone = { removed: copyOf(removed), signedOut: copyOf(signedOut) };
  ok(await a.owner.client.delete(`/api/org/members/${removed.id}`));
  ok(await signedOut.client.post("/api/auth/sign-out"));
  ok(await ops.post(`/api/admin/tenants/${suspended.id}/suspend`, { reason: "for the test" }));
  ok(await ops.delete(`/api/admin/tenants/${deleted.id}`));

  async function enrolled(role: string, email = `${role}@gatehouse.test`): Promise<Client> {
    const { enrollmentToken } = ok(await ops.post("/api/admin/global-admins", { email, role })).json;
    const client = await throughAccess(email);
    ok(await client.get("/api/admin/me", { headers: { "x-admin-enrollment-token": enrollmentToken } }));
    return client;
  }
  const deactivated = await enrolled("support", "former@gatehouse.test");
  const former = ok(await deactivated.get("/api/admin/me")).json.id;
  ok(await ops.post(`/api/admin/global-admins/${former}/deactivate`));
  ok(await ops.post("/api/admin/global-admins", { email: "later@gatehouse.test", role: "security" }));

  const invitee = await throughAccess("later@gatehouse.test");
  const stranger = await throughAccess("stranger@elsewhere.test");
  // The platform's log is told of each of them once in ten minutes, which is now.
  for (const refused of [deactivated, invitee, stranger]) await refused.get("/api/admin/me");

  return {
    platform,
    sql,
    a,
    b,
    suspended,
    deleted,
    ...gone,
    operators: {
      super_admin: ops,
      support: await enrolled("support"),
      security: await enrolled("security"),
      deactivated,
      invited: invitee,
    },
    stranger,
    sign,
    visitor,
  };
}

/** A key that verifies and never signs, so that tests can make what the platform itself would never mint. */
async function trustedKey(sql: postgres.Sql) {
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  const kid = "key-of-the-test";
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: "ES256", use: "sig" };
  await sql`
    insert into signing_keys (kid, algorithm, public_jwk, private_key, active_at, retired_at, expires_at)
    values (${kid}, 'ES256', ${sql.json(jwk)}, 'never used',
            now() - interval '2 days', now() - interval '1 day', now() + interval '1 day')`;
  return (claims: Readonly<Record<string, unknown>>) => signed(claims, privateKey, kid);
}

export function signed(claims: Readonly<Record<string, unknown>>, key: CryptoKey, kid: string): Promise<string> {
  return new SignJWT({ ...claims }).setProtectedHeader({ alg: "ES256", typ: "JWT", kid }).sign(key);
}

function ok(reply: Reply): Reply {
  expect(reply.status, reply.text).toBeLessThan(300);
  return reply;
}

export async function closeStage({ platform, sql }: Stage, state: string): Promise<void> {
  await sql.end();
  await platform.stop();
  await forgetState(ownState(state));
}
