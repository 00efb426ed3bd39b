import { createLocalJWKSet, jwtVerify } from "jose";
import type { JSONWebKeySet } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openIdpStage } from "./idp-stage.ts";
import type { IdpStage } from "./idp-stage.ts";
import { idpVisitor } from "./idp-visitor.ts";

let stage: IdpStage;
beforeAll(async () => {
  stage = await openIdpStage();
});
afterAll(() => stage.close());

const ann = { email: "ann@acme.test" };

async function keysOf(realm: string): Promise<JSONWebKeySet> {
  return (await stage.fetch(`/${realm}/jwks`)).json<JSONWebKeySet>();
}

describe("a realm", () => {
  it("says of a person who they said they are, in the token and at userinfo", async () => {
    const person = { email: "ann@acme.test", name: "Ann Lee", groups: "staff, admins" };
    const { claims, userinfo } = await stage.party("acme").signIn(person);
    const told = { email: "ann@acme.test", email_verified: true, name: "Ann Lee", groups: ["staff", "admins"] };
    expect(claims).toMatchObject({ iss: `${stage.origin}/acme`, aud: "gatehouse", ...told });
    expect(userinfo).toEqual({ sub: claims.sub, ...told });
  });

  it("knows a person again, and another realm knows them as somebody else", async () => {
    const subject = async (realm: string, email: string) => (await stage.party(realm).signIn({ email })).claims.sub;
    expect(await subject("acme", "Ann@Acme.test")).toBe(await subject("acme", "ann@acme.test"));
    expect(await subject("globex", "ann@acme.test")).not.toBe(await subject("acme", "ann@acme.test"));
  });

  it("asserts other claims when it is told to, and leaves out what it is told to", async () => {
    await stage.control("PUT", "odd", { claims: { sub: "0", email_verified: false, name: null, tid: "t1" } });
    const { claims, userinfo } = await stage.party("odd").signIn(ann);
    expect(claims).toMatchObject({ sub: "0", email: ann.email, email_verified: false, tid: "t1" });
    expect(claims).not.toHaveProperty("name");
    expect(userinfo).toEqual({ sub: "0", email: ann.email, email_verified: false, tid: "t1" });
  });

  it("asks who is there with the address it was given, and refuses what is none", async () => {
    const parameters = new URLSearchParams({
      client_id: "gatehouse",
      redirect_uri: stage.redirectUri,
      response_type: "code",
      scope: "openid",
      code_challenge: "x".repeat(43),
      code_challenge_method: "S256",
      login_hint: 'ann@acme.test"><script>',
    });
    const start = await stage.fetch(`/acme/auth?${parameters}`);
    const cookie = start.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    const path = new URL(start.headers.get("location") ?? "", stage.origin).pathname;
    const page = await (await stage.fetch(path, { headers: { cookie } })).text();
    expect(page.match(/<form /g)).toHaveLength(1);
    expect(page.match(/type="submit"/g)).toHaveLength(1);
    expect(page).toContain('name="email" type="email" value="ann@acme.test&#34;&#62;&#60;script&#62;"');
    const nobody = await stage.fetch(path, {
      method: "POST",
      headers: { cookie },
      body: new URLSearchParams({ email: "nobody" }),
    });
    expect(nobody.status).toBe(400);
    const refusal = await stage.fetch(`${path}/refuse`, { headers: { cookie } });
    const back = await stage.fetch(new URL(refusal.headers.get("location") ?? "").pathname, { headers: { cookie } });
    expect(back.headers.get("location")).toContain(`${stage.redirectUri}?error=access_denied`);
  });

  it("lets somebody in again without asking, and tells a client that wants no questions when it would have to", async () => {
    const visitor = idpVisitor(stage.port);
    const party = stage.party("silent");
    const first = await party.signIn(ann, { visitor });
    const again = await party.signIn({ email: "not-asked@acme.test" }, { visitor, parameters: { prompt: "none" } });
    expect(again.claims.sub).toBe(first.claims.sub);
    await expect(party.signIn(ann, { parameters: { prompt: "none" } })).rejects.toMatchObject({
      error: "login_required",
    });
  });

  it("gives the first authentication context that is asked for, and asks again when it is another one", async () => {
    const visitor = idpVisitor(stage.port);
    const party = stage.party("contexts");
    const parameters = { acr_values: "urn:strong pwd" };
    expect((await party.signIn(ann, { visitor, parameters })).claims["acr"]).toBe("urn:strong");
    const other = await party.signIn(ann, { visitor, parameters: { acr_values: "mfa" } });
    expect(other.claims["acr"]).toBe("mfa");
  });

  it("sends nobody to an address that is not this platform's", async () => {
    const visitor = idpVisitor(stage.port);
    for (const redirect_uri of [
      "http://evil.test/",
      `https://acme.app.localhost:${stage.port}/`,
      "http://a.localhost/",
    ]) {
      const signIn = stage.party("acme").signIn(ann, { visitor, parameters: { redirect_uri } });
      await expect(signIn).rejects.toThrow(/redirect_uri/);
    }
  });

  it("gives no code without PKCE", async () => {
    const query = new URLSearchParams({
      client_id: "gatehouse",
      redirect_uri: stage.redirectUri,
      response_type: "code",
      scope: "openid",
    });
    const without = await stage.fetch(`/acme/auth?${query}`);
    expect(without.headers.get("location")).toContain(`${stage.redirectUri}?error=invalid_request`);
    const parameters = { code_challenge_method: "plain" };
    await expect(stage.party("acme").signIn(ann, { parameters })).rejects.toMatchObject({ error: "invalid_request" });
  });

  it("is there for every name that could be one, and for no other", async () => {
    expect((await stage.fetch("/any-name-1/.well-known/openid-configuration")).status).toBe(200);
    expect((await stage.fetch("/Any/.well-known/openid-configuration")).status).toBe(404);
    expect((await stage.fetch("/..%2fmail/.well-known/openid-configuration")).status).toBe(404);
    expect(await (await stage.fetch("/")).text()).toContain(`${stage.origin}/acme`);
  });
});

