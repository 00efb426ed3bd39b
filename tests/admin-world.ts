import { expect } from "vitest";
import { Client, type Reply } from "./client.ts";
import { platform } from "./platform.ts";
import { operator, uniqueSlug } from "./world.ts";

export const adminHost = "admin.localhost";

/** Somebody who came in through Access, whether the platform knows them or not. */
export async function throughAccess(email: string, port = platform().port): Promise<Client> {
  const client = new Client(port, adminHost);
  const reply = await client.post("/cdn-cgi/access/sign-in", { email });
  expect(reply.status, reply.text).toBeLessThan(400);
  return client;
}

export interface NewOperator {
  readonly id: string;
  readonly email: string;
  readonly client: Client;
}

/** An invitation to become an operator, not yet taken up. */
export async function invitedOperator(role: string, by?: Client): Promise<NewOperator & { readonly token: string }> {
  const email = `${uniqueSlug("op")}@gatehouse.test`;
  const reply = await (by ?? (await operator())).post("/api/admin/global-admins", { email, role });
  expect(reply.status, reply.text).toBe(201);
  const { id, enrollmentToken: token } = reply.json;
  return { id, email, token, client: await throughAccess(email, by?.port) };
}

/** An operator of this role, enrolled. */
export async function newOperator(role: string, by?: Client): Promise<NewOperator> {
  const invited = await invitedOperator(role, by);
  const reply = await enroll(invited.client, invited.token);
  expect(reply.status, reply.text).toBe(200);
  return invited;
}

export function enroll(client: Client, token: string): Promise<Reply> {
  return client.get("/api/admin/me", { headers: { "x-admin-enrollment-token": token } });
}

/** A tenant whose owner has not accepted yet. */
export async function createdTenant(by?: Client) {
  const slug = uniqueSlug("new");
  const body = { slug, name: `Tenant ${slug}`, primaryAdminEmail: `owner@${slug}.test` };
  const reply = await (by ?? (await operator())).post("/api/admin/tenants", body);
  expect(reply.status, reply.text).toBe(201);
  return { ...body, id: reply.json.orgId as string, invitationId: reply.json.invitationId as string };
}

/** Status and code of a refusal, for comparing in one line. */
export function refusal(reply: Reply): [number, string | undefined] {
  return [reply.status, reply.json?.code];
}
