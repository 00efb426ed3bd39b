import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sha256Hex } from "../src/identifiers/digest.ts";
import { newIdentifier } from "../src/identifiers/identifier.ts";
import type { Client, Json } from "./client.ts";
import { openHostnameStage, type HostnameStage, type StagedTenant } from "./hostname-stage.ts";
import { hostnamesPath } from "./hostname-world.ts";
import { ifMatch, ok, providerBody, providersPath } from "./sso-world.ts";
import { eventually, uniqueSlug } from "./world.ts";

/*
 * A hostname that one tenant has given up and another one has now: whatever began there under the first is worth nothing,
 * and tells nothing, under the second.
 */
let stage: HostnameStage;
let former: StagedTenant;
let present: StagedTenant;
let hostname: string;

/** What the first tenant's people have kept from the time when the hostname was theirs. */
interface Kept {
  readonly cookies: Client;
  readonly token: string;
  readonly resetToken: string;
  readonly invitationId: string;
  readonly providerId: string;
  readonly flowId: string;
  readonly invitedEmail: string;
}
let kept: Kept;

beforeAll(async () => {
  stage = await openHostnameStage("hostname-reclaim");
  [former, present] = [await stage.tenant(), await stage.tenant()];
  hostname = `portal.${uniqueSlug("r")}.localhost`;
  const held = await stage.serve(former, hostname);
  kept = await whatIsKept();
  // Every isolate has the first tenant in mind.
  for (const client of stage.everywhere(kept.cookies)) ok(await client.get("/api/me"));
  ok(await former.owner.delete(`${hostnamesPath}/${held.id}`, ifMatch(held)));
  await stage.release(former, held.id);
  await stage.serve(present, hostname);
});
afterAll(() => stage.close());

async function whatIsKept(): Promise<Kept> {
  const cookies = await stage.signIn(hostname, former.email);
  const { token } = ok(await cookies.get("/api/auth/token")).json;
  ok(await stage.visitor(hostname).post("/api/auth/request-password-reset", { email: former.email }));
  const resetToken = await eventually(
    async () =>
      stage.platform.mail
        .list(former.email)
        .map(({ text }) => new RegExp(`${hostname}:\\d+/reset-password\\?token=([\\w-]+)`).exec(text)?.[1])
        .find((found) => found !== undefined) ?? "",
    (found) => found !== "",
  );
  const invitedEmail = `${uniqueSlug("i")}@people.test`;
  const invited = ok(await cookies.post("/api/org/invitations", { email: invitedEmail, role: "member" }), 201).json;
  const provider = ok(await cookies.post(providersPath, providerBody()), 201).json;
  const flowId = newIdentifier("flw");
  await stage.sql`
    insert into sso_flows (organization_id, id, state_hash, browser_hash, provider_id, provider_version, purpose, host,
                           secrets, as_of, return_path, user_id, expires_at)
    values (${former.id}, ${flowId}, ${await sha256Hex(flowId)}, ${flowId}, ${provider.id}, 1, 'sign-in', ${hostname}, 'never used', 0, '/',
            null, now() + interval '1 day')`;
  return { cookies, token, resetToken, invitationId: invited.id, providerId: provider.id, flowId, invitedEmail };
}

/** Nothing in an answer says who was here before. */
function expectNoTrace(text: string): void {
  const { id, slug, name, email } = former;
  for (const mark of [id, slug, name, email, kept.invitedEmail, kept.token]) expect(text).not.toContain(mark);
}

test("in every isolate the hostname is the second tenant's", async () => {
  for (const client of stage.everywhere(stage.visitor(hostname))) {
    const reply = ok(await client.get("/api/tenancy/current"));
    expect(reply.json.organizationId).toBe(present.id);
    expectNoTrace(reply.text);
  }
});

