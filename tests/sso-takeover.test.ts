import { beforeAll, describe, expect, test } from "vitest";
import { asSuperuser } from "./platform.ts";
import {
  atProvider,
  begin,
  comeBack,
  comeIn,
  expectRefused,
  newSignOn,
  Realm,
  tryToComeIn,
  type SignOn,
} from "./sso-realm.ts";
import { ifMatch, newProvider, ok, providersPath, publish, uniqueDomain } from "./sso-world.ts";
import { auditWith, newMember, newTenant, visitor, type Tenant } from "./world.ts";

/*
 * What takes over accounts through single sign-on, elsewhere and in the library we do not use for it: each is tried for
 * real, with a provider that asserts whatever the attacker wants.
 */

let tenant: Tenant;
let other: Tenant;
let signOn: SignOn;
let othersSignOn: SignOn;
beforeAll(async () => {
  tenant = await newTenant("prey");
  other = await newTenant("evil");
  signOn = await newSignOn(tenant);
  othersSignOn = await newSignOn(other);
});

/** Somebody the realm asserts as whoever the attacker wants, by a subject of their own. */
async function assertedAs(target: SignOn, claims: Readonly<Record<string, unknown>>) {
  await target.realm.behaves({ claims });
  try {
    return await tryToComeIn(target, { email: `mallory@${target.domain}` });
  } finally {
    await target.realm.behaves({});
  }
}

async function newAccount(target: SignOn, role: "member" | "admin" | "owner" = "member") {
  return newMember(target.tenant, role, target.newAddress());
}

describe("a provider that asserts somebody else's address", () => {
  test("reaches no user of another tenant: only who has proven a domain gets its people, and only among their own", async () => {
    const victim = await newAccount(signOn);
    await expectRefused(await assertedAs(othersSignOn, { email: victim.email }), "foreign_domain");
    const rows = await asSuperuser((sql) => sql`select organization_id from users where email = ${victim.email}`);
    expect(rows.map((row) => row["organization_id"])).toEqual([tenant.id]);
  });

  test("leads at its own tenant to its own tenant's account, though another tenant has one with the same address", async () => {
    const email = othersSignOn.newAddress();
    const inPrey = await newMember(tenant, "admin", email);
    const { me } = await comeIn(othersSignOn, { email });
    expect(me.user.id).not.toBe(inPrey.id);
    expect(me.organization.id).toBe(other.id);
  });

  test("reaches no owner where an admin has set it up or changed it last, until an owner has confirmed it", async () => {
    const admin = await newMember(tenant, "admin");
    const byAdmin = await newSignOn(tenant, {}, { by: admin.client });
    const owner = await newMember(tenant, "owner", byAdmin.newAddress("boss"));
    const outcome = await tryToComeIn(byAdmin, { email: owner.email });
    await expectRefused(outcome, "needs_owner");
    const links = await asSuperuser(
      (sql) => sql`select from accounts where user_id = ${owner.id} and provider_id = ${byAdmin.provider.id}`,
    );
    expect(links).toHaveLength(0);
    const current = ok(await tenant.owner.get(`${providersPath}/${byAdmin.provider.id}`)).json;
    ok(await tenant.owner.post(`${providersPath}/${byAdmin.provider.id}/confirm`, {}, ifMatch(current)));
    expect((await comeIn(byAdmin, { email: owner.email })).me.user.id).toBe(owner.id);
  });

  test("reaches no owner who is linked already, once an admin has pointed it elsewhere", async () => {
    const own = await newSignOn(tenant);
    const owner = await newMember(tenant, "owner", own.newAddress("boss"));
    await comeIn(own, { email: owner.email });
    const admin = await newMember(tenant, "admin");
    const current = ok(await admin.client.get(`${providersPath}/${own.provider.id}`)).json;
    const trusting = { emailVerification: "assumed" };
    const byAdmin = ok(await admin.client.patch(`${providersPath}/${own.provider.id}`, trusting, ifMatch(current)));
    await expectRefused(await tryToComeIn(own, { email: owner.email }), "needs_owner");
    // An owner who touches something else has not vouched for it; only the confirmation does.
    const path = `${providersPath}/${own.provider.id}`;
    const renamed = ok(await tenant.owner.patch(path, { label: "Renamed" }, ifMatch(byAdmin.json)));
    await expectRefused(await tryToComeIn(own, { email: owner.email }), "needs_owner");
    ok(await tenant.owner.post(`${path}/confirm`, {}, ifMatch(renamed.json)));
    await comeIn(own, { email: owner.email });
  });

  test("makes no owner by a role mapping that an admin could not grant", async () => {
    const admin = await newMember(tenant, "admin");
    const mapped = await newSignOn(tenant, { roleClaim: "groups", roleMappings: [{ value: "top", role: "owner" }] });
    const current = ok(await admin.client.get(`${providersPath}/${mapped.provider.id}`)).json;
    ok(
      await admin.client.patch(
        `${providersPath}/${mapped.provider.id}`,
        { emailVerification: "assumed" },
        ifMatch(current),
      ),
    );
    await expectRefused(await tryToComeIn(mapped, { email: mapped.newAddress(), groups: "top" }), "needs_owner");
  });

  test("makes nobody an owner by an open invitation that lies above it", async () => {
    const admin = await newMember(tenant, "admin");
    const byAdmin = await newSignOn(tenant, {}, { by: admin.client });
    const email = byAdmin.newAddress();
    ok(await tenant.owner.post("/api/org/invitations", { email, role: "owner" }), 201);
    await expectRefused(await tryToComeIn(byAdmin, { email }), "needs_owner");
  });

  test("accepts no invitation for somebody else", async () => {
    const email = signOn.newAddress();
    ok(await tenant.owner.post("/api/org/invitations", { email, role: "admin" }), 201);
    const { me } = await comeIn(signOn, { email: signOn.newAddress() });
    expect(me.role).toBe("member");
    const open = ok(await tenant.owner.get("/api/org/invitations")).json.items;
    expect(open.find((one: { email: string }) => one.email === email).status).toBe("pending");
  });
});