describe("a client", () => {
  it("is known by the first secret it shows, however it sends it", async () => {
    await stage.party("trust").signIn(ann, { secret: "first: +secret" });
    await stage.party("trust").signIn(ann, { secret: "first: +secret", sendsSecretIn: "body" });
    for (const secret of ["another", null]) {
      await expect(stage.party("trust").signIn(ann, { secret, sendsSecretIn: "body" })).rejects.toMatchObject({
        error: "invalid_client",
      });
    }
  });

  it("needs none when it is public", async () => {
    expect((await stage.party("public", "spa").signIn(ann, { secret: null })).claims.aud).toBe("spa");
  });

  it("can be given another one", async () => {
    const party = stage.party("rotated");
    await party.signIn(ann, { secret: "old" });
    expect((await stage.control("PUT", "rotated/clients/gatehouse", { clientSecret: "new" })).status).toBe(204);
    const late = party.signIn(ann, { secret: "old", sendsSecretIn: "body" });
    await expect(late).rejects.toMatchObject({ error: "invalid_client" });
    await party.signIn(ann, { secret: "new" });
  });
});

describe("the keys of a realm", () => {
  it("stay the same over a restart", async () => {
    const before = await keysOf("kept");
    await stage.restart();
    expect(await keysOf("kept")).toEqual(before);
    expect(before.keys.map(({ alg }) => alg)).toEqual(["RS256", "ES256"]);
    expect(before.keys.every((key) => !("d" in key))).toBe(true);
  });

  it("change when they are rotated, with the one before still published", async () => {
    const visitor = idpVisitor(stage.port);
    await stage.party("turning").signIn(ann, { visitor });
    const before = await keysOf("turning");
    await stage.control("POST", "turning/rotate-keys");
    const after = await keysOf("turning");
    expect(after.keys.slice(2)).toEqual(before.keys);
    // A session outlives the keys.
    const { claims } = await stage.party("turning").signIn(ann, { visitor, parameters: { prompt: "none" } });
    expect(claims["email"]).toBe(ann.email);
  });

  it("sign whatever a test wants", async () => {
    const claims = { sub: "0", events: {} };
    const made = await stage.control("POST", "signing/sign", { header: { alg: "ES256", typ: "logout+jwt" }, claims });
    const { token } = await made.json<{ token: string }>();
    const verified = await jwtVerify(token, createLocalJWKSet(await keysOf("signing")));
    expect(verified).toMatchObject({ payload: claims, protectedHeader: { alg: "ES256", typ: "logout+jwt" } });
  });
});
