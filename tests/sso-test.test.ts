import { beforeAll, describe, expect, test } from "vitest";
import { asSuperuser } from "./platform.ts";
import {
  asBrowser,
  atProvider,
  begin,
  comeBack,
  comeIn,
  newSignOn,
  testProvider,
  tryToComeIn,
  type SignOn,
} from "./sso-realm.ts";
import { enforcementPath, ifMatch, newProvider, ok, providersPath, uniqueDomain } from "./sso-world.ts";
import { auditWith, mailTo, newMember, newTenant, password, signIn, visitor, type Tenant } from "./world.ts";
import type { Json } from "./client.ts";

const outcomeOf = (report: Json, check: string) => report.checks.find((one: Json) => one.check === check)?.outcome;

/** A tenant whose owner's address is in the provider's domain. */
async function ownSignOn(): Promise<SignOn> {
  const tenant = await newTenant("own");
  return newSignOn(tenant, { domains: [`${tenant.slug}.test`] });
}

describe("a test of a provider", () => {
  test("shows every check and what the provider said, and opens no session", async () => {
    const signOn = await ownSignOn();
    const { tenant } = signOn;
    const sessions = async () => ok(await tenant.owner.get("/api/sessions")).json.items.length;
    const before = await sessions();
    const report = await testProvider(tenant.owner, signOn, { email: tenant.ownerEmail, name: "Olivia" });
    expect(report).toMatchObject({ status: "passed", providerId: signOn.provider.id });
    expect(report.checks.filter(({ outcome }: Json) => !["passed", "not_applicable"].includes(outcome))).toEqual([]);
    for (const check of ["id_token_signature", "id_token_nonce", "email", "domain", "account", "tester"]) {
      expect(outcomeOf(report, check), check).toBe("passed");
    }
    expect(report.claims).toMatchObject({ email: tenant.ownerEmail, email_verified: true, iss: signOn.realm.issuer });
    expect(report.claims.nonce).toBeUndefined();
    expect(await sessions()).toBe(before);
    const links = await asSuperuser((sql) => sql`select from accounts where provider_id = ${signOn.provider.id}`);
    expect(links).toHaveLength(0);
    const log = await auditWith(tenant.owner, "sso.provider_tested");
    expect(log.find(({ event }) => event === "sso.provider_tested").data).toEqual({ result: "passed" });
  });

  test("proves a provider when the owner who tests is the one who comes back, and then it can be required", async () => {
    const signOn = await ownSignOn();
    const { tenant, provider } = signOn;
    expect(ok(await tenant.owner.get(enforcementPath)).json.possible).toBe(false);
    expect((await tenant.owner.patch(enforcementPath, { enabled: true })).json.code).toBe("SSO_NOT_PROVEN");
    await testProvider(tenant.owner, signOn, { email: tenant.ownerEmail });
    expect(ok(await tenant.owner.get(`${providersPath}/${provider.id}`)).json.proven).not.toBeNull();
    ok(await tenant.owner.patch(enforcementPath, { enabled: true }));
  });

  test("proves nothing when an admin tests, or somebody else comes back, or an admin has set it up", async () => {
    const signOn = await ownSignOn();
    const { tenant, provider } = signOn;
    const admin = await newMember(tenant, "admin", `adam@${signOn.domain}`);
    const proven = async (id: string) => ok(await tenant.owner.get(`${providersPath}/${id}`)).json.proven;
    expect((await testProvider(admin.client, signOn, { email: admin.email })).status).toBe("passed");
    const another = await testProvider(tenant.owner, signOn, { email: admin.email });
    expect([another.status, another.reason]).toEqual(["failed", "another_person"]);
    expect(await proven(provider.id)).toBeNull();
    const byAdmin = await newSignOn(tenant, {}, { by: admin.client });
    const boss = await newMember(tenant, "owner", byAdmin.newAddress("boss"));
    const above = await testProvider(boss.client, byAdmin, { email: boss.email });
    expect([above.status, above.reason, outcomeOf(above, "account")]).toEqual(["failed", "needs_owner", "failed"]);
    expect(await proven(byAdmin.provider.id)).toBeNull();
  });

  test("that signs in somebody else than the tester says so, and makes and links nobody", async () => {
    const tenant = await newTenant("own");
    const signOn = await newSignOn(tenant);
    const stranger = await testProvider(tenant.owner, signOn, { email: signOn.newAddress() });
    expect([stranger.status, stranger.reason, outcomeOf(stranger, "tester")]).toEqual([
      "failed",
      "another_person",
      "failed",
    ]);
    expect(stranger.checks.find(({ check }: Json) => check === "email").outcome).toBe("passed");
    const made = await asSuperuser((sql) => sql`select from users where email like ${`%@${signOn.domain}`}`);
    expect(made).toHaveLength(0);
  });

  test("tries what is switched off and has no verified domain yet, which lets nobody in", async () => {
    const tenant = await newTenant("own");
    const signOn = await newSignOn(tenant);
    const provider = await newProvider(tenant.owner, {
      issuer: signOn.realm.issuer,
      clientId: signOn.provider.clientId,
      clientSecret: "a secret of the client",
      enabled: false,
      domains: [uniqueDomain()],
    });
    const report = await testProvider(tenant.owner, { ...signOn, provider }, { email: tenant.ownerEmail });
    expect([report.reason, outcomeOf(report, "domain"), outcomeOf(report, "account")]).toEqual([
      "foreign_domain",
      "failed",
      "not_reached",
    ]);
  });

  test("of a provider that cannot be reached is over before anybody went there, with its reason", async () => {
    const signOn = await ownSignOn();
    await signOn.realm.behaves({ fault: "server-error" });
    const report = await testProvider(signOn.tenant.owner, signOn, { email: signOn.tenant.ownerEmail });
    expect([report.status, report.reason, outcomeOf(report, "metadata")]).toEqual(["failed", "status", "failed"]);
    expect(report.checks.find(({ check }: Json) => check === "metadata").detail).toContain("500");
  });

  test("leads back to its report, also for a browser and when it fails", async () => {
    const signOn = await ownSignOn();
    const { owner } = signOn.tenant;
    const started = ok(await owner.post(`${providersPath}/${signOn.provider.id}/test`)).json;
    await signOn.realm.behaves({ fault: "wrong-nonce" });
    const reply = await comeBack(owner, await atProvider(started.url, { email: signOn.tenant.ownerEmail }), asBrowser);
    expect([reply.status, reply.headers.get("location")]).toEqual([302, `/sso/tests/${started.testId}`]);
    const report = ok(await owner.get(`/api/sso-config/tests/${started.testId}`)).json;
    expect([report.reason, outcomeOf(report, "id_token_nonce"), report.claims.email]).toEqual([
      "wrong_nonce",
      "failed",
      signOn.tenant.ownerEmail,
    ]);
  });

  test("shows claims as they are, whatever a provider puts in them", async () => {
    const signOn = await ownSignOn();
    const odd = {
      nul: "a\u0000b",
      half: "\ud800",
      deep: [[[[[[[[[["x"]]]]]]]]]],
      "na\u0000me": 1,
      long: "x".repeat(9_000),
    };
    await signOn.realm.behaves({ claims: odd });
    const report = await testProvider(signOn.tenant.owner, signOn, { email: signOn.tenant.ownerEmail });
    expect(report.status).toBe("passed");
    expect(report.claims.nul).toBe("ab");
    expect(report.claims.long.length).toBeLessThan(5_000);
  });

  test("ends in the browser that began it and in no other", async () => {
    const signOn = await ownSignOn();
    const started = ok(await signOn.tenant.owner.post(`${providersPath}/${signOn.provider.id}/test`)).json;
    const address = await atProvider(started.url, { email: signOn.tenant.ownerEmail });
    const reply = await comeBack(await visitor(signOn.tenant.host), address);
    expect([reply.status, reply.json.code]).toEqual([400, "SSO_RESPONSE_INVALID"]);
  });
});