describe("an address that proves nothing", () => {
  test("is refused when it is not verified, also for somebody who is linked", async () => {
    const email = signOn.newAddress();
    await signOn.realm.behaves({ claims: { email_verified: false } });
    await expectRefused(await tryToComeIn(signOn, { email }), "email_unverified");
    await signOn.realm.behaves({});
    await comeIn(signOn, { email });
    await signOn.realm.behaves({ claims: { email_verified: false } });
    await expectRefused(await tryToComeIn(signOn, { email }), "email_unverified");
    await signOn.realm.behaves({});
  });

  test("is refused when the provider does not say, unless an admin has said that it may be assumed", async () => {
    const silent = await newSignOn(tenant);
    await silent.realm.behaves({ claims: { email_verified: null } });
    await expectRefused(await tryToComeIn(silent, { email: silent.newAddress() }), "email_unverified");
    const current = ok(await tenant.owner.get(`${providersPath}/${silent.provider.id}`)).json;
    const assumed = { emailVerification: "assumed" };
    ok(await tenant.owner.patch(`${providersPath}/${silent.provider.id}`, assumed, ifMatch(current)));
    await comeIn(silent, { email: silent.newAddress() });
    await silent.realm.behaves({ claims: { email_verified: false } });
    await expectRefused(await tryToComeIn(silent, { email: silent.newAddress() }), "email_unverified");
  });

  test("is refused when there is none", async () => {
    await expectRefused(await assertedAs(signOn, { email: null }), "email_missing");
  });

  test.each([
    ["of another domain", (domain: string) => `ceo@not-${domain}`],
    ["of a subdomain", (domain: string) => `ceo@mail.${domain}`],
    ["of a domain that ends like it", (domain: string) => `ceo@${domain}.evil.example`],
    ["with the domain in its name", (domain: string) => `ceo@${domain}@evil.example`],
    ["quoted, with the domain in it", (domain: string) => `"ceo@${domain}"@evil.example`],
    ["with a trailing dot", (domain: string) => `ceo@${domain}.`],
    ["in letters that look alike", (domain: string) => `ceo@${domain.replace("e", "\u0435")}`],
  ])("is refused when it is %s", async (_, written) => {
    const { client, reply } = await assertedAs(signOn, { email: written(signOn.domain) });
    expect(reply.status).toBe(403);
    expect(["foreign_domain", "email_missing"]).toContain(reply.json.reason);
    expect((await client.get("/api/me")).status).toBe(401);
  });

  test("is refused while its domain is not verified, and by a provider of the tenant that has another domain", async () => {
    const second = await newSignOn(tenant);
    await expectRefused(await assertedAs(second, { email: signOn.newAddress() }), "foreign_domain");
  });

  test("does not lead into an account that another subject of the same provider has", async () => {
    const email = signOn.newAddress();
    const { me } = await comeIn(signOn, { email });
    await expectRefused(await assertedAs(signOn, { email, sub: "the-next-who-has-the-address" }), "linked_to_another");
    expect((await comeIn(signOn, { email })).me.user.id).toBe(me.user.id);
  });

  test("that changes at the provider changes nobody's account here", async () => {
    const [before, after] = [signOn.newAddress(), signOn.newAddress()];
    const { me } = await comeIn(signOn, { email: before });
    await signOn.realm.behaves({ claims: { email: after } });
    const { me: later } = await comeIn(signOn, { email: before });
    await signOn.realm.behaves({});
    expect(later.user).toEqual(me.user);
  });

  test("that changes to somebody else's at the provider leads to nobody else's account", async () => {
    const victim = await newAccount(signOn, "admin");
    const email = signOn.newAddress();
    const { me } = await comeIn(signOn, { email });
    await signOn.realm.behaves({ claims: { email: victim.email } });
    const { me: later } = await comeIn(signOn, { email });
    await signOn.realm.behaves({});
    expect(later.user.id).toBe(me.user.id);
    expect(later.user.id).not.toBe(victim.id);
  });
});

