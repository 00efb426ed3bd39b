import { describe, expect, test } from "vitest";
import { newOperator } from "../admin-world.ts";
import type { Client, Reply } from "../client.ts";
import { platform } from "../platform.ts";
import { mailTo, newMember, newTenant, operator, password, signIn, tokenOf, uniqueSlug, visitor } from "../world.ts";
import { beginRaw, wire } from "./raw-request.ts";

/*
 * What was under way, or was stolen, when access was taken away.
 */

function cookieOf(client: Client): string {
  return [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
}

/** A request whose body comes in two parts: the second when `finish` is called, which returns the answer's status. */
async function halfSent(client: Client, path: string, body: string) {
  const head = [
    `Host: ${client.host}:${platform().port}`,
    `Origin: ${client.origin}`,
    `Cookie: ${cookieOf(client)}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  const begun = await beginRaw(wire(`POST ${path} HTTP/1.1`, head, body.slice(0, 4)));
  // Long enough for a Worker that decides too early to decide; one that waits for the body passes however long it is.
  await new Promise((resolve) => setTimeout(resolve, 500));
  return async () => (await begun.finish(body.slice(4))).status;
}

/** Fifty requests at the same time with what was stolen, every other one with the token. */
async function storm(host: string, cookie: string, token: string): Promise<Reply[]> {
  const thief = await visitor(host);
  const headers = (index: number): Record<string, string> =>
    index % 2 === 0 ? { cookie } : { authorization: `Bearer ${token}` };
  return Promise.all(Array.from({ length: 50 }, (_, index) => thief.get("/api/me", { headers: headers(index) })));
}

describe("whoever keeps the end of a request back", () => {
  test("does not act on an admission that was taken away in the meantime", async () => {
    const tenant = await newTenant("slow");
    const admin = await newMember(tenant, "admin");
    const body = JSON.stringify({ email: "back@door.test", role: "admin" });
    const finish = await halfSent(admin.client, "/api/org/invitations", body);
    expect((await tenant.owner.delete(`/api/org/members/${admin.id}`)).status).toBe(204);
    expect(await finish()).toBe(401);
    const open = (await tenant.owner.get("/api/org/invitations")).json.items;
    expect(open.map((invitation: { email: string }) => invitation.email)).not.toContain("back@door.test");
  });

  test("does not act as an operator who was deactivated in the meantime", async () => {
    const support = await newOperator("support");
    const slug = uniqueSlug("slow");
    const body = JSON.stringify({ slug, name: "Slow", primaryAdminEmail: "a@slow.test" });
    const finish = await halfSent(support.client, "/api/admin/tenants", body);
    expect((await (await operator()).post(`/api/admin/global-admins/${support.id}/deactivate`)).status).toBe(200);
    expect(await finish()).toBe(403);
    expect((await (await operator()).get(`/api/admin/tenants?search=${slug}`)).json.items).toEqual([]);
  });

  test("does not sign in with what was right when the request began: a suspension, another password", async () => {
    const tenant = await newTenant("slow");
    const { email } = await newMember(tenant);
    const signingIn = async () =>
      halfSent(await visitor(tenant.host), "/api/auth/sign-in/email", JSON.stringify({ email, password }));

    const finishSuspended = await signingIn();
    await (await operator()).post(`/api/admin/tenants/${tenant.id}/suspend`, { reason: "stolen password" });
    expect(await finishSuspended()).toBe(403);
    await (await operator()).post(`/api/admin/tenants/${tenant.id}/restore`);

    const finishReset = await signingIn();
    await (await visitor(tenant.host)).post("/api/auth/request-password-reset", { email });
    const mail = await mailTo(email, ({ text }) => text.includes("/reset-password"));
    const token = /reset-password\?token=([\w-]+)/.exec(mail.text)?.[1];
    const body = { token, newPassword: "a horse of one's own" };
    expect((await (await visitor(tenant.host)).post("/api/auth/reset-password", body)).status).toBe(200);
    expect(await finishReset()).toBe(401);
  });
});

describe("after the acknowledgement, fifty requests at once with the old cookie and token find no way in", () => {
  test.each<
    [
      string,
      (tenant: Awaited<ReturnType<typeof newTenant>>, victim: Awaited<ReturnType<typeof newMember>>) => Promise<Reply>,
    ]
  >([
    ["of a sign-out", (_, victim) => victim.client.post("/api/auth/sign-out")],
    ["of a removal", (tenant, victim) => tenant.owner.delete(`/api/org/members/${victim.id}`)],
    ["of the end of all sessions", (tenant) => tenant.owner.post("/api/org/sessions/revoke-all")],
    [
      "of a suspension",
      async (tenant) => (await operator()).post(`/api/admin/tenants/${tenant.id}/suspend`, { reason: "x" }),
    ],
    ["of a deletion", async (tenant) => (await operator()).delete(`/api/admin/tenants/${tenant.id}`)],
  ])("%s", async (_, revoke) => {
    const tenant = await newTenant("storm");
    const victim = await newMember(tenant);
    const [cookie, token] = [cookieOf(victim.client), await tokenOf(victim.client)];
    expect((await storm(tenant.host, cookie, token)).every(({ status }) => status === 200)).toBe(true);
    expect((await revoke(tenant, victim)).status).toBeLessThan(300);
    const statuses = (await storm(tenant.host, cookie, token)).map(({ status }) => status);
    expect(statuses.filter((status) => ![401, 403, 404].includes(status))).toEqual([]);
  });
});

test("sign-ins with the old password that race a reset end with it, and the link works once", async () => {
  const tenant = await newTenant("race");
  const { email } = await newMember(tenant);
  await (await visitor(tenant.host)).post("/api/auth/request-password-reset", { email });
  const mail = await mailTo(email, ({ text }) => text.includes("/reset-password"));
  const token = /reset-password\?token=([\w-]+)/.exec(mail.text)?.[1];
  const racers = await Promise.all(Array.from({ length: 12 }, () => visitor(tenant.host)));
  const signIns = racers.map((racer) => racer.post("/api/auth/sign-in/email", { email, password }));
  const resets = await Promise.all(
    racers.slice(0, 4).map(async (_, index) => {
      const body = { token, newPassword: `another horse, number ${index}` };
      return (await visitor(tenant.host)).post("/api/auth/reset-password", body);
    }),
  );
  expect(resets.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 410, 410, 410]);
  for (const reply of await Promise.all(signIns)) expect([200, 401]).toContain(reply.status);
  for (const racer of racers) expect((await racer.get("/api/me")).status).toBe(401);
});

test("a suspension revives nothing when it is lifted, however often", async () => {
  const tenant = await newTenant("again");
  const ops = await operator();
  const stolen: [string, string][] = [];
  for (let round = 0; round < 3; round += 1) {
    const owner = await signIn(tenant.host, tenant.ownerEmail);
    stolen.push([cookieOf(owner), await tokenOf(owner)]);
    await ops.post(`/api/admin/tenants/${tenant.id}/suspend`, { reason: "again" });
    await ops.post(`/api/admin/tenants/${tenant.id}/restore`);
    for (const [cookie, token] of stolen) {
      const replies = await storm(tenant.host, cookie, token);
      expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([401]));
    }
  }
});
