import { beforeAll, describe, expect, test } from "vitest";
import type { Json } from "./client.ts";
import { asSuperuser } from "./platform.ts";
import { accept, auditWith, mailTo, newMember, newTenant, password, visitor, type Tenant } from "./world.ts";

let tenant: Tenant;
beforeAll(async () => {
  tenant = await newTenant("invite");
});

let count = 0;
async function invite(role = "member") {
  count += 1;
  const email = `guest${count}@people.test`;
  const reply = await tenant.owner.post("/api/org/invitations", { email, role });
  expect(reply.status, reply.text).toBe(201);
  return { id: reply.json.id as string, email };
}

test("an invitation is mailed with a link to the tenant's own host", async () => {
  const { id, email } = await invite();
  const mail = await mailTo(email);
  expect(`${mail.text}${mail.html}`).toContain(`${tenant.owner.origin}/accept-invite/${id}`);
});

test("whoever holds the link sees what it is for", async () => {
  const { id, email } = await invite("admin");
  const reply = await (await visitor(tenant.host)).get(`/api/invitations/${id}`);
  expect(reply.json).toMatchObject({ id, email, role: "admin", organization: { slug: tenant.slug } });
});

describe("accepting", () => {
  test("makes a member who is signed in, with the invitation's role", async () => {
    const { id, email } = await invite("admin");
    const client = await accept(tenant.host, id, "Ada");
    expect((await client.get("/api/me")).json).toMatchObject({ user: { email, name: "Ada" }, role: "admin" });
    const log = await auditWith(tenant.owner, "invitation.accepted");
    expect(log.find((entry) => entry.event === "invitation.accepted" && entry.target?.name === email)).toBeDefined();
  });

  test("a second time is 410, whatever the password", async () => {
    const { id } = await invite();
    await accept(tenant.host, id, "Ada");
    for (const secret of [password, "another long password"]) {
      const again = await (
        await visitor(tenant.host)
      ).post(`/api/invitations/accept/${id}`, { name: "Eve", password: secret });
      expect([again.status, again.json.code]).toEqual([410, "INVITATION_USED"]);
      expect(again.setCookies).toEqual([]);
    }
    expect((await (await visitor(tenant.host)).get(`/api/invitations/${id}`)).status).toBe(410);
  });

  test("twenty times at once makes one member", async () => {
    const { id, email } = await invite();
    const replies = await Promise.all(
      Array.from({ length: 20 }, async (_, index) =>
        (await visitor(tenant.host)).post(`/api/invitations/accept/${id}`, { name: `Racer ${index}`, password }),
      ),
    );
    expect(replies.map((reply) => reply.status).toSorted((x, y) => x - y)).toEqual([
      200,
      ...Array<number>(19).fill(410),
    ]);
    const members = (await tenant.owner.get("/api/org/members?limit=100")).json.items;
    expect(members.filter((member: { email: string }) => member.email === email)).toHaveLength(1);
  });

  test("after it ran out is 410, and the address can be invited again", async () => {
    const { id, email } = await invite();
    await asSuperuser((sql) => sql`update invitations set expires_at = now() - interval '1 second' where id = ${id}`);
    const late = await (await visitor(tenant.host)).post(`/api/invitations/accept/${id}`, { name: "Late", password });
    expect([late.status, late.json.code]).toEqual([410, "INVITATION_EXPIRED"]);
    expect((await tenant.owner.post("/api/org/invitations", { email, role: "member" })).status).toBe(201);
  });

  test("after it was withdrawn is 410", async () => {
    const { id } = await invite();
    expect((await tenant.owner.delete(`/api/org/invitations/${id}`)).status).toBe(204);
    const reply = await (await visitor(tenant.host)).post(`/api/invitations/accept/${id}`, { name: "Late", password });
    expect([reply.status, reply.json.code]).toEqual([410, "INVITATION_EXPIRED"]);
  });

  test.each([
    ["tampered", (id: string) => `${id.slice(0, -1)}${id.endsWith("a") ? "b" : "a"}`],
    ["nonsense", () => "x"],
    ["injected", () => "' or 1=1 --"],
  ])("a %s id is 404", async (_, tamper) => {
    const { id } = await invite();
    const path = encodeURIComponent(tamper(id));
    const client = await visitor(tenant.host);
    expect((await client.get(`/api/invitations/${path}`)).status).toBe(404);
    expect((await client.post(`/api/invitations/accept/${path}`, { name: "Eve", password })).status).toBe(404);
  });

  test("with a short password or an unknown field is refused, and the invitation stays", async () => {
    const { id } = await invite();
    const client = await visitor(tenant.host);
    const path = `/api/invitations/accept/${id}`;
    expect((await client.post(path, { name: "Ada", password: "short" })).status).toBe(400);
    expect((await client.post(path, { name: "Ada", password, role: "owner" })).status).toBe(400);
    expect((await client.post(path, { name: " ", password })).status).toBe(400);
    expect((await client.post(path, { name: "Ada", password })).status).toBe(200);
  });
});

describe("inviting", () => {
  test("an address twice is refused while the first is open", async () => {
    const { email } = await invite();
    const again = await tenant.owner.post("/api/org/invitations", { email: email.toUpperCase(), role: "member" });
    expect([again.status, again.json.code]).toEqual([409, "INVITATION_PENDING"]);
  });

  test("a member is refused", async () => {
    const again = await tenant.owner.post("/api/org/invitations", { email: tenant.ownerEmail, role: "member" });
    expect([again.status, again.json.code]).toEqual([409, "ALREADY_MEMBER"]);
  });

  test("is for admins, and nobody invites above themselves", async () => {
    const member = await newMember(tenant, "member");
    const admin = await newMember(tenant, "admin");
    const body = { email: "x@people.test", role: "owner" };
    expect((await member.client.post("/api/org/invitations", { ...body, role: "member" })).status).toBe(403);
    expect((await member.client.get("/api/org/invitations")).status).toBe(403);
    expect((await admin.client.post("/api/org/invitations", body)).status).toBe(403);
    expect((await admin.client.post("/api/org/invitations", { ...body, role: "admin" })).status).toBe(201);
  });

  test("tells nobody the capability in the link: lists and logs have only its beginning", async () => {
    const admin = await newMember(tenant, "admin");
    const { id } = await invite("owner");
    for (const path of ["/api/org/invitations?limit=100", "/api/org/audit-logs?limit=100"]) {
      const { text } = await admin.client.get(path);
      expect(text).toContain(id.slice(0, 20));
      expect(text).not.toContain(id);
    }
    const shown = (await admin.client.get("/api/org/invitations")).json.items[0].id;
    const grab = await (await visitor(tenant.host)).post(`/api/invitations/accept/${shown}`, { name: "Eve", password });
    expect(grab.status).toBe(404);
    // Nor may an admin withdraw what reaches above them; by its beginning the owner can.
    expect((await admin.client.delete(`/api/org/invitations/${shown}`)).status).toBe(403);
    expect((await tenant.owner.delete(`/api/org/invitations/${shown}`)).status).toBe(204);
  });

  test("is listed page by page without gaps", async () => {
    for (let index = 0; index < 5; index += 1) await invite();
    const all = (await tenant.owner.get("/api/org/invitations?limit=100")).json.items.map(
      (one: { id: string }) => one.id,
    );
    const walked: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: Json = (
        await tenant.owner.get(`/api/org/invitations?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`)
      ).json;
      walked.push(...page.items.map((one: { id: string }) => one.id));
      cursor = page.nextCursor;
    }
    expect(walked).toEqual(all);
  });
});
