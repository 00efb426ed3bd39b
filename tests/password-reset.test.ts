import { beforeAll, describe, expect, test } from "vitest";
import { asSuperuser } from "./platform.ts";
import { auditWith, mailTo, newMember, newTenant, password, signIn, tokenOf, visitor, type Tenant } from "./world.ts";

let tenant: Tenant;
beforeAll(async () => {
  tenant = await newTenant("reset");
});

async function resetToken(email: string): Promise<string> {
  const since = Date.now() - 1_000;
  const reply = await (await visitor(tenant.host)).post("/api/auth/request-password-reset", { email });
  expect(reply.status, reply.text).toBe(200);
  const mail = await mailTo(email, (one) => one.text.includes("/reset-password") && Date.parse(one.sentAt) >= since);
  const link = new URL(/https?:\/\/\S+\/reset-password\S*/.exec(mail.text)?.[0] ?? "");
  expect(link.origin).toBe(tenant.owner.origin);
  return link.searchParams.get("token") ?? "";
}

const newPassword = "a brand new passphrase";

describe("a forgotten password", () => {
  test("is replaced by the link in the mail, and every session of the account ends", async () => {
    const member = await newMember(tenant);
    const jwt = await tokenOf(member.client);
    const token = await resetToken(member.email);
    const reset = await (await visitor(tenant.host)).post("/api/auth/reset-password", { token, newPassword });
    expect(reset.status, reset.text).toBe(200);
    expect((await member.client.get("/api/me")).status).toBe(401);
    const bearer = { headers: { authorization: `Bearer ${jwt}` } };
    expect((await (await visitor(tenant.host)).get("/api/me", bearer)).status).toBe(401);
    const old = await (await visitor(tenant.host)).post("/api/auth/sign-in/email", { email: member.email, password });
    expect(old.status).toBe(401);
    await signIn(tenant.host, member.email, newPassword);
    await auditWith(tenant.owner, "password.reset");
  });

  test("the link works once: a second use is 410", async () => {
    const member = await newMember(tenant);
    const token = await resetToken(member.email);
    const client = await visitor(tenant.host);
    expect((await client.post("/api/auth/reset-password", { token, newPassword })).status).toBe(200);
    const again = await client.post("/api/auth/reset-password", { token, newPassword: password });
    expect([again.status, again.json.code]).toEqual([410, "RESET_LINK_USED"]);
    await signIn(tenant.host, member.email, newPassword);
  });

  test("ten uses at once: one wins", async () => {
    const member = await newMember(tenant);
    const token = await resetToken(member.email);
    const replies = await Promise.all(
      Array.from({ length: 10 }, async (_, index) =>
        (await visitor(tenant.host)).post("/api/auth/reset-password", {
          token,
          newPassword: `${newPassword} ${index}`,
        }),
      ),
    );
    const statuses = replies.map((reply) => reply.status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 410)).toHaveLength(9);
    await signIn(tenant.host, member.email, `${newPassword} ${statuses.indexOf(200)}`);
  });

  test("after it ran out the link is 410", async () => {
    const member = await newMember(tenant);
    const token = await resetToken(member.email);
    await asSuperuser(
      (sql) =>
        sql`update verifications set expires_at = now() - interval '1 second' where organization_id = ${tenant.id}`,
    );
    const late = await (await visitor(tenant.host)).post("/api/auth/reset-password", { token, newPassword });
    expect(late.status).toBe(410);
    await signIn(tenant.host, member.email);
  });

  test("a made-up token is 404, a short password 400", async () => {
    const client = await visitor(tenant.host);
    expect((await client.post("/api/auth/reset-password", { token: "made-up", newPassword })).status).toBe(404);
    expect((await client.post("/api/auth/reset-password", { token: "made-up", newPassword: "short" })).status).toBe(
      400,
    );
  });

  test("an unknown address gets the same answer and no mail", async () => {
    const client = await visitor(tenant.host);
    const known = await client.post("/api/auth/request-password-reset", { email: tenant.ownerEmail });
    const unknown = await client.post("/api/auth/request-password-reset", { email: "nobody@nowhere.test" });
    expect([unknown.status, unknown.text]).toEqual([known.status, known.text]);
    await mailTo(tenant.ownerEmail, (mail) => mail.text.includes("/reset-password"));
    const inbox = await visitor("mail.localhost");
    expect((await inbox.get("/api/messages?to=nobody@nowhere.test")).json).toEqual([]);
  });
});

test("neither the token nor a password rests in the database", async () => {
  const member = await newMember(tenant);
  const token = await resetToken(member.email);
  const rows = await asSuperuser(async (sql) => [
    await sql`select * from verifications where organization_id = ${tenant.id}`,
    await sql`select * from outbox where organization_id = ${tenant.id}`,
    await sql`select * from audit_logs where organization_id = ${tenant.id}`,
    await sql`select * from accounts where organization_id = ${tenant.id}`,
  ]);
  const text = JSON.stringify(rows);
  expect(text).toContain(member.id);
  expect(text).not.toContain(token);
  expect(text).not.toContain(password);
});