describe("of what the first tenant's people have kept, nothing works there, and it is refused like what never was", () => {
  const random = "x".repeat(32);
  const asked: readonly [
    string,
    (client: Client, isReal: boolean) => Promise<{ status: number; text: string; json: Json }>,
    number,
  ][] = [
    ["the cookie", (client, isReal) => (isReal ? kept.cookies.through(client.port) : client).get("/api/me"), 401],
    [
      "a token",
      (client, isReal) =>
        client.get("/api/me", {
          headers: { authorization: `Bearer ${isReal ? kept.token : `${kept.token.slice(0, -6)}AAAAAA`}` },
        }),
      401,
    ],
    [
      "a reset link",
      (client, isReal) =>
        client.post("/api/auth/reset-password", {
          token: isReal ? kept.resetToken : random.slice(0, kept.resetToken.length),
          newPassword: "a stolen horse battery",
        }),
      404,
    ],
    [
      "an invitation link",
      (client, isReal) => client.get(`/api/invitations/${isReal ? kept.invitationId : newIdentifier("inv")}`),
      404,
    ],
    [
      "an invitation that is accepted",
      (client, isReal) =>
        client.post(`/api/invitations/accept/${isReal ? kept.invitationId : newIdentifier("inv")}`, {
          name: "Eve",
          password: "a stolen horse battery",
        }),
      404,
    ],
    [
      "a sign-in by the first tenant's provider",
      (client, isReal) =>
        client.post("/api/auth/sign-in/sso", { providerId: isReal ? kept.providerId : newIdentifier("sso") }),
      404,
    ],
    [
      "an answer of that provider",
      (client, isReal) =>
        client.get(
          `/api/auth/sso/callback/${isReal ? kept.providerId : newIdentifier("sso")}?code=x&state=${kept.flowId}`,
        ),
      404,
    ],
    [
      "a logout of that provider",
      (client, isReal) =>
        client.call("POST", `/api/auth/sso/backchannel-logout/${isReal ? kept.providerId : newIdentifier("sso")}`, {
          raw: "logout_token=x",
          headers: { origin: null, "content-type": "application/x-www-form-urlencoded" },
        }),
      404,
    ],
  ];
  test.each(asked)("%s", async (_, ask, status) => {
    const plain = ({ text }: { text: string }) => text.replaceAll(/req_\w+/g, "");
    const [real, invented] = [await ask(stage.visitor(hostname), true), await ask(stage.visitor(hostname), false)];
    expect(real.status, real.text).toBe(status);
    expect([real.status, plain(real)]).toEqual([invented.status, plain(invented)]);
    expectNoTrace(real.text);
  });

  test("while at the first tenant's own host all of it is what it was", async () => {
    ok(await former.owner.get("/api/me"));
    ok(await stage.visitor(former.host).get(`/api/invitations/${kept.invitationId}`));
    const body = { token: kept.resetToken, newPassword: "another horse battery staple" };
    ok(await stage.visitor(former.host).post("/api/auth/reset-password", body));
  });

  test("and the first tenant's people are nobody to the second: their addresses and passwords open nothing", async () => {
    const reply = await stage
      .visitor(hostname)
      .post("/api/auth/sign-in/email", { email: former.email, password: "another horse battery staple" });
    expect([reply.status, reply.json.code]).toEqual([401, "INVALID_CREDENTIALS"]);
  });
});

describe("a hint that is wrong only costs a look: the gatekeepers decide", () => {
  const hintOf = ({ id }: StagedTenant) => JSON.stringify({ organizationId: id, homeRegion: "weur" });

  test.each([
    ["to the tenant before", () => hintOf(former)],
    ["to nobody", () => null],
    [
      "to a tenant that is not there",
      () => JSON.stringify({ organizationId: newIdentifier("org"), homeRegion: "weur" }),
    ],
    ["nowhere, being broken", () => "{"],
  ])("one that leads %s", async (_, hint) => {
    const hints = await stage.hints();
    const fresh = await stage.serve(present, `portal.${uniqueSlug("k")}.localhost`);
    const key = `host:${fresh.hostname}`;
    const wanted = hint();
    if (wanted === null) await hints.delete(key);
    else await hints.put(key, wanted);
    // An isolate that has never heard of the hostname has nothing else to go by.
    const cold = stage.visitor(fresh.hostname).through(stage.platform.otherServers[1] ?? 0);
    expect(ok(await cold.get("/api/tenancy/current")).json.organizationId).toBe(present.id);
    const signedIn = await stage.signIn(fresh.hostname, present.email);
    ok(await signedIn.through(stage.platform.otherServers[1] ?? 0).get("/api/me"));
  });

  test("one that leads from a hostname nobody has to a tenant leads nowhere", async () => {
    const nobodys = `portal.${uniqueSlug("n")}.localhost`;
    await (await stage.hints()).put(`host:${nobodys}`, hintOf(present));
    const reply = await stage.visitor(nobodys).get("/api/tenancy/current");
    expect([reply.status, reply.json.code]).toEqual([404, "TENANT_NOT_FOUND"]);
    const planted = present.owner.at(nobodys);
    expect((await planted.get("/api/me")).status).toBe(404);
  });

  test("one of another tenant's is not deleted by who had the hostname before", async () => {
    const hints = await stage.hints();
    await eventually(
      async () => JSON.parse((await hints.get(`host:${hostname}`)) ?? "{}").organizationId,
      (organizationId) => organizationId === present.id,
    );
  });
});