describe("another tenant's provider", () => {
  test("is unknown at this tenant's doors, by its id, by its domain and for a test", async () => {
    const client = await visitor(tenant.host);
    const foreign = othersSignOn.provider.id;
    const byId = await client.post("/api/auth/sign-in/sso", { providerId: foreign });
    const made = await client.post("/api/auth/sign-in/sso", { providerId: "sso_000000000000000000000000" });
    expect(byId.status).toBe(404);
    expect({ ...byId.json, requestId: "" }).toEqual({ ...made.json, requestId: "" });
    const byDomain = await client.post("/api/auth/sign-in/sso", { email: `a@${othersSignOn.domain}` });
    expect([byDomain.status, byDomain.json.code]).toEqual([404, "SSO_NO_PROVIDER"]);
    expect((await tenant.owner.post(`${providersPath}/${foreign}/test`)).status).toBe(404);
  });

  test("has an answer that is worth nothing at this tenant's callback, whosever id it names, and uses nothing up", async () => {
    const attacker = await visitor(other.host);
    const address = new URL(
      await atProvider(await begin(attacker, othersSignOn), { email: othersSignOn.newAddress() }),
    );
    const calls = await askedOf(othersSignOn.realm);
    for (const id of [othersSignOn.provider.id, signOn.provider.id]) {
      const here = attacker.at(tenant.host);
      const reply = await here.get(`/api/auth/sso/callback/${id}${address.search}`);
      expect([404, 400]).toContain(reply.status);
      expect(reply.setCookies).toEqual([]);
    }
    // No code was exchanged: the sign-in can still be ended where it began.
    expect(await askedOf(othersSignOn.realm)).toBe(calls);
    ok(await comeBack(attacker, address.href), 302);
  });

  test("cannot have a domain that this tenant has verified, even with a record of its own", async () => {
    const provider = await newProvider(other.owner, { issuer: othersSignOn.realm.issuer, domains: [signOn.domain] });
    const ours = signOn.provider.domains[0].record.value;
    await publish(signOn.domain, ours, provider.domains[0].record.value);
    const reply = await other.owner.post(`${providersPath}/${provider.id}/verify-domain`);
    expect([reply.status, reply.json.code]).toEqual([409, "DOMAIN_TAKEN"]);
    const client = await visitor(other.host);
    expect((await client.post("/api/auth/sign-in/sso", { email: `a@${signOn.domain}` })).status).toBe(404);
  });
});

