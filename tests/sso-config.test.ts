import { beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./client.ts";
import { asSuperuser } from "./platform.ts";
import {
  historyPath,
  ifMatch,
  newProvider,
  ok,
  providerBody,
  providersPath,
  uniqueDomain,
  userIdOf,
} from "./sso-world.ts";
import { auditWith, newMember, newTenant, visitor, type Tenant } from "./world.ts";

let tenant: Tenant;
let admin: Client;
beforeAll(async () => {
  tenant = await newTenant("sso");
  admin = (await newMember(tenant, "admin")).client;
});

const at = (provider: Json, act = "") => `${providersPath}/${provider.id}${act}`;
const nowhere = `${providersPath}/sso_000000000000000000000000`;

describe("a provider", () => {
  test("is created with what is usual where nothing else was said, and with the addresses to register", async () => {
    const domain = uniqueDomain();
    const created = ok(await admin.post(providersPath, providerBody({ domains: [domain.toUpperCase()] })), 201);
    const { id } = created.json;
    expect(created.headers.get("location")).toBe(`${providersPath}/${id}`);
    expect(created.headers.get("etag")).toBe('"1"');
    expect(created.json).toEqual({
      id: expect.stringMatching(/^sso_[0-9a-z]{24}$/),
      version: 1,
      label: "Acme login",
      preset: "generic",
      issuer: "https://login.acme.example",
      clientId: "gatehouse",
      hasClientSecret: false,
      clientSecretVersion: null,
      clientAuthentication: "none",
      endpoints: null,
      enabled: true,
      provisioning: true,
      defaultRole: "member",
      roleClaim: null,
      roleMappings: [],
      emailVerification: "required",
      maxAgeSeconds: null,
      acrValues: null,
      logoutAtProvider: false,
      domains: [
        {
          domain,
          verified: false,
          verifiedAt: null,
          checkedAt: null,
          failingSince: null,
          record: {
            name: `_gatehouse.${domain}`,
            type: "TXT",
            value: expect.stringMatching(/^gatehouse-verification=[\w-]{43}$/),
          },
        },
      ],
      callbackUrls: [`${admin.origin}/api/auth/sso/callback/${id}`],
      backchannelLogoutUrls: [`${admin.origin}/api/auth/sso/backchannel-logout/${id}`],
      postLogoutUrls: [`${admin.origin}/login`],
      authority: "admin",
      proven: null,
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
      updatedBy: { id: await userIdOf(admin), name: "Max admin" },
    });
    const read = ok(await tenant.owner.get(at(created.json)));
    expect([read.json, read.headers.get("etag")]).toEqual([created.json, '"1"']);
    const [entry] = await auditWith(tenant.owner, "sso.provider_created");
    expect(entry).toMatchObject({
      target: { type: "sso-provider", id, name: "Acme login" },
      data: { version: 1, issuer: "https://login.acme.example", domains: domain },
    });
  });

  test("keeps a client secret to itself, in answers, history, logs and the database", async () => {
    const secrets = ["first-3cret-of-the-client", "second-3cret-of-the-client"] as const;
    const created = ok(await admin.post(providersPath, providerBody({ clientSecret: secrets[0] })), 201);
    expect(created.json).toMatchObject({
      hasClientSecret: true,
      clientSecretVersion: 1,
      clientAuthentication: "client_secret_basic",
    });
    const rotated = ok(await admin.patch(at(created.json), { clientSecret: secrets[1] }, ifMatch(created.json)));
    expect(rotated.json).toMatchObject({ version: 2, hasClientSecret: true, clientSecretVersion: 2 });
    const relabelled = ok(await admin.patch(at(created.json), { label: "Same key" }, ifMatch(rotated.json)));
    expect(relabelled.json).toMatchObject({ version: 3, hasClientSecret: true, clientSecretVersion: 2 });
    const history = ok(await admin.get(`${historyPath}?providerId=${created.json.id}`));
    expect(history.json.items.map((item: Json) => item.keyChanged)).toEqual([false, true, true]);
    await auditWith(tenant.owner, "sso.provider_updated");
    const seen = [created, rotated, relabelled, history];
    for (const path of [providersPath, at(created.json), "/api/org/audit-logs?limit=100", "/api/tenancy/current"]) {
      seen.push(ok(await tenant.owner.get(path)));
    }
    const kept = await asSuperuser(async (sql) => [
      ...(await sql`select p::text as row from sso_providers p where organization_id = ${tenant.id}`),
      ...(await sql`select r::text as row from sso_revisions r where organization_id = ${tenant.id}`),
      ...(await sql`select o::text as row from outbox o where organization_id = ${tenant.id}`),
      ...(await sql`select a::text as row from audit_logs a where organization_id = ${tenant.id}`),
    ]);
    for (const secret of secrets) {
      expect(seen.filter(({ text }) => text.includes(secret))).toEqual([]);
      expect(kept.filter(({ row }) => String(row).includes(secret))).toEqual([]);
    }
    const gone = ok(await admin.patch(at(created.json), { clientSecret: null }, ifMatch(relabelled.json)));
    expect(gone.json).toMatchObject({
      hasClientSecret: false,
      clientSecretVersion: null,
      clientAuthentication: "none",
    });
  });

  test("is listed page by page, oldest first", async () => {
    const other = await newTenant("sso");
    const made: string[] = [];
    for (const label of ["One", "Two", "Three"]) made.push((await newProvider(other.owner, { label })).id);
    const first = ok(await other.owner.get(`${providersPath}?limit=2`)).json;
    const second = ok(await other.owner.get(`${providersPath}?limit=2&cursor=${first.nextCursor}`)).json;
    expect([...first.items, ...second.items].map(({ id }: Json) => id)).toEqual(made);
    expect(second.nextCursor).toBeNull();
    expect((await other.owner.get(`${providersPath}?cursor=nonsense`)).status).toBe(400);
  });

  test("is nobody's business but the admins'", async () => {
    const provider = await newProvider(admin);
    const { client: member } = await newMember(tenant);
    const stranger = await visitor(tenant.host);
    const calls = (client: Client) => [
      client.get(providersPath),
      client.post(providersPath, providerBody()),
      client.get(at(provider)),
      client.patch(at(provider), { label: "Mine" }, ifMatch(provider)),
      client.delete(at(provider), ifMatch(provider)),
      client.post(at(provider, "/verify-domain")),
      client.post(at(provider, "/confirm"), {}, ifMatch(provider)),
      client.post(at(provider, "/restore"), { version: 1 }, ifMatch(provider)),
      client.post("/api/sso-config/discover", { issuer: "https://login.acme.example" }),
      client.get(historyPath),
      client.get("/api/sso-config/tests/flw_000000000000000000000000"),
      client.get("/api/sso-config/enforcement"),
      client.patch("/api/sso-config/enforcement", { enabled: true }),
      client.get("/api/sso-config/recovery-codes"),
      client.delete("/api/sso-config/recovery-codes/usr_000000000000000000000000"),
    ];
    expect(new Set((await Promise.all(calls(member))).map(({ status }) => status))).toEqual(new Set([403]));
    expect(new Set((await Promise.all(calls(stranger))).map(({ status }) => status))).toEqual(new Set([401]));
    expect((await admin.get(at(provider))).json).toEqual(provider);
  });
});

describe("what a provider may be", () => {
  test.each([
    ["issuer", { issuer: "http://login.acme.example" }],
    ["issuer", { issuer: "login.acme.example" }],
    ["issuer", { issuer: "https://user:pass@login.acme.example" }],
    ["issuer", { issuer: "https://login.acme.example?tenant=1" }],
    ["issuer", { issuer: "https://login.acme.example#x" }],
    ["issuer", { issuer: "https://login.acme.example:8443" }],
    ["issuer", { issuer: "https://127.0.0.1" }],
    ["issuer", { issuer: "https://0x7f.1" }],
    ["issuer", { issuer: "https://169.254.169.254/latest" }],
    ["issuer", { issuer: "https://[::1]" }],
    ["issuer", { issuer: "https://metadata.internal" }],
    ["issuer", { issuer: "https://localhost" }],
    [
      "endpoints.token",
      { endpoints: { authorization: "https://a.example", token: "http://a.example", jwks: "https://a.example" } },
    ],
    [
      "endpoints.jwks",
      { endpoints: { authorization: "https://a.example", token: "https://a.example", jwks: "https://10.0.0.1" } },
    ],
    [
      "endpoints.authorization",
      { endpoints: { authorization: "https://a.example#x", token: "https://a.example", jwks: "https://a.example" } },
    ],
    ["clientSecret", { clientAuthentication: "client_secret_post" }],
    ["clientSecret", { clientAuthentication: "none", clientSecret: "hush" }],
    ["clientSecret", { clientSecret: "" }],
    ["label", { label: "" }],
    ["label", { label: "two\nlines" }],
    ["domains.0", { domains: ["acme"] }],
    ["domains.0", { domains: ["*.acme.example"] }],
    ["domains", { domains: ["acme.example", "ACME.example"] }],
    ["defaultRole", { defaultRole: "emperor" }],
    ["maxAgeSeconds", { maxAgeSeconds: -1 }],
    ["", { secret: "x" }],
  ])("is refused by its field: %s of %j", async (path, more) => {
    const refused = ok(await admin.post(providersPath, providerBody(more)), 400);
    expect([refused.json.code, refused.json.errors[0]?.path]).toEqual(["INVALID_REQUEST", path]);
    const provider = await newProvider(admin);
    const change = await admin.patch(at(provider), more, ifMatch(provider));
    // A provider that has no secret and is told to use one lacks it: that is for the gatekeeper to say.
    if ("clientAuthentication" in more && !("clientSecret" in more)) {
      expect([change.status, change.json.code]).toEqual([422, "CLIENT_SECRET_NEEDED"]);
    } else expect([change.status, change.json.errors?.[0]?.path]).toEqual([400, path]);
    expect((await admin.get(at(provider))).json).toEqual(provider);
  });

  test("is told by the addresses its name has now, and not by whether anybody answers there", async () => {
    const dns = await visitor("dns.localhost");
    const host = uniqueDomain();
    const issuer = `https://${host}`;
    ok(await dns.call("PUT", "/api/records", { body: { name: host, type: "A", value: ["203.0.114.7", "10.1.2.3"] } }));
    const refused = ok(await admin.post(providersPath, providerBody({ issuer })), 400);
    expect(refused.json.errors).toEqual([{ path: "issuer", message: expect.stringContaining("public") }]);
    ok(await dns.call("PUT", "/api/records", { body: { name: host, type: "A", value: "203.0.114.7" } }));
    ok(await admin.post(providersPath, providerBody({ issuer })), 201);
  });

  test("gives away no role above that of whoever sets it up", async () => {
    const owners = { roleClaim: "groups", roleMappings: [{ value: "staff", role: "owner" }] };
    for (const more of [{ defaultRole: "owner" }, owners]) {
      expect((await admin.post(providersPath, providerBody(more))).status).toBe(403);
      const provider = await newProvider(admin);
      expect((await admin.patch(at(provider), more, ifMatch(provider))).status).toBe(403);
    }
    expect((await newProvider(tenant.owner, owners)).roleMappings).toEqual(owners.roleMappings);
  });

  test("has no domain that another provider of the organization has", async () => {
    const [domain, free] = [uniqueDomain(), uniqueDomain()];
    const first = await newProvider(admin, { domains: [domain] });
    const taken = await admin.post(providersPath, providerBody({ domains: [free, domain] }));
    expect([taken.status, taken.json.code]).toEqual([409, "DOMAIN_IN_USE"]);
    const second = await newProvider(admin, { domains: [free] });
    const moved = await admin.patch(at(second), { domains: [free, domain] }, ifMatch(second));
    expect([moved.status, moved.json.code]).toEqual([409, "DOMAIN_IN_USE"]);
    ok(await admin.patch(at(first), { domains: [] }, ifMatch(first)));
    const both = ok(await admin.patch(at(second), { domains: [free, domain] }, ifMatch(second))).json;
    const challengeOf = (document: Json) => document.domains.find((one: Json) => one.domain === free).record.value;
    expect(challengeOf(both)).toBe(challengeOf(second));
  });
});

describe("a change", () => {
  test("is made of the version it names, and answers with what has become of it", async () => {
    const provider = await newProvider(admin, { domains: [uniqueDomain()] });
    const changed = ok(await admin.patch(at(provider), { label: "Renamed", maxAgeSeconds: 0 }, ifMatch(provider)));
    expect(changed.headers.get("etag")).toBe('"2"');
    expect(changed.json).toEqual({
      ...provider,
      version: 2,
      label: "Renamed",
      maxAgeSeconds: 0,
      updatedAt: changed.json.updatedAt,
    });
    const same = ok(await admin.patch(at(provider), { label: "Renamed" }, ifMatch(changed.json)));
    expect(same.json).toEqual(changed.json);
  });

  test.each(["patch", "delete", "confirm", "restore"])(
    "by %s needs to name a version, and the one there is",
    async (act) => {
      const { owner } = tenant;
      const provider = await newProvider(owner);
      const send = (headers: Record<string, string>, path = at(provider)) => {
        if (act === "patch") return owner.patch(path, { label: `By ${act}` }, { headers });
        if (act === "delete") return owner.delete(path, { headers });
        return owner.post(`${path}/${act}`, act === "restore" ? { version: 1 } : {}, { headers });
      };
      const missing = await send({});
      expect([missing.status, missing.json.code]).toEqual([428, "PRECONDITION_REQUIRED"]);
      for (const nonsense of ["*", "1", 'W/"1"', '"1", "2"', '"one"', '""', '"-1"']) {
        expect((await send({ "if-match": nonsense })).status, nonsense).toBe(400);
      }
      const changed = ok(await owner.patch(at(provider), { label: "Changed since" }, ifMatch(provider)));
      const stale = await send({ "if-match": '"1"' });
      expect([stale.status, stale.json.code]).toEqual([412, "PRECONDITION_FAILED"]);
      expect([stale.json.current, stale.headers.get("etag")]).toEqual([changed.json, '"2"']);
      expect((await send({ "if-match": '"3"' })).status).toBe(412);
      expect((await send({ "if-match": '"1"' }, nowhere)).status).toBe(404);
      expect((await owner.get(at(provider))).json).toEqual(changed.json);
      const done = await send({ "if-match": '"2"' });
      expect(done.status, done.text).toBe(act === "delete" ? 204 : 200);
    },
  );

  test("of where a secret is sent needs the secret", async () => {
    const provider = await newProvider(admin, { clientSecret: "the-3cret" });
    const elsewhere = { issuer: "https://login.evil.example" };
    const refused = await admin.patch(at(provider), elsewhere, ifMatch(provider));
    expect([refused.status, refused.json.code]).toEqual([422, "CLIENT_SECRET_NEEDED"]);
    ok(await admin.patch(at(provider), { ...elsewhere, clientSecret: "another-3cret" }, ifMatch(provider)));
  });

  test("by an admin of whom a provider trusts takes an owner's authority away, and only an owner's word gives it back", async () => {
    const { owner } = tenant;
    const provider = await newProvider(owner);
    expect(provider.authority).toBe("owner");
    const renamed = ok(await admin.patch(at(provider), { label: "By an admin" }, ifMatch(provider))).json;
    expect(renamed.authority).toBe("owner");
    const moved = { issuer: "https://login.evil.example", clientSecret: "an-admin's" };
    const edited = ok(await admin.patch(at(provider), moved, ifMatch(renamed))).json;
    expect(edited.authority).toBe("admin");
    // An owner who changes something else has not said that the rest is right.
    const again = ok(await owner.patch(at(provider), { label: "By an owner" }, ifMatch(edited))).json;
    expect(again.authority).toBe("admin");
    expect((await admin.post(at(provider, "/confirm"), {}, ifMatch(again))).status).toBe(403);
    const confirmed = ok(await owner.post(at(provider, "/confirm"), {}, ifMatch(again)));
    expect(confirmed.json).toMatchObject({ version: 5, authority: "owner", label: "By an owner" });
    expect(confirmed.headers.get("etag")).toBe('"5"');
    await auditWith(owner, "sso.provider_confirmed");
    const { items } = ok(await admin.get(`/api/sso-config/history?providerId=${provider.id}`)).json;
    expect(items.map((item: Json) => item.authority)).toEqual(["owner", "admin", "admin", "owner", "owner"]);
  });
});
