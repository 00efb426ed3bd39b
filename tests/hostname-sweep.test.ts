import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openSecrets } from "../local/secrets.ts";
import { cloneStatePath } from "../local/state-folder.ts";
import type { Client, Json } from "./client.ts";
import { openHostnameStage, type HostnameStage, type StagedTenant } from "./hostname-stage.ts";
import { resumeLooks } from "./hostname-schedule.ts";
import { hostnamesPath, uniqueHostname } from "./hostname-world.ts";
import { ownState } from "./own-state.ts";
import { ok } from "./sso-world.ts";
import { eventually } from "./world.ts";

const name = "hostname-sweep";
let stage: HostnameStage;
let cloudflare: Client;
let acme: StagedTenant;
let webhookSecret: string;
beforeAll(async () => {
  stage = await openHostnameStage(name);
  cloudflare = stage.visitor("cloudflare.localhost");
  const state = join(cloneStatePath(join(import.meta.dirname, "..")), ownState(name).state);
  webhookSecret = (await openSecrets(join(state, "private"))).cloudflareWebhookSecret;
  ok(await cloudflare.call("PUT", "/_control/settings", { body: { notifications: false } }));
});
afterAll(() => stage?.close());

let served: Json;
beforeEach(async () => {
  acme = await stage.tenant();
  served = await stage.serve(acme, uniqueHostname());
  // Its next look is far away from here on, unless something has it made.
  await resumeLooks(stage.sql);
  await untilDelivered();
  await forgetCalls();
});

const read = async (): Promise<Json> => ok(await acme.owner.get(`${hostnamesPath}/${served.id}`)).json;
const until = (state: string) => eventually(read, ({ lifecycleStatus }) => lifecycleStatus === state, 60_000);
const forgetCalls = async (): Promise<void> => void ok(await cloudflare.delete("/_control/calls"), 204);
/** The looks at single hostnames, which the list's pages are not. */
const looks = async (): Promise<Json[]> =>
  (ok(await cloudflare.get("/_control/calls")).json as Json[]).filter(({ path }) => !/[?&]page=/.test(path));

/** Of those, the ones that are not at what an earlier test has left behind. */
async function looksAtServed(): Promise<Json[]> {
  const all = ok(await cloudflare.get("/_control/custom-hostnames")).json as Json[];
  const { id } = all.find(({ hostname }) => hostname === served.hostname);
  return (await looks()).filter(({ path }) => path.includes(id) || path.includes(served.hostname));
}

/** All that the gatekeeper has to deliver is delivered: it is not about to look for what is due. */
async function untilDelivered(): Promise<void> {
  await eventually(
    () => stage.sql`select kind from outbox where organization_id = ${acme.id} and delivered_at is null`,
    (waiting) => waiting.length === 0,
    60_000,
  );
}

async function messages(): Promise<number> {
  const [row] = await stage.sql`
    select count(*)::int as count from outbox where organization_id = ${acme.id} and kind = 'hostname.check'`;
  return row?.["count"] as number;
}

test("a change that nobody has told of is found by the sweep, and nothing else is looked at", async () => {
  await stage.platform.runCron();
  expect([await messages(), await looks()]).toEqual([0, []]);
  await stage.atCloudflare(served.hostname, { sslStatus: "validation_timed_out" });
  expect((await read()).lifecycleStatus).toBe("active");
  await stage.platform.runCron();
  const failed = await until("error");
  expect(failed).toMatchObject({ cloudflare: { sslStatus: "validation_timed_out" } });
  expect((await looks()).map(({ method }) => method)).toEqual(["GET"]);
  expect(await messages()).toBe(1);
  // What it has found is known now.
  await stage.platform.runCron();
  expect(await messages()).toBe(1);
});

test("a tenant whose alarm was lost is woken by the sweep, and finds what has vanished without a word", async () => {
  ok(await cloudflare.delete(`/_control/custom-hostnames/${served.hostname}`), 204);
  expect((await read()).lifecycleStatus).toBe("active");
  // A day has gone by, and nothing has woken its gatekeeper.
  await stage.sql`update hostnames set next_check_at = now() - interval '3 minutes' where id = ${served.id}`;
  await stage.platform.runCron();
  await until("moved");
  expect(await messages()).toBe(0);
});

const notification = (id: string) => ({
  metadata: { event: { id, type: "deployment.failed", created_at: "2026-11-22T00:00:00Z" } },
  data: { id: "anything", hostname: served.hostname, ssl: { status: "expired" } },
});

async function notify(apex: Client, body: Json): Promise<void> {
  const headers = { "cf-webhook-auth": webhookSecret, origin: null };
  ok(await apex.post("/api/webhooks/cloudflare", body, { headers }));
}

/** A look that began after this, and is over. */
async function looked(): Promise<void> {
  const { checkedAt } = served;
  await eventually(read, (now) => now.checkedAt !== checkedAt, 60_000);
}

test("a genuine notification that is replayed fifty times has its hostname looked at once, and moves nothing", async () => {
  const apex = stage.visitor("app.localhost");
  const body = notification(randomUUID());
  for (let count = 0; count < 50; count += 1) await notify(apex, body);
  await looked();
  expect(await messages()).toBe(1);
  expect(await looksAtServed()).toHaveLength(1);
  expect(await read()).toMatchObject({ lifecycleStatus: "active", version: served.version });
});

test("fifty notifications about one hostname have it looked at once in two seconds", async () => {
  const apex = stage.visitor("app.localhost");
  const began = Date.now();
  await Promise.all(Array.from({ length: 50 }, () => notify(apex, notification(randomUUID()))));
  await looked();
  // The last of them is seen to as well.
  await untilDelivered();
  expect(await messages()).toBe(50);
  expect((await looksAtServed()).length).toBeLessThanOrEqual(1 + Math.ceil((Date.now() - began) / 2_000));
  expect(await read()).toMatchObject({ lifecycleStatus: "active", version: served.version });
});

test("where Cloudflare says to wait, a look is put off for as long and made then", async () => {
  await stage.atCloudflare(served.hostname, { status: "moved" });
  const fault = { fault: "rate-limited", hostname: served.hostname, times: 1, retryAfterSeconds: 12 };
  ok(await cloudflare.post("/_control/faults", fault), 201);
  const apex = stage.visitor("app.localhost");
  await notify(apex, notification(randomUUID()));
  const turnedAway = await eventually(read, (now) => now.checkedAt !== served.checkedAt, 60_000);
  const wait = Date.parse(turnedAway.nextCheckAt) - Date.parse(turnedAway.checkedAt);
  expect(wait).toBeGreaterThan(11_000);
  expect(wait).toBeLessThan(14_000);
  expect(turnedAway.lifecycleStatus).toBe("active");
  const moved = await until("moved");
  expect(Date.parse(moved.stateSince) - Date.parse(turnedAway.checkedAt)).toBeGreaterThan(11_000);
  // The one that was refused, and the one that was made.
  expect(await looksAtServed()).toHaveLength(2);
});
