import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newIdentifier } from "../src/identifiers/identifier.ts";
import { sessionCookieName } from "../src/sessions/cookie.ts";
import { sendRaw, wire } from "./attacks/raw-request.ts";
import type { Client, Json, Reply } from "./client.ts";
import { look, publishRecord, setCloudflare, setRecord } from "./hostname-proof.ts";
import { release, serve } from "./hostname-service.ts";
import {
  addHostname,
  afterLooks,
  hostnamesPath,
  newAskingTenant,
  primaryHostPath,
  uniqueHostname,
} from "./hostname-world.ts";
import { platform } from "./platform.ts";
import { ifMatch, ok } from "./sso-world.ts";
import { newTenant, operator, signIn, uniqueSlug, visitor, type Tenant } from "./world.ts";

/*
 * Tenants who want each other's hostnames, and whoever else would like to be served in their place.
 */

afterAll(afterLooks);

const verify = (client: Client, { id }: Json): Promise<Reply> => client.post(`${hostnamesPath}/${id}/verify`);
const current = async (client: Client, { id }: Json): Promise<Json> =>
  ok(await client.get(`${hostnamesPath}/${id}`)).json;
const give = async (client: Client, hostname: Json) =>
  client.delete(`${hostnamesPath}/${hostname.id}`, ifMatch(await current(client, hostname)));
/** Who is served there, null for nobody. */
const servedAt = async (hostname: string): Promise<string | null> =>
  (await (await visitor(hostname)).get("/api/tenancy/current")).json.organizationId ?? null;
const refusal = ({ status, json }: Reply) => [status, json.code];

async function pair(): Promise<{ victim: Tenant; thief: Tenant }> {
  return { victim: await newAskingTenant("victim"), thief: await newAskingTenant("thief") };
}

describe("a name that still leads here after its owner has given it up (a dangling CNAME)", () => {
  test("cannot be had by anybody else for a while, with whatever records", async () => {
    const { victim, thief } = await pair();
    const early = await addHostname(thief.owner, uniqueHostname());
    const held = await serve(victim, early.hostname);
    await setRecord(held.hostname, "CNAME", held.cnameTarget);
    ok(await give(victim.owner, held));
    expect(refusal(await thief.owner.post(hostnamesPath, { hostname: held.hostname }))).toEqual([
      409,
      "HOSTNAME_TAKEN",
    ]);
    // Nor by who asked for it before, even with a proof of their own.
    await publishRecord(early);
    expect(refusal(await verify(thief.owner, early))).toEqual([409, "HOSTNAME_TAKEN"]);
    expect(await servedAt(held.hostname)).toBeNull();
  });

  test("is worth nothing afterwards either, without a fresh proof: neither the CNAME nor the old record is one", async () => {
    const { victim, thief } = await pair();
    const held = await serve(victim);
    await setRecord(held.hostname, "CNAME", held.cnameTarget);
    ok(await give(victim.owner, held));
    await release(victim, held.id);
    // The old record is still there, beside the CNAME.
    const wanted = await addHostname(thief.owner, held.hostname);
    expect(wanted.record.value).not.toBe(held.record.value);
    const looked = await look(thief.owner, wanted);
    expect([looked.lifecycleStatus, looked.dns.cname.outcome, looked.dns.txt.outcome]).toEqual([
      "awaiting_txt",
      "found",
      "other",
    ]);
    expect(await servedAt(held.hostname)).toBeNull();
    // Its former owner needs a fresh one, too.
    const again = await addHostname(victim.owner, held.hostname);
    expect(again.record.value).not.toBe(held.record.value);
    expect((await look(victim.owner, again)).lifecycleStatus).toBe("awaiting_txt");
  });
});