describe("where single sign-on is required", () => {
  let signOn: SignOn;
  let tenant: Tenant;
  let code: string;
  let resetToken: string;
  beforeAll(async () => {
    signOn = await ownSignOn();
    ({ tenant } = signOn);
    ok(await (await visitor(tenant.host)).post("/api/auth/request-password-reset", { email: tenant.ownerEmail }));
    const mail = await mailTo(tenant.ownerEmail, ({ text }) => /reset-password\?token=/.test(text));
    resetToken = /reset-password\?token=([\w-]+)/.exec(mail.text)?.[1] ?? "";
    code = ok(await tenant.owner.post("/api/sso-config/recovery-codes"), 201).json.code;
    await comeIn(signOn, { email: tenant.ownerEmail });
    ok(await tenant.owner.patch(enforcementPath, { enabled: true }));
  });

  test("an owner's ordinary sign-in was proof enough, and people go on coming in by the provider", async () => {
    const { me } = await comeIn(signOn, { email: tenant.ownerEmail });
    expect(me).toMatchObject({ role: "owner", session: { method: "sso" } });
  });

  test("passwords are refused at every door: sign-in, both steps of a reset, and acceptance", async () => {
    const client = await visitor(tenant.host);
    const email = "somebody@elsewhere.example";
    const { id } = ok(await tenant.owner.post("/api/org/invitations", { email, role: "member" }), 201).json;
    const replies = [
      await client.post("/api/auth/sign-in/email", { email: tenant.ownerEmail, password }),
      await client.post("/api/auth/sign-in/email", { email: tenant.ownerEmail, password: "a wrong one altogether" }),
      await client.post("/api/auth/request-password-reset", { email: tenant.ownerEmail }),
      await client.post("/api/auth/reset-password", { token: resetToken, newPassword: "another horse battery" }),
      await client.post(`/api/invitations/accept/${id}`, { name: "Max", password }),
    ];
    for (const reply of replies) expect([reply.status, reply.json.code]).toEqual([403, "SSO_REQUIRED"]);
    const made = await asSuperuser(
      (sql) => sql`select from users where email = ${email} and organization_id = ${tenant.id}`,
    );
    expect(made).toHaveLength(0);
  });

  test("an owner comes in with a recovery code, once, for an hour at most, and every owner is told", async () => {
    const second = `second@${signOn.domain}`;
    ok(await tenant.owner.post("/api/org/invitations", { email: second, role: "owner" }), 201);
    await comeIn(signOn, { email: second });
    const client = await visitor(tenant.host);
    // However it is typed.
    const typed = code.toLowerCase().replaceAll("-", " ");
    const reply = ok(
      await client.post("/api/auth/sign-in/recovery", { email: tenant.ownerEmail.toUpperCase(), code: typed }),
    );
    expect(reply.json.user.email).toBe(tenant.ownerEmail);
    const { session } = ok(await client.get("/api/me")).json;
    expect(session.method).toBe("recovery");
    expect(Date.parse(session.expiresAt) - Date.parse(session.createdAt)).toBe(60 * 60 * 1_000);
    const log = await auditWith(client, "recovery.used");
    expect(log.find(({ event }) => event === "recovery.used")).toMatchObject({ severity: "warning" });
    for (const owner of [tenant.ownerEmail, second]) {
      const mail = await mailTo(owner, ({ subject }) => /recovery code was used/i.test(subject));
      expect(mail.text).toContain(tenant.ownerEmail);
    }
    const again = await (
      await visitor(tenant.host)
    ).post("/api/auth/sign-in/recovery", { email: tenant.ownerEmail, code });
    expect([again.status, again.json.code]).toEqual([401, "RECOVERY_REFUSED"]);
  });
});

