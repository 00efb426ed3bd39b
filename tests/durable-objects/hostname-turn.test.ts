import { Response, type Request } from "miniflare";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { putOffLooks, resumeLooks } from "../hostname-schedule.ts";
import { HostnameOrganization } from "./hostnames.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
let created: string[];
beforeAll(async () => {
  world = await startWorld(`test-turn-${process.pid}`);
});
afterAll(() => world?.stop());

beforeEach(() => {
  created = [];
  world.outside = answer;
});

/** Cloudflare, which registers whatever it is asked for; a DNS without a record. */
async function answer(request: Request): Promise<Response> {
  if (new URL(request.url).origin !== "https://api.cloudflare.com") return Response.json({ Status: 3 });
  if (request.method !== "POST") return Response.json({ success: true, result: [] });
  const { hostname } = (await request.json()) as { hostname: string };
  created.push(hostname);
  const result = { id: `id-${hostname}`, hostname, status: "pending", ssl: { status: "pending_validation" } };
  return Response.json({ success: true, result }, { status: 201 });
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 1_000 && !(await isSo()); attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(await isSo()).toBe(true);
}

/**
 * A tenant with two hostnames that were looked at so often that the schedule's next pause is four hours. Nobody has looked
 * at them yet, and nobody does before they are due.
 */
async function withTwo() {
  const organization = await HostnameOrganization.create(world);
  await putOffLooks(world.sql, organization.id);
  const two = [await organization.proven(), await organization.proven()];
  const ids = two.map(({ id }) => id);
  await organization.byHand((sql) => sql`update hostnames set checks = 20 where id in ${sql(ids)}`);
  await resumeLooks(world.sql);
  const rows = () => Promise.all(ids.map((id) => organization.hostname(id)));
  const makeDue = () => organization.makeDue(...ids);
  /** The gatekeeper has done what was due, and is not at it again for minutes. */
  const rests = async () => {
    const [due] = await world.storage(organization.id, "select outbox_due from gatekeeper");
    return Number(due?.["outbox_due"]) > Date.now() + 120_000;
  };
  return { names: two.map(({ hostname }) => hostname), makeDue, wake: () => organization.wake(), rows, rests };
}

test("a tenant that is told to wait has all its hostnames looked at when its turn comes", async () => {
  const { names, makeDue } = await withTwo();
  await world.zone.rateLimited({ retryAfterMilliseconds: 2_000 });
  await makeDue();
  await until(async () => created.length === 2);
  expect(created.toSorted()).toEqual(names.toSorted());
});

test("where Cloudflare itself says to wait, all of the tenant waits for that long, and goes on then", async () => {
  const second = 1_000;
  let limited = 1;
  const asked: number[] = [];
  world.outside = async (request) => {
    if (new URL(request.url).origin !== "https://api.cloudflare.com") return answer(request);
    asked.push(Date.now());
    if (limited === 0) return answer(request);
    limited -= 1;
    const errors = [{ code: 10_000, message: "Rate limited" }];
    return Response.json({ success: false, errors }, { status: 429, headers: { "retry-after": "8" } });
  };
  const { names, makeDue, wake, rows } = await withTwo();
  await makeDue();
  // Neither of them is asked about before, whoever wakes it meanwhile.
  await until(async () => (await rows()).some((row) => row["checked_at"] !== null));
  await wake();
  await until(async () => created.length === 2);
  expect(created.toSorted()).toEqual(names.toSorted());
  const pause = (asked[1] ?? 0) - (asked[0] ?? 0);
  expect(pause).toBeGreaterThanOrEqual(7.5 * second);
  // The look that was refused counted for nothing.
  await until(async () => (await rows()).every(({ checks }) => checks === 21));
});

test("where an answer says that no call is left, what was granted is done, and nobody calls for as long as it says", async () => {
  const asked: number[] = [];
  world.outside = async (request) => {
    const answered = await answer(request);
    if (new URL(request.url).origin !== "https://api.cloudflare.com") return answered;
    asked.push(Date.now());
    if (asked.length === 1) answered.headers.set("ratelimit", '"default";r=0;t=8');
    return answered;
  };
  const { names, makeDue } = await withTwo();
  await makeDue();
  await until(async () => created.length === 2);
  expect(created.toSorted()).toEqual(names.toSorted());
  // Each was looked for and registered.
  expect(asked).toHaveLength(4);
  expect((asked[2] ?? 0) - (asked[0] ?? 0)).toBeGreaterThanOrEqual(7_500);
});

test("being told to wait counts as no look, and is not asked for again for the tenant's other hostnames", async () => {
  const { makeDue, wake, rows, rests } = await withTwo();
  await world.zone.rateLimited({ retryAfterMilliseconds: 900_000 });
  await makeDue();
  await until(rests);
  await wake();
  await until(rests);
  const looked = (await rows()).filter((row) => row["checked_at"] !== null);
  expect(looked).toHaveLength(1);
  expect((await rows()).map(({ checks }) => checks)).toEqual([20, 20]);
  const wait = Number(looked[0]?.["next_check_at"]) - Number(looked[0]?.["checked_at"]);
  expect(wait).toBeGreaterThan(600_000);
  expect(wait).toBeLessThan(1_000_000);
  expect(created).toEqual([]);
});