/** How many flows of a realm's provider were used up. */
async function askedOf(realm: Realm): Promise<number> {
  const rows = await asSuperuser(
    (sql) => sql`select from sso_flows f join sso_providers p on p.id = f.provider_id
                 where p.issuer = ${realm.issuer} and f.used_at is not null`,
  );
  return rows.length;
}

describe("somebody who was removed", () => {
  test("is not brought back by a provider that still knows them, by address or by subject, but by an invitation", async () => {
    const email = signOn.newAddress();
    const { me } = await comeIn(signOn, { email });
    ok(await tenant.owner.delete(`/api/org/members/${me.user.id}`), 204);
    await expectRefused(await tryToComeIn(signOn, { email }), "former_member");
    await signOn.realm.behaves({ claims: { email: signOn.newAddress() } });
    await expectRefused(await tryToComeIn(signOn, { email }), "former_member");
    await signOn.realm.behaves({});
    ok(await tenant.owner.post("/api/org/invitations", { email, role: "member" }), 201);
    const back = await comeIn(signOn, { email });
    expect(back.me.user.id).not.toBe(me.user.id);
    // And is an ordinary member from then on.
    await comeIn(signOn, { email });
  });
});

describe("a provider that makes no accounts", () => {
  test("lets in who is a member or invited, and nobody else", async () => {
    const closed = await newSignOn(tenant, { provisioning: false });
    await expectRefused(await tryToComeIn(closed, { email: closed.newAddress() }), "not_provisioned");
    const member = await newAccount(closed);
    expect((await comeIn(closed, { email: member.email })).me.user.id).toBe(member.id);
    const log = await auditWith(tenant.owner, "sso.sign_in_refused");
    expect(log.find(({ data }) => data?.reason === "not_provisioned").data.provider).toBe(closed.provider.id);
  });
});

describe("a link", () => {
  test("is not kept when the provider gets another issuer, and another issuer's same subject is somebody else", async () => {
    const moved = await newSignOn(tenant, { provisioning: false });
    const member = await newAccount(moved, "admin");
    const sub = "the-same-subject";
    await moved.realm.behaves({ claims: { sub } });
    await comeIn(moved, { email: member.email });
    const realm = new Realm();
    const current = ok(await tenant.owner.get(`${providersPath}/${moved.provider.id}`)).json;
    const elsewhere = { issuer: realm.issuer, clientSecret: "a secret of the client" };
    const patched = ok(await tenant.owner.patch(`${providersPath}/${moved.provider.id}`, elsewhere, ifMatch(current)));
    const now: SignOn = { ...moved, realm, provider: patched.json };
    // The new issuer's owner of that subject has an address of nobody here.
    await realm.behaves({ claims: { sub } });
    await expectRefused(await tryToComeIn(now, { email: now.newAddress() }), "not_provisioned");
  });

  test("of one provider is none of another, though both are of one issuer", async () => {
    const realm = new Realm();
    const [first, second] = [
      await newSignOn(tenant, { provisioning: false }, { realm }),
      await newSignOn(tenant, { provisioning: false }, { realm }),
    ];
    const member = await newAccount(first);
    const { me } = await comeIn(first, { email: member.email });
    expect(me.user.id).toBe(member.id);
    // The same person of the realm, asserted at the second with an address of its domain.
    await realm.behaves({ claims: { email: second.newAddress() } });
    await expectRefused(await tryToComeIn(second, { email: member.email }), "not_provisioned");
  });
});

test("what a tenant's provider may do does not depend on how many providers there are", async () => {
  const many = await newTenant("many");
  const domain = uniqueDomain();
  for (let index = 0; index < 12; index += 1) await newProvider(many.owner, { label: `Provider ${index}` });
  const last = await newSignOn(many, { domains: [domain] });
  const client = await visitor(many.host);
  const found = ok(await client.post("/api/auth/sign-in/sso", { email: `a@${domain}` }));
  expect(found.json.url).toContain(last.realm.issuer);
});
