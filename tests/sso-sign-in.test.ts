import { beforeAll, describe, expect, test } from "vitest";
import { asSuperuser } from "./platform.ts";
import { asBrowser, atProvider, begin, comeBack, comeIn, newSignOn, tryToComeIn, type SignOn } from "./sso-realm.ts";
import { ok } from "./sso-world.ts";
import { auditWith, newTenant, visitor, type Tenant } from "./world.ts";

let tenant: Tenant;
let signOn: SignOn;
beforeAll(async () => {
  tenant = await newTenant("sso");
  signOn = await newSignOn(tenant);
});

describe("signing in through a provider", () => {
  test("leads to the provider with state, nonce and PKCE, and binds the sign-in to this browser", async () => {
    const client = await visitor(tenant.host);
    const reply = ok(await client.post("/api/auth/sign-in/sso", { providerId: signOn.provider.id }));
    expect(reply.json).toEqual({ url: expect.stringContaining(`${signOn.realm.issuer}/auth`), redirect: true });
    const asked = new URL(reply.json.url).searchParams;
    expect(asked.get("redirect_uri")).toBe(signOn.provider.callbackUrls[0]);
    expect(asked.get("code_challenge_method")).toBe("S256");
    for (const name of ["state", "nonce", "code_challenge"]) expect(asked.get(name)?.length).toBeGreaterThanOrEqual(43);
    expect(reply.setCookies).toHaveLength(1);
    expect(reply.setCookies[0]).toMatch(
      /^__Host-gatehouse\.sso\.[0-9a-f]{8}=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  test("makes an account for whoever comes for the first time, and finds it again", async () => {
    const email = signOn.newAddress();
    const first = await comeIn(signOn, { email, name: "Ada Lovelace" });
    expect(first.me).toMatchObject({ user: { email, name: "Ada Lovelace" }, role: "member" });
    expect(first.me.session.method).toBe("sso");
    const again = await comeIn(signOn, { email });
    expect(again.me.user.id).toBe(first.me.user.id);
    const log = await auditWith(tenant.owner, "user.provisioned");
    expect(log.find(({ event }) => event === "user.provisioned").data).toEqual({
      role: "member",
      provider: signOn.provider.id,
    });
  });

  test("finds the provider by the domain of an address, and says so when none has it", async () => {
    const client = await visitor(tenant.host);
    const found = ok(await client.post("/api/auth/sign-in/sso", { email: `anybody@${signOn.domain.toUpperCase()}` }));
    expect(new URL(found.json.url).searchParams.get("login_hint")).toBe(`anybody@${signOn.domain}`);
    const none = await client.post("/api/auth/sign-in/sso", { email: "anybody@elsewhere.example" });
    expect([none.status, none.json.code]).toEqual([404, "SSO_NO_PROVIDER"]);
  });

  test("goes back to where somebody wanted to go, at this origin and nowhere else", async () => {
    const client = await visitor(tenant.host);
    const callbackURL = `${client.origin}/members?role=admin#top`;
    const address = await atProvider(await begin(client, signOn, { callbackURL }), { email: signOn.newAddress() });
    expect(ok(await comeBack(client, address), 302).headers.get("location")).toBe("/members?role=admin#top");
    for (const elsewhere of ["https://evil.example/", "//evil.example", "/\\evil.example", "/.//evil.example"]) {
      const body = { providerId: signOn.provider.id, callbackURL: elsewhere };
      expect((await client.post("/api/auth/sign-in/sso", body)).status, elsewhere).toBe(400);
    }
  });

  test("leads a member with a password to their own account, and links it", async () => {
    const email = signOn.newAddress();
    const invited = ok(await tenant.owner.post("/api/org/invitations", { email, role: "admin" }), 201).json;
    const member = await visitor(tenant.host);
    ok(
      await member.post(`/api/invitations/accept/${invited.id}`, {
        name: "Max",
        password: "correct horse battery staple",
      }),
    );
    const own = ok(await member.get("/api/me")).json;
    const { me } = await comeIn(signOn, { email });
    expect(me.user.id).toBe(own.user.id);
    expect(me.role).toBe("admin");
    const log = await auditWith(tenant.owner, "account.linked");
    expect(log.find(({ event, target }) => event === "account.linked" && target.id === own.user.id)).toBeDefined();
  });

  test("accepts an open invitation for the address, with its role", async () => {
    const email = signOn.newAddress();
    ok(await tenant.owner.post("/api/org/invitations", { email, role: "admin" }), 201);
    const { me } = await comeIn(signOn, { email });
    expect(me).toMatchObject({ user: { email }, role: "admin" });
    const open = ok(await tenant.owner.get("/api/org/invitations")).json.items;
    expect(
      open.filter((one: { email: string; status: string }) => one.email === email && one.status === "pending"),
    ).toEqual([]);
  });

  test("and accepting the same invitation with a password at once makes one account", async () => {
    const email = signOn.newAddress();
    const { id } = ok(await tenant.owner.post("/api/org/invitations", { email, role: "admin" }), 201).json;
    const [byPassword, byProvider] = [await visitor(tenant.host), await visitor(tenant.host)];
    const address = await atProvider(await begin(byProvider, signOn), { email });
    const body = { name: "Max", password: "correct horse battery staple" };
    const [accepted, cameBack] = await Promise.all([
      byPassword.post(`/api/invitations/accept/${id}`, body),
      comeBack(byProvider, address),
    ]);
    expect(cameBack.status, cameBack.text).toBe(302);
    expect([200, 410]).toContain(accepted.status);
    const users = await asSuperuser(
      (sql) => sql`select m.role from users u join members m on m.user_id = u.id
                   where u.email = ${email} and u.organization_id = ${tenant.id}`,
    );
    expect(users.map(({ role }) => role)).toEqual(["admin"]);
  });

  test("by two at once for the first time makes one account", async () => {
    const email = signOn.newAddress();
    const waiting = await Promise.all(
      [1, 2, 3].map(async () => {
        const client = await visitor(tenant.host);
        return { client, address: await atProvider(await begin(client, signOn), { email }) };
      }),
    );
    const replies = await Promise.all(waiting.map(({ client, address }) => comeBack(client, address)));
    expect(replies.map(({ status }) => status)).toEqual([302, 302, 302]);
    const ids = await Promise.all(waiting.map(async ({ client }) => (await client.get("/api/me")).json.user.id));
    expect(new Set(ids).size).toBe(1);
  });

  test("keeps no token of the provider where nobody will need it, and none in plain text where somebody will", async () => {
    const email = signOn.newAddress();
    await comeIn(signOn, { email });
    const kept = await newSignOn(tenant, { logoutAtProvider: true });
    await comeIn(kept, { email: kept.newAddress("hint") });
    const tokens = await asSuperuser(
      (sql) => sql`select provider_id, id_token, access_token, refresh_token from accounts
                   where organization_id = ${tenant.id} and provider_id in (${signOn.provider.id}, ${kept.provider.id})`,
    );
    for (const row of tokens) {
      expect([row["access_token"], row["refresh_token"]]).toEqual([null, null]);
      if (row["provider_id"] === kept.provider.id) expect(row["id_token"]).toMatch(/^v1\./);
      else expect(row["id_token"]).toBeNull();
    }
  });

  test("tells a browser that is not let in by a page, and a program by a problem, with the same reason", async () => {
    const person = { email: "somebody@elsewhere.example" };
    const { reply } = await tryToComeIn(signOn, person);
    expect([reply.status, reply.json.code, reply.json.reason]).toEqual([403, "SSO_REFUSED", "foreign_domain"]);
    expect(reply.setCookies[0]).toMatch(/^__Host-gatehouse\.sso\.[0-9a-f]{8}=; Max-Age=0/);
    const browser = await visitor(tenant.host);
    const page = await comeBack(browser, await atProvider(await begin(browser, signOn), person), asBrowser);
    expect(page.status).toBe(302);
    expect(page.headers.get("location")).toMatch(/^\/sso-failed\?reason=foreign_domain&request=req_[0-9a-z]{24}$/);
    expect(page.setCookies).toHaveLength(1);
    expect((await browser.get("/api/me")).status).toBe(401);
  });

  test("turned back at the provider is told so", async () => {
    const client = await visitor(tenant.host);
    const state = new URL(await begin(client, signOn)).searchParams.get("state") ?? "";
    const query = new URLSearchParams({ error: "access_denied", state, iss: signOn.realm.issuer });
    const reply = await client.get(`/api/auth/sso/callback/${signOn.provider.id}?${query}`);
    expect([reply.status, reply.json.reason]).toEqual([403, "denied_by_provider"]);
  });
});

describe("roles by a claim of the provider", () => {
  test("are given at the first sign-in and follow the claim at each later one, by whoever has none of them too", async () => {
    const mapped = await newSignOn(tenant, {
      roleClaim: "groups",
      roleMappings: [
        { value: "it", role: "admin" },
        { value: "everybody", role: "member" },
      ],
    });
    const email = mapped.newAddress();
    expect((await comeIn(mapped, { email, groups: "everybody,it" })).me.role).toBe("admin");
    const demoted = await comeIn(mapped, { email, groups: "everybody" });
    expect(demoted.me.role).toBe("member");
    expect((await comeIn(mapped, { email, groups: "it" })).me.role).toBe("admin");
    expect((await comeIn(mapped, { email, groups: "others" })).me.role).toBe("member");
    const log = await auditWith(tenant.owner, "member.role_changed");
    expect(log.find(({ event }) => event === "member.role_changed").actor).toMatchObject({
      type: "system",
      id: mapped.provider.id,
    });
  });

  test("leave the last owner an owner", async () => {
    const alone = await newTenant("sso");
    const mapped = await newSignOn(alone, { roleClaim: "groups", roleMappings: [], domains: [`${alone.slug}.test`] });
    const { me } = await comeIn(mapped, { email: alone.ownerEmail, groups: "nobody" });
    expect(me.role).toBe("owner");
  });
});
