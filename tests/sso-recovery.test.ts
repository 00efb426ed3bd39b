import { describe, expect, test } from "vitest";
import { asSuperuser } from "./platform.ts";
import { ok } from "./sso-world.ts";
import { mailTo, newMember, newTenant, visitor } from "./world.ts";

/* What somebody could do with a recovery code who has an owner's session, or their code, for a while. */

const codesPath = "/api/sso-config/recovery-codes";

async function useCode(host: string, email: string, code: string) {
  const client = await visitor(host);
  const reply = await client.post("/api/auth/sign-in/recovery", { email, code });
  return { client, reply };
}

describe("a recovery code", () => {
  test("is not made in silence: every owner is mailed who has made it, from where and when", async () => {
    const tenant = await newTenant("made");
    const second = await newMember(tenant, "owner");
    const admin = await newMember(tenant, "admin");
    ok(await second.client.post(codesPath), 201);
    for (const owner of [tenant.ownerEmail, second.email]) {
      const mail = await mailTo(owner, ({ subject }) => /recovery code was made/i.test(subject));
      expect(mail.text).toContain(second.email);
      expect(mail.text).toContain(second.client.address);
      expect(mail.text).toContain(`${tenant.host}:${tenant.owner.port}/sso`);
    }
    const told = await asSuperuser(
      (sql) => sql`select payload ->> 'userId' as "userId" from outbox
                   where organization_id = ${tenant.id} and kind = 'mail.recovery-code-made'`,
    );
    expect(told).toHaveLength(2);
    expect(told.map((row) => row["userId"])).not.toContain(admin.id);
  });

  test("does not beget another one: a session of an hour stays one", async () => {
    const tenant = await newTenant("beget");
    const { code } = ok(await tenant.owner.post(codesPath), 201).json;
    const { client, reply } = await useCode(tenant.host, tenant.ownerEmail, code);
    ok(reply);
    const refused = await client.post(codesPath);
    expect([refused.status, refused.json.code]).toEqual([403, "FORBIDDEN"]);
    ok(await tenant.owner.post(codesPath), 201);
  });

  test("goes with its owner's role, and does not come back with it", async () => {
    const tenant = await newTenant("role");
    const second = await newMember(tenant, "owner");
    const { code } = ok(await second.client.post(codesPath), 201).json;
    for (const role of ["admin", "owner"]) ok(await tenant.owner.patch(`/api/org/members/${second.id}`, { role }));
    expect((await useCode(tenant.host, second.email, code)).reply.status).toBe(401);
    const kept = ok(await tenant.owner.get(codesPath)).json.items;
    expect(kept.map(({ userId }: { userId: string }) => userId)).not.toContain(second.id);
  });

  test("stays with an owner who stays one", async () => {
    const tenant = await newTenant("stays");
    const second = await newMember(tenant, "owner");
    const { code } = ok(await second.client.post(codesPath), 201).json;
    ok(await tenant.owner.patch(`/api/org/members/${second.id}`, { role: "owner" }));
    ok((await useCode(tenant.host, second.email, code)).reply);
  });
});
