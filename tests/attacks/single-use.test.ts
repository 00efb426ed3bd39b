import { describe, expect, test } from "vitest";
import { adminHost, invitedOperator } from "../admin-world.ts";
import { Client } from "../client.ts";
import { asSuperuser, platform } from "../platform.ts";
import { accept, mailTo, newMember, newTenant, password, visitor } from "../world.ts";

/*
 * What works once works once, however many use it at the same moment (GHSA-44jh-23m7-hpcf: the library's own guards let
 * several through on PostgreSQL). The database's constraints and locks say so, not the library.
 */

const crowd = 60;

/** The same act by sixty at once; how often each status came. */
async function atOnce(act: (index: number) => Promise<{ readonly status: number }>): Promise<Record<number, number>> {
  const replies = await Promise.all(Array.from({ length: crowd }, (_, index) => act(index)));
  const counts: Record<number, number> = {};
  for (const { status } of replies) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

test("an invitation that sixty accept at once makes one member", async () => {
  const tenant = await newTenant("once");
  const email = "only@people.test";
  const { id } = (await tenant.owner.post("/api/org/invitations", { email, role: "member" })).json;
  const counts = await atOnce(async (index) =>
    (await visitor(tenant.host)).post(`/api/invitations/accept/${id}`, { name: `Only ${index}`, password }),
  );
  expect(counts[200]).toBe(1);
  // Whoever finds too many before them is told to come again: nobody else gets in.
  expect(
    Object.keys(counts).every((status) => ["200", "410", "429", "503"].includes(status)),
    JSON.stringify(counts),
  ).toBe(true);
  const members = await tenant.owner.get("/api/org/members");
  expect(members.json.items.filter((member: { email: string }) => member.email === email)).toHaveLength(1);
});

test("a reset link that sixty use at once changes the password once", async () => {
  const tenant = await newTenant("once");
  const { email } = await newMember(tenant);
  await (await visitor(tenant.host)).post("/api/auth/request-password-reset", { email });
  const mail = await mailTo(email, ({ text }) => text.includes("/reset-password"));
  const token = /reset-password\?token=([\w-]+)/.exec(mail.text)?.[1];
  const winners: number[] = [];
  const counts = await atOnce(async (index) => {
    const body = { token, newPassword: `the horse of racer ${index}` };
    const reply = await (await visitor(tenant.host)).post("/api/auth/reset-password", body);
    if (reply.status === 200) winners.push(index);
    return reply;
  });
  expect(winners, JSON.stringify(counts)).toHaveLength(1);
  const signIn = async (index: number) => {
    const body = { email, password: `the horse of racer ${index}` };
    return (await visitor(tenant.host)).post("/api/auth/sign-in/email", body);
  };
  expect((await signIn(winners[0] ?? -1)).status).toBe(200);
  expect((await signIn(((winners[0] ?? 0) + 1) % crowd)).status).toBe(401);
});

test("an enrollment token that sixty present at once enrolls one operator, once", async () => {
  const invited = await invitedOperator("support");
  const before = await enrollmentsOf(invited.id);
  const counts = await atOnce(() => {
    const client = new Client(platform().port, adminHost, invited.client.cookies);
    return client.get("/api/admin/me", { headers: { "x-admin-enrollment-token": invited.token } });
  });
  expect(await enrollmentsOf(invited.id)).toBe(before + 1);
  // The others are the same person, who is enrolled by then or was refused a moment before.
  expect(counts[200], JSON.stringify(counts)).toBeGreaterThanOrEqual(1);
});

test("an open invitation for one address that sixty ask for at once is one invitation", async () => {
  const tenant = await newTenant("once");
  const body = { email: "popular@people.test", role: "member" };
  const counts = await atOnce(() => tenant.owner.at(tenant.host).post("/api/org/invitations", body));
  expect(counts[201], JSON.stringify(counts)).toBe(1);
});

test("a tenant's name that sixty operators want at once is given out once", async () => {
  const slug = `once${Date.now().toString(36)}`;
  const ops = await visitor(adminHost);
  await ops.post("/cdn-cgi/access/sign-in", { email: "ops@gatehouse.test" });
  const body = { slug, name: "Once", primaryAdminEmail: "only@once.test" };
  const counts = await atOnce(() => ops.at(adminHost).post("/api/admin/tenants", body));
  expect(counts[201], JSON.stringify(counts)).toBe(1);
});

describe("a user who is removed", () => {
  test("leaves nothing a session, a password or a link of theirs could be made from (GHSA-2vg6-77g8-24mp)", async () => {
    const tenant = await newTenant("gone");
    const { client, email, id } = await newMember(tenant);
    await (await visitor(tenant.host)).post("/api/auth/request-password-reset", { email });
    const mail = await mailTo(email, ({ text }) => text.includes("/reset-password"));
    const token = /reset-password\?token=([\w-]+)/.exec(mail.text)?.[1];
    expect((await tenant.owner.delete(`/api/org/members/${id}`)).status).toBe(204);
    for (const table of ["sessions", "accounts", "members"]) {
      const rows = await asSuperuser((sql) => sql`select 1 from ${sql(table)} where user_id = ${id}`);
      expect(rows, table).toHaveLength(0);
    }
    expect((await client.get("/api/me")).status).toBe(401);
    const late = await visitor(tenant.host);
    expect((await late.post("/api/auth/reset-password", { token, newPassword: "a horse that came back" })).status).toBe(
      410,
    );
    expect((await late.post("/api/auth/sign-in/email", { email, password })).status).toBe(401);
  });

  test("comes back by a new invitation as somebody else, to whom nothing old belongs", async () => {
    const tenant = await newTenant("back");
    const { client, email, id } = await newMember(tenant);
    await tenant.owner.delete(`/api/org/members/${id}`);
    const { id: invitationId } = (await tenant.owner.post("/api/org/invitations", { email, role: "member" })).json;
    const again = await accept(tenant.host, invitationId, "Back Again");
    expect((await again.get("/api/me")).json.user.id).not.toBe(id);
    expect((await client.get("/api/me")).status).toBe(401);
  });
});

test("of the last two owners who leave or are demoted at the same moment, one stays", async () => {
  const tenant = await newTenant("owners");
  const second = await newMember(tenant, "owner");
  const first = { client: tenant.owner, id: (await tenant.owner.get("/api/me")).json.user.id as string };
  const replies = await Promise.all([
    first.client.delete(`/api/org/members/${first.id}`),
    second.client.patch(`/api/org/members/${second.id}`, { role: "member" }),
  ]);
  expect(replies.filter(({ status }) => status < 300)).toHaveLength(1);
  expect(replies.filter((reply) => reply.json?.code === "LAST_OWNER")).toHaveLength(1);
});

async function enrollmentsOf(id: string): Promise<number> {
  const rows = await asSuperuser(
    (sql) => sql`select 1 from platform_audit_logs where event = 'admin.enrolled' and target_id = ${id}`,
  );
  return rows.length;
}
