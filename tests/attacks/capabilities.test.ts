import { describe, expect, test } from "vitest";
import { createdTenant, refusal } from "../admin-world.ts";
import { accept, newMember, newTenant, password, visitor } from "../world.ts";

/*
 * Links that make of whoever holds them what they offer.
 */

describe("the capability of an invitation", () => {
  test("cannot be read out of the list's cursor by an admin who may not make owners", async () => {
    const tenant = await newTenant("cursor");
    const admin = await newMember(tenant, "admin");
    const body = { email: "next@owner.test", role: "owner" };
    const { id } = (await tenant.owner.post("/api/org/invitations", body)).json;
    const page = (await admin.client.get("/api/org/invitations?limit=1")).json;
    const cursor = Buffer.from(page.nextCursor, "base64url").toString("utf8");
    expect(cursor).toContain(page.items[0].id);
    expect(cursor).not.toContain(id);
    const rest = (await admin.client.get(`/api/org/invitations?limit=100&cursor=${page.nextCursor}`)).json;
    expect(rest.items.map((item: { email: string }) => item.email)).toEqual([admin.email, tenant.ownerEmail]);
  });

  test("is refused as used whatever comes with it, once it was accepted", async () => {
    const tenant = await createdTenant();
    const host = `${tenant.slug}.app.localhost`;
    await accept(host, tenant.invitationId, "Olivia Owner");
    const late = await visitor(host);
    for (const body of [
      { name: "Mallory", password },
      { name: "Mallory", password: "short" },
      { name: "", password: "" },
    ]) {
      const reply = await late.post(`/api/invitations/accept/${tenant.invitationId}`, body);
      expect(refusal(reply)).toEqual([410, "INVITATION_USED"]);
    }
  });

  test("is the whole link and nothing less: not its beginning, an address, or a session (CVE-2026-53514)", async () => {
    const tenant = await newTenant("proof");
    const { email, client } = await newMember(tenant);
    const { id } = (await tenant.owner.post("/api/org/invitations", { email: "next@proof.test", role: "owner" })).json;
    const listed = (await tenant.owner.get("/api/org/invitations?limit=1")).json.items[0];
    expect(id.startsWith(listed.id)).toBe(true);
    for (const part of [listed.id, id.slice(0, -1), `${id}x`, id.toUpperCase(), "next@proof.test", email]) {
      const reply = await client.post(`/api/invitations/accept/${part}`, { name: "Eve", password });
      expect(refusal(reply), part).toEqual([404, "NOT_FOUND"]);
      expect((await client.get(`/api/invitations/${part}`)).status, part).toBe(404);
    }
    expect((await client.get("/api/me")).json.role).toBe("member");
  });

  test("makes of somebody who is signed in nobody else: the session of the invited is a new one", async () => {
    const tenant = await newTenant("proof");
    const { client, id: before } = await newMember(tenant);
    const { id } = (await tenant.owner.post("/api/org/invitations", { email: "new@proof.test", role: "admin" })).json;
    const same = client.at(client.host);
    expect((await same.post(`/api/invitations/accept/${id}`, { name: "New", password })).status).toBe(200);
    expect((await same.get("/api/me")).json.user.id).not.toBe(before);
    expect((await client.get("/api/me")).json).toMatchObject({ role: "member", user: { id: before } });
  });

  test("survives an acceptance with a password that is too short", async () => {
    const tenant = await createdTenant();
    const host = `${tenant.slug}.app.localhost`;
    const path = `/api/invitations/accept/${tenant.invitationId}`;
    const reply = await (await visitor(host)).post(path, { name: "Olivia", password: "short" });
    expect(refusal(reply)).toEqual([400, "INVALID_REQUEST"]);
    await accept(host, tenant.invitationId, "Olivia Owner");
  });
});

test("a name cannot add lines to the mails it stands in", async () => {
  const tenant = await createdTenant();
  const reply = await (
    await visitor(`${tenant.slug}.app.localhost`)
  ).post(`/api/invitations/accept/${tenant.invitationId}`, { name: "Olivia\n\nYour account is locked", password });
  expect(refusal(reply)).toEqual([400, "INVALID_REQUEST"]);
});
