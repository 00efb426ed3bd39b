import { describe, expect, test } from "vitest";
import { createdTenant, refusal } from "./admin-world.ts";
import { asSuperuser, platform } from "./platform.ts";
import { accept, auditWith, mailTo, operator, tenantHost, uniqueSlug, visitor } from "./world.ts";

describe("creating a tenant", () => {
  test("makes the organization, its settings, the owner's invitation, both audit logs and the mail", async () => {
    const ops = await operator();
    const slug = uniqueSlug("made");
    const email = `Boss@${slug}.test`;
    const reply = await ops.post("/api/admin/tenants", { slug, name: "Made & Co", primaryAdminEmail: email });
    expect(reply.status, reply.text).toBe(201);
    expect(reply.json).toEqual({
      orgId: expect.stringMatching(/^org_[0-9a-z]{24}$/),
      invitationId: expect.stringMatching(/^inv_[0-9a-z]{40}$/),
      hostedAt: `http://${tenantHost(slug)}:${platform().port}`,
    });
    const mail = await mailTo(email.toLowerCase());
    expect(mail.text).toContain(`${reply.json.hostedAt}/accept-invite/${reply.json.invitationId}`);

    const current = await (await visitor(tenantHost(slug))).get("/api/tenancy/current");
    expect(current.json).toMatchObject({ organizationId: reply.json.orgId, slug, branding: { appName: "Made & Co" } });

    const owner = await accept(tenantHost(slug), reply.json.invitationId, "Bea Boss");
    const log = await auditWith(owner, "tenant.created");
    const me = (await ops.get("/api/admin/me")).json;
    for (const event of ["tenant.created", "invitation.created"]) {
      expect(log.find((row) => row.event === event)?.actor).toEqual({
        type: "operator",
        id: me.id,
        name: me.name ?? me.email,
      });
      const platformLog = (await ops.get("/api/admin/audit-logs?limit=100")).json.items;
      expect(
        platformLog.filter(
          (row: { event: string; data: { organizationId?: string } }) =>
            row.event === event && row.data.organizationId === reply.json.orgId,
        ),
      ).toHaveLength(1);
    }
  });

  test("remembers the home region it was given", async () => {
    const ops = await operator();
    const slug = uniqueSlug("far");
    const body = { slug, name: "Far", primaryAdminEmail: "a@far.test", homeRegion: "apac" };
    const created = await ops.post("/api/admin/tenants", body);
    expect((await ops.get(`/api/admin/tenants/${created.json.orgId}`)).json.homeRegion).toBe("apac");
  });

  test("a name longer than an app's name may be is cut for the app, and kept for the tenant", async () => {
    const ops = await operator();
    const slug = uniqueSlug("long");
    const name = "🏔".repeat(50);
    const created = await ops.post("/api/admin/tenants", { slug, name, primaryAdminEmail: "a@long.test" });
    expect(created.status, created.text).toBe(201);
    expect((await ops.get(`/api/admin/tenants/${created.json.orgId}`)).json.name).toBe(name);
  });

  test("in a race for one slug one wins, the others hear 409, and nothing of them is left", async () => {
    const ops = await operator();
    const slug = uniqueSlug("race");
    const emails = Array.from({ length: 6 }, (_, index) => `racer${index}@${slug}.test`);
    const replies = await Promise.all(
      emails.map((primaryAdminEmail) => ops.post("/api/admin/tenants", { slug, name: "Race", primaryAdminEmail })),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    const lost = replies.filter(({ status }) => status !== 201);
    expect(lost.map(refusal)).toEqual(Array.from({ length: 5 }, () => [409, "SLUG_TAKEN"]));
    const [left] = await asSuperuser(
      (sql) => sql`
        select (select count(*)::int from organizations where slug = ${slug}) as organizations,
               (select count(*)::int from invitations where email like ${`racer%@${slug}.test`}) as invitations,
               (select count(*)::int from platform_audit_logs where data->>'slug' = ${slug}) as audit,
               (select count(*)::int from outbox w where not exists
                  (select from organizations o where o.id = w.organization_id)) as orphans`,
    );
    expect(left).toEqual({ organizations: 1, invitations: 1, audit: 2, orphans: 0 });
  });

  test("the slug of a deleted tenant is never given out again", async () => {
    const ops = await operator();
    const tenant = await createdTenant(ops);
    const deleted = await ops.delete(`/api/admin/tenants/${tenant.id}`);
    expect([deleted.status, deleted.json.status], deleted.text).toEqual([200, "deleted"]);
    const body = { slug: tenant.slug, name: "Again", primaryAdminEmail: "a@again.test" };
    expect(refusal(await ops.post("/api/admin/tenants", body))).toEqual([409, "SLUG_TAKEN"]);
  });

  test.each(["admin", "app", "www", "gatehouse", "login"])("the slug %s is reserved", async (slug) => {
    const body = { slug, name: "Phish", primaryAdminEmail: "a@phish.test" };
    expect(refusal(await (await operator()).post("/api/admin/tenants", body))).toEqual([409, "SLUG_RESERVED"]);
  });

  test.each([
    ["a slug in capitals", { slug: "Acme" }],
    ["a slug of two characters", { slug: "ab" }],
    ["punycode", { slug: "xn--80ak6aa92e" }],
    ["a slug with a dot", { slug: "a.b" }],
    ["no name", { name: " " }],
    ["a name with a NUL", { name: "a\u0000b" }],
    ["no address", { primaryAdminEmail: "boss" }],
    ["a region that is none", { homeRegion: "moon" }],
    ["an unknown field", { status: "active" }],
  ])("%s is 400 and says which field", async (_, changed) => {
    const body = { slug: uniqueSlug("bad"), name: "Bad", primaryAdminEmail: "a@bad.test", ...changed };
    const reply = await (await operator()).post("/api/admin/tenants", body);
    expect(refusal(reply)).toEqual([400, "INVALID_REQUEST"]);
  });

  test("a body that is too large, no JSON or of another type is refused", async () => {
    const ops = await operator();
    const large = JSON.stringify({ slug: "large", name: "x".repeat(70_000), primaryAdminEmail: "a@b.test" });
    expect((await ops.call("POST", "/api/admin/tenants", { raw: large })).status).toBe(413);
    expect((await ops.call("POST", "/api/admin/tenants", { raw: "{" })).status).toBe(400);
    const form = { raw: "slug=x", headers: { "content-type": "application/x-www-form-urlencoded" } };
    expect(refusal(await ops.call("POST", "/api/admin/tenants", form))).toEqual([403, "ORIGIN_REFUSED"]);
  });
});

describe("a mutation from another page is refused", () => {
  test.each([
    ["of a tenant", { origin: "http://acme.app.localhost" }],
    ["without an origin", { origin: null }],
    ["of an opaque origin", { origin: "null" }],
    ["of the same host on another scheme", { origin: "https://admin.localhost" }],
  ])("%s", async (_, headers) => {
    const body = { slug: uniqueSlug("csrf"), name: "Forged", primaryAdminEmail: "a@forged.test" };
    const ops = await operator();
    expect(refusal(await ops.post("/api/admin/tenants", body, { headers }))).toEqual([403, "ORIGIN_REFUSED"]);
    expect((await ops.get(`/api/admin/tenants?search=${body.slug}`)).json.items).toEqual([]);
  });
});