describe("a proof is one tenant's alone", () => {
  test("another tenant's challenge proves nothing, and who has shown theirs has the name", async () => {
    const { victim, thief } = await pair();
    const hostname = uniqueHostname();
    const [own, foreign] = [await addHostname(victim.owner, hostname), await addHostname(thief.owner, hostname)];
    await publishRecord(own);
    expect((await look(thief.owner, foreign)).lifecycleStatus).toBe("awaiting_txt");
    expect((await look(victim.owner, own)).lifecycleStatus).toBe("pending_cloudflare");
    await setRecord(own.record.name, "TXT", own.record.value, foreign.record.value);
    expect(refusal(await verify(thief.owner, foreign))).toEqual([409, "HOSTNAME_TAKEN"]);
    expect((await current(thief.owner, foreign)).lifecycleStatus).toBe("awaiting_txt");
    expect((await look(victim.owner, own)).lifecycleStatus).toBe("pending_cloudflare");
  });

  test("of two who show theirs in the same moment, one has the name and the other nothing", async () => {
    const { victim, thief } = await pair();
    for (let round = 0; round < 3; round += 1) {
      const hostname = uniqueHostname();
      const [one, other] = [await addHostname(victim.owner, hostname), await addHostname(thief.owner, hostname)];
      await setRecord(one.record.name, "TXT", one.record.value, other.record.value);
      const replies = await Promise.all([verify(victim.owner, one), verify(thief.owner, other)]);
      expect(replies.map(({ status }) => status).toSorted((first, second) => first - second)).toEqual([200, 409]);
      const states = [await current(victim.owner, one), await current(thief.owner, other)].map(
        ({ lifecycleStatus }) => lifecycleStatus,
      );
      expect(new Set(states)).toEqual(new Set(["awaiting_txt", "pending_cloudflare"]));
    }
  });

  test("a name above or below somebody's is proven at that name, and gets nobody into the other", async () => {
    const { victim, thief } = await pair();
    const zone = `${uniqueSlug("z")}.localhost`;
    const held = await serve(victim, `b.c.${zone}`);
    for (const hostname of [`a.b.c.${zone}`, `c.${zone}`]) {
      const near = await addHostname(thief.owner, hostname);
      expect((await look(thief.owner, near)).lifecycleStatus).toBe("awaiting_txt");
      await setRecord(held.record.name, "TXT", held.record.value, near.record.value);
      expect((await look(thief.owner, near)).lifecycleStatus).toBe("awaiting_txt");
      expect(await servedAt(hostname)).toBeNull();
    }
    expect(refusal(await thief.owner.post(hostnamesPath, { hostname: zone }))).toEqual([422, "HOSTNAME_REFUSED"]);
    const near = await serve(thief, `x.b.c.${zone}`);
    expect([await servedAt(near.hostname), await servedAt(held.hostname)]).toEqual([thief.id, victim.id]);
    // A page below may plant cookies above it under every name but the one that counts.
    const stolen = (await signIn(held.hostname, victim.ownerEmail)).cookies.get(sessionCookieName) ?? "";
    for (const name of [sessionCookieName.replace("__Host-", ""), sessionCookieName.replace("__Host-", "__Secure-")]) {
      const planted = await visitor(held.hostname);
      expect((await planted.get("/api/me", { headers: { cookie: `${name}=${stolen}` } })).json.code).toBe("SIGNED_OUT");
    }
    expect((await thief.owner.at(held.hostname).get("/api/me")).json.code).toBe("SIGNED_OUT");
  });
});

test.each([
  "localhost",
  "app.localhost",
  "APP.LocalHost.",
  "admin.localhost",
  "acme.app.localhost",
  "portal.acme.app.localhost",
  "x.admin.localhost",
  "customers.localhost",
  "x.customers.localhost",
  "idp.localhost",
  "ｃｕｓｔｏｍｅｒｓ.localhost",
  "http://acme.app.localhost:8787/login",
])("%s is the platform's, and no tenant's to add", async (hostname) => {
  const tenant = await newTenant("grabby");
  const reply = await tenant.owner.post(hostnamesPath, { hostname });
  expect([...refusal(reply), reply.json.reason]).toEqual([422, "HOSTNAME_REFUSED", "own_name"]);
});

