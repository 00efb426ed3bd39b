import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { mostCallsAtOnce } from "../../src/cloudflare/zone.ts";
import { newIdentifier } from "../../src/identifiers/identifier.ts";
import { HostnameOrganization, must } from "./hostnames.ts";
import { by } from "./organization.ts";
import { openOutside, type Outside } from "./outside.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
let outside: Outside;
beforeAll(async () => {
  world = await startWorld("test-gatekeeper-hostname-news");
  outside = await openOutside(world);
});
afterAll(async () => {
  await outside.close();
  await world.stop();
});
beforeEach(() => {
  outside.calls.length = 0;
  outside.intercept = null;
});

interface Added {
  readonly id: string;
  readonly hostname: string;
}

type Row = Awaited<ReturnType<HostnameOrganization["hostname"]>>;

/** So many others wait with what is merely due that nobody who comes now has a turn for minutes. */
async function crowd(): Promise<void> {
  const names = Array.from({ length: 150 }, () => newIdentifier("org"));
  const ask = (organizationId: string) => world.zone.take({ organizationId, calls: mostCallsAtOnce, purpose: "check" });
  for (const name of names) await ask(name);
  const permission = await ask(newIdentifier("org"));
  expect(permission.granted ? 0 : permission.retryAt - Date.now()).toBeGreaterThan(wait);
}

const wait = 5 * 60_000;

/** As long as it takes: far less than the wait, and more than a machine may stand still. */
async function until(
  acme: HostnameOrganization,
  { id }: Added,
  isSo: (row: Row) => boolean | Promise<boolean>,
): Promise<Row> {
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    const row = await acme.hostname(id);
    if (await isSo(row)) return row;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Never came true; last seen: ${JSON.stringify(await acme.hostname(id))}`);
}

const isActive = (row: Row) => row.state === "active";
/** A look was turned away. None is planned for so late. */
const isToldToWait = (row: Row) => Number(row["next_check_at"]) - Date.now() > wait - 60_000;

/** What Cloudflare has active, and its holder does not know of. */
async function readyAtCloudflare(acme: HostnameOrganization): Promise<Added> {
  const one = await acme.proven();
  await outside.setUp(one);
  await outside.register(one.hostname);
  await outside.set(one.hostname, { status: "active", sslStatus: "active" });
  return one;
}

async function due(acme: HostnameOrganization, ...some: readonly Added[]): Promise<void> {
  const ids = some.map(({ id }) => id);
  await acme.byHand((sql) => sql`update hostnames set next_check_at = now() where id in ${sql(ids)}`);
  await acme.wake();
}

/** As the webhook and the sweep do. */
async function hint(acme: HostnameOrganization, { id }: Added): Promise<void> {
  const payload = world.sql.json({ hostnameId: id });
  await world.sql`insert into outbox (organization_id, kind, payload) values (${acme.id}, 'hostname.check', ${payload})`;
  await acme.wake();
}

/** A tenant with two hostnames that are active at Cloudflare, which was told to wait with what is due. */
async function toldToWait() {
  await crowd();
  const acme = await HostnameOrganization.create(world);
  const [one, two] = [await readyAtCloudflare(acme), await readyAtCloudflare(acme)];
  // They are due some seconds after they were proven. Whichever comes first is turned away, and the other is not tried.
  let turnedAway: Added | null = null;
  await until(acme, two, async (row) => {
    await acme.wake();
    if (isToldToWait(row)) turnedAway = two;
    else if (isToldToWait(await acme.hostname(one.id))) turnedAway = one;
    return turnedAway !== null;
  });
  expect(outside.calls).toEqual([]);
  return turnedAway === one ? { acme, turnedAway: one, other: two } : { acme, turnedAway: two, other: one };
}

test("what Cloudflare has news of is looked at while its tenant waits for its turn with what is merely due", async () => {
  const { acme, turnedAway, other } = await toldToWait();
  await hint(acme, turnedAway);
  await until(acme, turnedAway, isActive);
  // And no other one in its wake.
  const read = await until(acme, turnedAway, (row) => row["news_at"] === null);
  expect(read.state).toBe("active");
  expect(await acme.hostname(other.id)).toMatchObject({ state: "pending_cloudflare", checks: 0 });
  expect(outside.calls.filter(({ path }) => path.includes(other.hostname))).toEqual([]);
  await hint(acme, other);
  await until(acme, other, isActive);
});

test("a hostname whose record is waited for is looked at while its tenant waits for its turn at Cloudflare", async () => {
  const { acme } = await toldToWait();
  const one = await acme.added();
  await until(acme, one, (row) => row["checked_at"] !== null);
  await outside.setUp(one);
  await due(acme, one);
  const proven = await until(acme, one, ({ state }) => state === "pending_cloudflare");
  expect(proven["proven_at"]).not.toBeNull();
  // With what comes next it waits as others do.
  expect(outside.calls).toEqual([]);
});

test("news that comes while a look is under way has the hostname looked at once more", async () => {
  await crowd();
  const acme = await HostnameOrganization.create(world);
  const one = await readyAtCloudflare(acme);
  await outside.set(one.hostname, { sslStatus: "pending_deployment" });
  const [asked, told] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  outside.intercept = async (_call, answer) => {
    const response = await answer();
    asked.resolve();
    await told.promise;
    return response;
  };
  const audit = by("user", acme.admin.id);
  const look = acme.gatekeeper.checkHostname({ organizationId: acme.id, hostnameId: one.id, audit });
  await asked.promise;
  outside.intercept = null;
  await outside.set(one.hostname, { sslStatus: "active" });
  await hint(acme, one);
  await until(acme, one, (row) => row["news_at"] !== null);
  told.resolve();
  must(await look);
  await until(acme, one, isActive);
});

test("news is not forgotten by a look that was turned away, nor by the gatekeeper that is evicted after it", async () => {
  await crowd();
  const acme = await HostnameOrganization.create(world);
  const one = await readyAtCloudflare(acme);
  let refused = 0;
  outside.intercept = async () => {
    refused += 1;
    return Response.json({ success: false, errors: [] }, { status: 429, headers: { "retry-after": "2" } });
  };
  await hint(acme, one);
  // The second time because the first one has left it as it was.
  const turnedAway = await until(acme, one, () => refused > 1);
  expect(turnedAway).toMatchObject({ state: "pending_cloudflare", news_at: expect.any(Date), checks: 0 });
  await world.evict(acme.id);
  expect(await acme.hostname(one.id)).toMatchObject({ state: "pending_cloudflare", news_at: expect.any(Date) });
  outside.intercept = null;
  // Should the look that it died with be claimed, it is due all the same.
  for (let attempt = 0; attempt < 100 && !isActive(await acme.hostname(one.id)); attempt += 1) {
    await due(acme, one);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  await until(acme, one, isActive);
});

test("news of what was released has nobody look at it", async () => {
  const acme = await HostnameOrganization.create(world);
  const one = await acme.added();
  must(await acme.giveUp(one.id));
  const before = await until(acme, one, ({ state }) => state === "released");
  await hint(acme, one);
  const said = async () =>
    (await world.sql`select last_error from outbox where organization_id = ${acme.id} and kind = 'hostname.check'`)[0];
  for (let attempt = 0; attempt < 1_000 && (await said())?.["last_error"] === null; attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(await said()).toEqual({ last_error: "There is no such hostname" });
  expect(await acme.hostname(one.id)).toMatchObject({ ...before, next_check_at: null, news_at: null });
});