describe("a recovery code", () => {
  test("is an owner's, rests as a hash, and is worth nothing once there is another or it was taken away", async () => {
    const tenant = await newTenant("code");
    const admin = await newMember(tenant, "admin");
    expect((await admin.client.post("/api/sso-config/recovery-codes")).status).toBe(403);
    const first = ok(await tenant.owner.post("/api/sso-config/recovery-codes"), 201).json.code as string;
    expect(first).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$/);
    const kept = await asSuperuser(
      (sql) => sql`select code_hash from recovery_codes where organization_id = ${tenant.id}`,
    );
    expect(kept[0]?.["code_hash"]).toMatch(/^[0-9a-f]{64}$/);
    const second = ok(await tenant.owner.post("/api/sso-config/recovery-codes"), 201).json.code as string;
    const use = async (email: string, code: string) =>
      (await (await visitor(tenant.host)).post("/api/auth/sign-in/recovery", { email, code })).status;
    expect(await use(tenant.ownerEmail, first)).toBe(401);
    expect(await use(admin.email, second)).toBe(401);
    expect(await use("nobody@nowhere.example", second)).toBe(401);
    const me = ok(await tenant.owner.get("/api/me")).json;
    ok(await tenant.owner.delete(`/api/sso-config/recovery-codes/${me.user.id}`), 204);
    expect(await use(tenant.ownerEmail, second)).toBe(401);
  });

  test("works once, however many use it at the same time", async () => {
    const tenant = await newTenant("code");
    const { code } = ok(await tenant.owner.post("/api/sso-config/recovery-codes"), 201).json;
    const statuses = await Promise.all(
      [1, 2, 3].map(async () => {
        const client = await visitor(tenant.host);
        return (await client.post("/api/auth/sign-in/recovery", { email: tenant.ownerEmail, code })).status;
      }),
    );
    expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 401, 401]);
  });

  test("is worth nothing to somebody who is no owner any more, and nothing in another tenant", async () => {
    const tenant = await newTenant("code");
    const second = await newMember(tenant, "owner");
    const { code } = ok(await second.client.post("/api/sso-config/recovery-codes"), 201).json;
    const other = await newTenant("code");
    const elsewhere = await visitor(other.host);
    expect((await elsewhere.post("/api/auth/sign-in/recovery", { email: second.email, code })).status).toBe(401);
    ok(await tenant.owner.patch(`/api/org/members/${second.id}`, { role: "member" }));
    const client = await visitor(tenant.host);
    expect((await client.post("/api/auth/sign-in/recovery", { email: second.email, code })).status).toBe(401);
  });

  test("is not held shut by a stranger who fails on purpose, whose address is blocked like for passwords", async () => {
    const tenant = await newTenant("code");
    const { code } = ok(await tenant.owner.post("/api/sso-config/recovery-codes"), 201).json;
    const stranger = await visitor(tenant.host);
    const wrong = { email: tenant.ownerEmail, code: "0000-0000-0000-0000" };
    for (let index = 0; index < 12; index += 1) {
      expect((await stranger.post("/api/auth/sign-in/recovery", wrong)).status).toBe(401);
    }
    const owner = await visitor(tenant.host);
    ok(await owner.post("/api/auth/sign-in/recovery", { email: tenant.ownerEmail, code }));
    // And failures with codes do not lock the password either.
    await signIn(tenant.host, tenant.ownerEmail);
  });
});

test("passwords work again once single sign-on is not required any more", async () => {
  const signOn = await ownSignOn();
  const { tenant } = signOn;
  await comeIn(signOn, { email: tenant.ownerEmail });
  ok(await tenant.owner.patch(enforcementPath, { enabled: true }));
  ok(await tenant.owner.patch(enforcementPath, { enabled: false }));
  await signIn(tenant.host, tenant.ownerEmail);
  expect((await tryToComeIn(signOn, { email: tenant.ownerEmail })).reply.status).toBe(302);
});

test("a sign-in that was begun before the provider was proven differently is another configuration's", async () => {
  const signOn = await ownSignOn();
  const { tenant, provider } = signOn;
  const client = await visitor(tenant.host);
  const address = await atProvider(await begin(client, signOn), { email: tenant.ownerEmail });
  const current = ok(await tenant.owner.get(`${providersPath}/${provider.id}`)).json;
  ok(await tenant.owner.patch(`${providersPath}/${provider.id}`, { maxAgeSeconds: 60 }, ifMatch(current)));
  expect((await comeBack(client, address)).json.reason).toBe("configuration_changed");
  expect(ok(await tenant.owner.get(`${providersPath}/${provider.id}`)).json.proven).toBeNull();
});
