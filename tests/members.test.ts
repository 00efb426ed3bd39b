import { beforeAll, describe, expect, test } from "vitest";
import { accept, auditWith, newMember, newTenant, signIn, type Tenant } from "./world.ts";

let tenant: Tenant;
beforeAll(async () => {
  tenant = await newTenant("members");
});

async function ownerId(): Promise<string> {
  return (await tenant.owner.get("/api/me")).json.user.id;
}

describe("a role change", () => {
  test("takes effect on the very next request, without signing anybody out", async () => {
    const member = await newMember(tenant);
    expect((await member.client.get("/api/org/audit-logs")).status).toBe(403);
    const changed = await tenant.owner.patch(`/api/org/members/${member.id}`, { role: "admin" });
    expect(changed.json).toMatchObject({ id: member.id, role: "admin" });
    expect((await member.client.get("/api/org/audit-logs")).status).toBe(200);
    await tenant.owner.patch(`/api/org/members/${member.id}`, { role: "member" });
    expect((await member.client.get("/api/org/audit-logs")).status).toBe(403);
    const entry = (await auditWith(tenant.owner, "member.role_changed")).find(
      (one) => one.event === "member.role_changed",
    );
    expect(entry.target).toMatchObject({ type: "user", id: member.id });
  });

  test("is not a member's, and does not reach above the one who makes it", async () => {
    const member = await newMember(tenant);
    const admin = await newMember(tenant, "admin");
    const path = `/api/org/members/${await ownerId()}`;
    expect((await member.client.patch(path, { role: "member" })).status).toBe(403);
    expect((await admin.client.patch(path, { role: "member" })).status).toBe(403);
    expect((await admin.client.patch(`/api/org/members/${member.id}`, { role: "owner" })).status).toBe(403);
    expect((await admin.client.patch(`/api/org/members/${member.id}`, { role: "admin" })).status).toBe(200);
  });

  test("never leaves an organization without an owner", async () => {
    const reply = await tenant.owner.patch(`/api/org/members/${await ownerId()}`, { role: "admin" });
    expect([reply.status, reply.json.code]).toEqual([409, "LAST_OWNER"]);
    expect((await tenant.owner.delete(`/api/org/members/${await ownerId()}`)).status).toBe(409);
  });

  test("two owners who demote each other at once leave one", async () => {
    const other = await newTenant("duel");
    const second = await newMember(other, "owner");
    const firstId = (await other.owner.get("/api/me")).json.user.id;
    const replies = await Promise.all([
      other.owner.patch(`/api/org/members/${second.id}`, { role: "member" }),
      second.client.patch(`/api/org/members/${firstId}`, { role: "member" }),
    ]);
    expect(replies.filter((reply) => reply.status === 200)).toHaveLength(1);
    const roles = await Promise.all(
      [other.owner, second.client].map(async (one) => (await one.get("/api/me")).json.role),
    );
    expect(new Set(roles)).toEqual(new Set(["member", "owner"]));
  });
});

describe("a removal", () => {
  test("ends the member's sessions at once and lets the address be invited again", async () => {
    const member = await newMember(tenant);
    expect((await tenant.owner.delete(`/api/org/members/${member.id}`)).status).toBe(204);
    expect((await member.client.get("/api/me")).status).toBe(401);
    const login = await member.client.post("/api/auth/sign-in/email", {
      email: member.email,
      password: "correct horse battery staple",
    });
    expect(login.status).toBe(401);
    const again = await tenant.owner.post("/api/org/invitations", { email: member.email, role: "member" });
    expect(again.status, again.text).toBe(201);
    const back = await accept(tenant.host, again.json.id, "Back Again");
    expect((await back.get("/api/me")).json.user.id).not.toBe(member.id);
    await auditWith(tenant.owner, "member.removed");
  });

  test("of nobody is 404", async () => {
    expect((await tenant.owner.delete("/api/org/members/usr_nobody")).status).toBe(404);
    expect((await tenant.owner.patch("/api/org/members/usr_nobody", { role: "admin" })).status).toBe(404);
  });
});

describe("sessions", () => {
  test("are listed with the one that asks marked, and can be ended one by one", async () => {
    const first = await signIn(tenant.host, tenant.ownerEmail);
    const second = await signIn(tenant.host, tenant.ownerEmail);
    const { items } = (await first.get("/api/sessions")).json;
    expect(items.filter((one: { current: boolean }) => one.current)).toHaveLength(1);
    const { id } = (await second.get("/api/me")).json.session;
    expect(items.map((one: { id: string }) => one.id)).toContain(id);
    expect((await first.delete(`/api/sessions/${id}`)).status).toBe(200);
    expect((await second.get("/api/me")).status).toBe(401);
    expect((await first.get("/api/me")).status).toBe(200);
    expect((await first.delete(`/api/sessions/${id}`)).status).toBe(404);
  });

  test("of somebody else are not mine to end", async () => {
    const member = await newMember(tenant);
    const { id } = (await tenant.owner.get("/api/me")).json.session;
    expect((await member.client.delete(`/api/sessions/${id}`)).status).toBe(404);
    expect((await tenant.owner.get("/api/me")).status).toBe(200);
  });

  test("can be ended all but one, and by the owner for everybody", async () => {
    const member = await newMember(tenant);
    const elsewhere = await signIn(tenant.host, member.email);
    expect((await member.client.post("/api/sessions/revoke-others")).status).toBe(200);
    expect((await elsewhere.get("/api/me")).status).toBe(401);
    expect((await member.client.get("/api/me")).status).toBe(200);
    expect((await member.client.post("/api/org/sessions/revoke-all")).status).toBe(403);
    expect((await tenant.owner.post("/api/org/sessions/revoke-all")).status).toBe(200);
    expect((await member.client.get("/api/me")).status).toBe(401);
    expect((await tenant.owner.get("/api/me")).status).toBe(401);
    const again = await signIn(tenant.host, tenant.ownerEmail);
    for (const [name, value] of again.cookies) tenant.owner.cookies.set(name, value);
  });
});