describe("whatever state somebody else's hostname is in", () => {
  const states: readonly [string, (victim: Tenant, hostname: string) => Promise<Json>][] = [
    [
      "pending",
      async ({ owner }, hostname) => {
        const added = await addHostname(owner, hostname);
        await publishRecord(added);
        return look(owner, added);
      },
    ],
    ["active", serve],
    [
      "error",
      async (victim, hostname) => {
        const active = await serve(victim, hostname);
        await setCloudflare(hostname, { status: "blocked" });
        return look(victim.owner, active);
      },
    ],
    [
      "moved",
      async (victim, hostname) => {
        const active = await serve(victim, hostname);
        await setCloudflare(hostname, { status: "moved" });
        return look(victim.owner, active);
      },
    ],
    ["deleted", async (victim, hostname) => ok(await give(victim.owner, await serve(victim, hostname))).json],
  ];
  test("another tenant is told that it is taken, the same every time, and not by whom or how far it is", async () => {
    const { victim, thief } = await pair();
    const answers: string[] = [];
    for (const [state, reach] of states) {
      const hostname = uniqueHostname();
      const early = await addHostname(thief.owner, hostname);
      const held = await reach(victim, hostname);
      expect(held.lifecycleStatus.startsWith(state)).toBe(true);
      const reply = await (await newTenant("late")).owner.post(hostnamesPath, { hostname });
      await publishRecord(early);
      const proven = await verify(thief.owner, early);
      for (const { status, text } of [reply, proven]) {
        answers.push(`${status} ${text.replaceAll(/req_\w+/g, "")}`);
        for (const mark of [victim.id, victim.slug, held.id, victim.ownerEmail]) expect(text).not.toContain(mark);
      }
      expect((await current(victim.owner, held)).lifecycleStatus).toBe(held.lifecycleStatus);
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain("HOSTNAME_TAKEN");
  });

  test("its id is nothing to another tenant, like one that never was", async () => {
    const { victim, thief } = await pair();
    const held = await serve(victim);
    const version = { headers: { "if-match": `"${held.version}"` } };
    const { headers } = ok(await thief.owner.get(primaryHostPath));
    const policy = { headers: { "if-match": headers.get("etag") } };
    const acts = (id: string) => [
      thief.owner.get(`${hostnamesPath}/${id}`),
      thief.owner.patch(`${hostnamesPath}/${id}`, { validation: "txt" }, version),
      thief.owner.delete(`${hostnamesPath}/${id}`, version),
      thief.owner.post(`${hostnamesPath}/${id}/verify`),
      // Nobody is sent on to somebody else's host.
      thief.owner.patch(primaryHostPath, { hostnameId: id, redirectOthers: true }, policy),
    ];
    const plain = ({ status, text }: Reply) => `${status} ${text.replaceAll(/req_\w+/g, "")}`;
    const [real, invented] = [await Promise.all(acts(held.id)), await Promise.all(acts(newIdentifier("hst")))];
    expect(real.map(plain)).toEqual(invented.map(plain));
    expect(real.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    expect(await servedAt(held.hostname)).toBe(victim.id);
    const page = await (await visitor(thief.host)).get("/", { headers: { accept: "text/html" } });
    expect([page.status, page.headers.get("location")]).toEqual([200, null]);
  });

  test("nobody at the door learns whether a name is known that is not served", async () => {
    const { victim } = await pair();
    const waiting = await addHostname(victim.owner, uniqueHostname());
    const [known, unknown] = await Promise.all(
      [waiting.hostname, uniqueHostname()].map(async (hostname) =>
        (await visitor(hostname)).get("/api/tenancy/current"),
      ),
    );
    const plain = (reply: Reply | undefined) => [reply?.status, reply?.text.replaceAll(/req_\w+/g, "")];
    expect(plain(known)).toEqual(plain(unknown));
  });
});

describe("nothing but Cloudflare's own answer puts a hostname into service", () => {
  let tenant: Tenant;
  let pending: Json;
  beforeAll(async () => {
    tenant = await newAskingTenant("eager");
    const added = await addHostname(tenant.owner, uniqueHostname());
    await publishRecord(added);
    pending = await look(tenant.owner, added);
    expect(pending.lifecycleStatus).toBe("pending_cloudflare");
    // Where it is until somebody says otherwise.
    await setCloudflare(pending.hostname, { status: "pending", sslStatus: "pending_validation" });
  });

  const untouched = async () => {
    expect((await current(tenant.owner, pending)).lifecycleStatus).toBe("pending_cloudflare");
    expect(await servedAt(pending.hostname)).toBeNull();
  };

  test.each([
    ["no secret", {}],
    ["an empty one", { "cf-webhook-auth": "" }],
    ["another one", { "cf-webhook-auth": "x".repeat(40) }],
  ])("a notification with %s is refused", async (_, headers: Readonly<Record<string, string>>) => {
    const apex = await visitor("app.localhost");
    const body = { data: { hostname: pending.hostname, status: "active", ssl: { status: "active" } } };
    const reply = await apex.post("/api/webhooks/cloudflare", body, { headers: { origin: null, ...headers } });
    expect(reply.status).toBe(401);
    await untouched();
  });

  test("a tenant cannot say it", async () => {
    for (const body of [
      { validation: "http", lifecycleStatus: "active" },
      { lifecycleStatus: "active" },
      { state: "active" },
    ]) {
      const reply = await tenant.owner.patch(`${hostnamesPath}/${pending.id}`, body, ifMatch(pending));
      expect(reply.status).toBe(400);
    }
    const made = { hostname: uniqueHostname(), lifecycleStatus: "active", provenAt: new Date().toISOString() };
    expect((await tenant.owner.post(hostnamesPath, made)).status).toBe(400);
    await untouched();
  });

  test.each([
    { status: "active", sslStatus: "pending_validation" },
    { status: "pending", sslStatus: "active" },
    { status: "ACTIVE", sslStatus: "active" },
    { status: "active ", sslStatus: "active" },
    { status: "active_redeploying", sslStatus: "active" },
  ])("half of it is not enough, nor what looks like it: %o", async (states) => {
    await setCloudflare(pending.hostname, states);
    expect((await look(tenant.owner, pending)).lifecycleStatus).not.toBe("active");
    expect(await servedAt(pending.hostname)).toBeNull();
  });
});

describe("a custom host is named by its Host header and by nothing else", () => {
  let tenant: Tenant;
  let other: Tenant;
  let host: string;
  let foreign: string;
  let cookie: string;
  beforeAll(async () => {
    ({ victim: tenant, thief: other } = await pair());
    [host, foreign] = [(await serve(tenant)).hostname, (await serve(other)).hostname];
    cookie = `Cookie: ${sessionCookieName}=${(await signIn(host, tenant.ownerEmail)).cookies.get(sessionCookieName)}`;
  });

  test.each([
    ["in capitals", () => host.toUpperCase()],
    ["with a dot at its end", () => `${host}.`],
    ["with another port", () => `${host}:1`],
    ["with a dot and a port", () => `${host}.:65535`],
  ])("%s it is the same host, with the same session, and no other", async (_, spelled) => {
    const own = await sendRaw(wire("GET /api/me HTTP/1.1", [`Host: ${spelled()}`, cookie]));
    expect([own.status, own.text.includes(tenant.id)]).toEqual([200, true]);
    // Where people are sent does not go by how they have spelled it.
    const body = JSON.stringify({ providerId: newIdentifier("sso") });
    const origin = `Origin: http://${spelled()}`;
    const headers = [`Host: ${spelled()}`, origin, "Content-Type: application/json", `Content-Length: ${body.length}`];
    const { text } = await sendRaw(wire("POST /api/auth/sign-in/sso HTTP/1.1", headers, body));
    expect(text).toContain("ORIGIN_REFUSED");
  });

  test.each([
    ["two dots", () => `${host}..`],
    ["an empty label", () => host.replace(".", "..")],
    ["a space", () => `${host} .localhost`],
    ["user information", () => `x@${host}`],
    ["a percent sign", () => `%70${host.slice(1)}`],
    ["a label before it", () => `x.${host}`],
    ["one after it", () => `${host}.x`],
  ])("with %s it is nobody's", async (_, spelled) => {
    const { status, text } = await sendRaw(wire("GET /api/me HTTP/1.1", [`Host: ${spelled()}`, cookie]));
    expect([400, 404]).toContain(status);
    expect(text).not.toContain("org_");
  });

  test("no forwarded header and no target of the request names another", async () => {
    for (const header of [
      "X-Forwarded-Host",
      "X-Original-Host",
      "X-Host",
      "CF-Connecting-Host",
      "X-Forwarded-Server",
    ]) {
      const { text } = await sendRaw(
        wire("GET /api/tenancy/current HTTP/1.1", [
          `Host: ${host}`,
          `${header}: ${foreign}`,
          `Forwarded: host=${foreign}`,
        ]),
      );
      expect([text.includes(tenant.id), text.includes(other.id)], header).toEqual([true, false]);
    }
    for (const [target, headers] of [
      [`http://${foreign}/api/me`, [`Host: ${host}`]],
      [`http://${host}/api/me`, [`Host: ${foreign}`]],
      ["/api/me", [`Host: ${host}`, `Host: ${foreign}`]],
    ] as const) {
      const { status, text } = await sendRaw(wire(`GET ${target} HTTP/1.1`, [...headers, cookie]));
      expect(status, text).toBe(400);
      expect(text).not.toContain("org_");
    }
  });

  test("a page's redirect goes where the tenant wants it, whatever the request says", async () => {
    const { headers } = ok(await tenant.owner.get(primaryHostPath));
    const [hostname] = ok(await tenant.owner.get(hostnamesPath)).json.items;
    const body = { hostnameId: hostname.id, redirectOthers: true };
    ok(await tenant.owner.patch(primaryHostPath, body, { headers: { "if-match": headers.get("etag") } }));
    for (const target of [
      "/",
      "//evil.example",
      "/\\evil.example",
      "/?redirect=http://evil.example",
      "/%0d%0aX-Evil:1",
    ]) {
      const asked = [
        `Host: ${tenant.host}`,
        "Accept: text/html",
        `X-Forwarded-Host: ${foreign}`,
        "X-Forwarded-Proto: evil",
      ];
      const { status, text } = await sendRaw(wire(`GET ${target} HTTP/1.1`, asked));
      const location = /^location: (.*)\r$/im.exec(text)?.[1] ?? "";
      expect([status, new URL(location).host], target).toEqual([302, `${host}:${platform().port}`]);
      expect(text).not.toMatch(/^x-evil/im);
    }
  });
});

test("a tenant that is deleted leaves its names to nobody for a while", async () => {
  const { victim, thief } = await pair();
  const held = await serve(victim);
  ok(await (await operator()).call("DELETE", `/api/admin/tenants/${victim.id}`, { body: {} }));
  expect(await servedAt(held.hostname)).toBeNull();
  expect(refusal(await thief.owner.post(hostnamesPath, { hostname: held.hostname }))).toEqual([409, "HOSTNAME_TAKEN"]);
});
