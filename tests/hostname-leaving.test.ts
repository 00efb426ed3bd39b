import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./client.ts";
import { look as lookAt } from "./hostname-proof.ts";
import { liveAt, openHostnameStage, type HostnameStage, type StagedTenant } from "./hostname-stage.ts";
import { hostnamesPath, primaryHostPath } from "./hostname-world.ts";
import { ifMatch, ok } from "./sso-world.ts";
import { uniqueSlug } from "./world.ts";

/*
 * A hostname that leaves service, whichever way, with people signed in, pages open and verdicts leased in every isolate:
 * once that is acknowledged nobody is admitted there, and nobody ever again by what began there.
 */
let stage: HostnameStage;
beforeAll(async () => {
  stage = await openHostnameStage("hostname-leaving");
});
afterAll(() => stage.close());

interface Inhabited {
  readonly tenant: StagedTenant;
  readonly hostname: Json;
  /** Signed in at the hostname, with a cookie and with a token, in every isolate. */
  readonly holders: readonly (readonly [Client, headers: Readonly<Record<string, string | null>>])[];
  readonly live: { readonly closed: Promise<number> };
}

async function inhabited(): Promise<Inhabited> {
  const tenant = await stage.tenant();
  const hostname = await stage.serve(tenant, `portal.${uniqueSlug("l")}.localhost`);
  const client = await stage.signIn(hostname.hostname, tenant.email);
  const { token } = ok(await client.get("/api/auth/token")).json;
  const bearer = { authorization: `Bearer ${token}`, cookie: null };
  const holders = stage.everywhere(client).flatMap((one): Inhabited["holders"] => [
    [one, { cookie: [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ") }],
    [one, bearer],
  ]);
  const live = await liveAt(client);
  for (const [one, headers] of holders) ok(await one.get("/api/me", { headers }));
  return { tenant, hostname, holders, live };
}

async function answers({ holders }: Inhabited): Promise<readonly number[]> {
  const replies = await Promise.all(holders.map(([one, headers]) => one.get("/api/me", { headers })));
  return replies.map(({ status }) => status);
}

const everyIsolate = <Value>(value: Value): readonly Value[] => Array.from({ length: 6 }, () => value);
const current = async ({ tenant, hostname }: Inhabited): Promise<Json> =>
  ok(await tenant.owner.get(`${hostnamesPath}/${hostname.id}`)).json;
const look = ({ tenant, hostname }: Inhabited): Promise<Json> => lookAt(tenant.owner, hostname);

const ways: readonly [string, (place: Inhabited) => Promise<unknown>][] = [
  [
    "an admin gives it up",
    async (place) =>
      ok(await place.tenant.owner.delete(`${hostnamesPath}/${place.hostname.id}`, ifMatch(await current(place)))),
  ],
  [
    "an operator takes it away",
    async (place) => {
      const body = { reason: "a complaint of the name's owner" };
      const path = `/api/admin/tenants/${place.tenant.id}/hostnames/${place.hostname.id}`;
      ok(await stage.operator.delete(path, { body, ...ifMatch(await current(place)) }));
    },
  ],
  [
    "Cloudflare says that it has moved",
    async (place) => {
      await stage.atCloudflare(place.hostname.hostname, { status: "moved" });
      expect((await look(place)).lifecycleStatus).toBe("moved");
    },
  ],
  [
    "Cloudflare says that it is pending again",
    async (place) => {
      await stage.atCloudflare(place.hostname.hostname, { status: "pending" });
      expect((await look(place)).lifecycleStatus).toBe("pending_cloudflare");
    },
  ],
  [
    "its certificate is not active any more",
    async (place) => {
      await stage.atCloudflare(place.hostname.hostname, { status: "active", sslStatus: "pending_validation" });
      expect((await look(place)).lifecycleStatus).toBe("pending_cloudflare");
    },
  ],
  [
    "Cloudflare says a word that nobody knows",
    async (place) => {
      await stage.atCloudflare(place.hostname.hostname, { status: "active_but_not_really" });
      expect((await look(place)).lifecycleStatus).toBe("pending_cloudflare");
    },
  ],
];

describe("nobody is admitted at a hostname, in any isolate, from the moment it is acknowledged that", () => {
  test.each(ways)("%s", async (_, leave) => {
    const place = await inhabited();
    await leave(place);
    expect(await answers(place)).toEqual(everyIsolate(404));
    expect(await place.live.closed).toBe(4401);
    // Whoever is at another host of the tenant's notices nothing.
    ok(await place.tenant.owner.get("/api/me"));
  });

  test("the tenant is suspended", async () => {
    const place = await inhabited();
    ok(await stage.operator.post(`/api/admin/tenants/${place.tenant.id}/suspend`, { reason: "unpaid" }));
    expect(await answers(place)).toEqual(everyIsolate(403));
    expect(await place.live.closed).toBe(4401);
    ok(await stage.operator.post(`/api/admin/tenants/${place.tenant.id}/restore`));
    expect(await answers(place)).toEqual(everyIsolate(401));
  });

  test("the tenant is deleted", async () => {
    const place = await inhabited();
    const { tenant } = place;
    const removed = await stage.operator.call("DELETE", `/api/admin/tenants/${tenant.id}`, {
      body: {},
    });
    expect(removed.status, removed.text).toBeLessThan(300);
    expect(await answers(place)).toEqual(everyIsolate(404));
    expect(await place.live.closed).toBe(4401);
  });
});

describe("a hostname that comes back finds nobody signed in", () => {
  test.each(ways.slice(2, 3))("after %s", async (_, leave) => {
    const place = await inhabited();
    await leave(place);
    await stage.atCloudflare(place.hostname.hostname, { status: "active", sslStatus: "active" });
    expect((await look(place)).lifecycleStatus).toBe("active");
    expect(await answers(place)).toEqual(everyIsolate(401));
    // And people can sign in again.
    ok(await (await stage.signIn(place.hostname.hostname, place.tenant.email)).get("/api/me"));
  });

  test("after it was given up and added again, proven afresh", async () => {
    const place = await inhabited();
    await ways[0]?.[1](place);
    await stage.serve(place.tenant, place.hostname.hostname);
    expect(await answers(place)).toEqual(everyIsolate(401));
  });
});

test("a primary host that leaves service gives its place to the host every tenant has, and pages are led there no more", async () => {
  const place = await inhabited();
  const { tenant, hostname } = place;
  const { headers } = ok(await tenant.owner.get(primaryHostPath));
  const body = { hostnameId: hostname.id, redirectOthers: true };
  ok(await tenant.owner.patch(primaryHostPath, body, { headers: { "if-match": headers.get("etag") } }));
  const pageAt = (client: Client) => client.get("/login", { headers: { accept: "text/html" } });
  const atHome = stage.everywhere(stage.visitor(tenant.host));
  for (const client of atHome) expect((await pageAt(client)).status).toBe(302);
  const refused = await tenant.owner.delete(`${hostnamesPath}/${hostname.id}`, ifMatch(await current(place)));
  expect([refused.status, refused.json.code]).toEqual([409, "HOSTNAME_IS_PRIMARY"]);
  expect(await answers(place)).toEqual(everyIsolate(200));
  await stage.atCloudflare(hostname.hostname, { status: "moved" });
  await look(place);
  for (const client of atHome) expect((await pageAt(client)).status).toBe(200);
  for (const client of stage.everywhere(stage.visitor(hostname.hostname))) {
    const gone = await pageAt(client);
    expect([gone.status, gone.headers.get("location")]).toEqual([404, null]);
  }
});
