import { expect } from "vitest";
import { Client, type Json } from "./client.ts";
import { platform } from "./platform.ts";

export const password = "correct horse battery staple";

let count = 0;

/** A name nobody has had in this run. */
export function uniqueSlug(prefix = "t"): string {
  count += 1;
  return `${prefix}${process.pid.toString(36)}${Date.now().toString(36).slice(-5)}${count}`;
}

export function tenantHost(slug: string): string {
  return `${slug}.app.localhost`;
}

/** Somebody in front of a host, without cookies. */
export async function visitor(host: string): Promise<Client> {
  return new Client(platform().port, host);
}

/** An operator who came in through Access. */
export async function operator(email = "ops@gatehouse.test"): Promise<Client> {
  const client = await visitor("admin.localhost");
  const reply = await client.post("/cdn-cgi/access/sign-in", { email });
  expect(reply.status).toBeLessThan(400);
  return client;
}

export interface Tenant {
  readonly id: string;
  readonly slug: string;
  readonly host: string;
  readonly owner: Client;
  readonly ownerEmail: string;
}

/** A new tenant whose owner has accepted and is signed in. */
export async function newTenant(prefix = "t"): Promise<Tenant> {
  const slug = uniqueSlug(prefix);
  const ownerEmail = `owner@${slug}.test`;
  const created = await (
    await operator()
  ).post("/api/admin/tenants", { slug, name: `Tenant ${slug}`, primaryAdminEmail: ownerEmail });
  expect(created.status, created.text).toBe(201);
  const owner = await accept(tenantHost(slug), created.json.invitationId, "Olivia Owner");
  return { id: created.json.orgId, slug, host: tenantHost(slug), owner, ownerEmail };
}

/** Accepts an invitation and comes back signed in. */
export async function accept(host: string, invitationId: string, name: string): Promise<Client> {
  const client = await visitor(host);
  const reply = await client.post(`/api/invitations/accept/${invitationId}`, { name, password });
  expect(reply.status, reply.text).toBe(200);
  return client;
}

/** Invites somebody and has them accept. */
export async function newMember(
  tenant: Tenant,
  role: "member" | "admin" | "owner" = "member",
  email = `${uniqueSlug("m")}@people.test`,
) {
  const invited = await tenant.owner.post("/api/org/invitations", { email, role });
  expect(invited.status, invited.text).toBe(201);
  const client = await accept(tenant.host, invited.json.id, `Max ${role}`);
  const me = await client.get("/api/me");
  return { client, email, id: me.json.user.id as string };
}

export async function signIn(host: string, email: string, secret = password): Promise<Client> {
  const client = await visitor(host);
  const reply = await client.post("/api/auth/sign-in/email", { email, password: secret });
  expect(reply.status, reply.text).toBe(200);
  return client;
}

export async function tokenOf(client: Client): Promise<string> {
  const reply = await client.get("/api/auth/token");
  expect(reply.status, reply.text).toBe(200);
  return reply.json.token;
}

/** Asks until the answer satisfies, for what happens soon after (mail, effects). Fails after 20 seconds, or as told. */
export async function eventually<Value>(
  ask: () => Promise<Value>,
  satisfied: (value: Value) => boolean,
  patienceMilliseconds = 20_000,
): Promise<Value> {
  const deadline = Date.now() + patienceMilliseconds;
  for (;;) {
    const value = await ask();
    if (satisfied(value)) return value;
    if (Date.now() > deadline) throw new Error(`Never came true; last seen: ${JSON.stringify(value)?.slice(0, 500)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The newest mail to an address that satisfies, once it is there. */
export async function mailTo(email: string, satisfied: (mail: Json) => boolean = () => true): Promise<Json> {
  const inbox = await visitor("mail.localhost");
  const found = await eventually(
    async () => (await inbox.get(`/api/messages?to=${encodeURIComponent(email)}`)).json as Json[],
    (messages) => messages.some(satisfied),
  );
  return found.find(satisfied);
}

/** The tenant's audit log, newest first, once it holds an event. */
export function auditWith(client: Client, event: string): Promise<Json[]> {
  return eventually(
    async () => (await client.get("/api/org/audit-logs?limit=100")).json.items as Json[],
    (items) => items.some((item) => item.event === event),
  );
}
