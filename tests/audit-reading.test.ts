import {
  assert,
  asyncProperty,
  constant,
  constantFrom,
  record,
  sample,
  subarray,
  tuple,
  type Arbitrary,
} from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { classOf, platformEvents, tenantEvents } from "../src/audit/event.ts";
import { filterNames } from "../src/audit/filter-names.ts";
import { platformAuditFilter } from "../src/audit/contract.ts";
import { newIdentifier } from "../src/identifiers/identifier.ts";
import type { Client, Json } from "./client.ts";
import { asSuperuser } from "./platform.ts";
import { newMember, newTenant, operator, visitor, type Tenant } from "./world.ts";

interface Row {
  readonly id: string;
  readonly event: string;
  readonly actor_type: string;
  readonly actor_id: string | null;
  readonly actor_name: string | null;
  readonly target_type: string | null;
  readonly target_id: string | null;
  readonly target_name: string | null;
  readonly at: string;
  readonly request_id: string;
  readonly correlation_id: string;
  readonly address: string | null;
}

/** Few values of each kind, so that filters meet rows, and with everything in them that means something to LIKE. */
const names = ["Ada_Lovelace", "ada%", "50% off", "Zoë\\", "Ö'; drop table audit_logs; --", "adaXlovelace", null];
const people = ["usr_a", "usr_b", "usr_c", null];
const times = Array.from({ length: 6 }, (_, index) => `2025-03-01T10:00:00.00000${index}Z`);
const addresses = ["203.0.113.7", "2001:db8::1", null];
const requests = ["req_1", "req_2", "req_3"];

const row: Arbitrary<Row> = record({
  id: constant("").map(() => newIdentifier("aud")),
  event: constantFrom(...tenantEvents, "event.of_newer_code"),
  actor_type: constantFrom("user", "operator", "system", "anonymous"),
  actor_id: constantFrom(...people),
  actor_name: constantFrom(...names),
  target_type: constant("user"),
  target_id: constantFrom(...people),
  target_name: constantFrom(...names),
  at: constantFrom(...times),
  request_id: constantFrom(...requests),
  correlation_id: constantFrom(...requests),
  address: constantFrom(...addresses),
  user_agent: constant(null),
}).map((one) => (one.target_id === null ? { ...one, target_type: null, target_name: null } : one));

const tenantFilters = filterNames.filter((name) => name !== "organizationId");

const anyOfEach = record({
  event: constantFrom(...tenantEvents),
  category: constantFrom("authentication", "session", "membership", "configuration", "tenant", "audit"),
  outcome: constantFrom("success", "failure"),
  actorType: constantFrom("user", "operator", "system", "anonymous"),
  actorId: constantFrom("usr_a", "usr_b", "usr_nobody"),
  targetId: constantFrom("usr_a", "usr_c"),
  address: constantFrom("203.0.113.7", "2001:db8::1"),
  requestId: constantFrom(...requests),
  correlationId: constantFrom(...requests),
  from: constantFrom(...times),
  to: constantFrom(...times),
  search: constantFrom("ada", "ADA_", "%", "_", "\\", "ö'; DROP", "usr_", "password", "50%", "nothing like it"),
});

/** A few filters at once: of many, nearly nothing is left. */
const filter = tuple(anyOfEach, subarray([...tenantFilters], { maxLength: 3 })).map(([all, chosen]) =>
  Object.fromEntries(chosen.map((name) => [name, all[name]])),
);

type Filter = Partial<Record<(typeof filterNames)[number], string>>;

/** What a filter means, said once more without SQL. */
function matches(one: Row, wanted: Filter): boolean {
  const is = (name: keyof Filter, value: string | null | undefined) =>
    wanted[name] === undefined || wanted[name] === value;
  const searched = [one.event, one.actor_id, one.actor_name, one.target_id, one.target_name];
  const text = wanted.search?.toLowerCase();
  return (
    is("event", one.event) &&
    is("category", classOf(one.event)?.category) &&
    is("outcome", classOf(one.event)?.outcome) &&
    is("actorType", one.actor_type) &&
    is("actorId", one.actor_id) &&
    is("targetId", one.target_id) &&
    is("address", one.address) &&
    is("requestId", one.request_id) &&
    is("correlationId", one.correlation_id) &&
    (wanted.from === undefined || one.at >= wanted.from) &&
    (wanted.to === undefined || one.at < wanted.to) &&
    (text === undefined || searched.some((value) => value?.toLowerCase().includes(text)))
  );
}

/** Ids in the order of the log: the newest first, ties by id. */
function inOrder(rows: readonly Row[]): string[] {
  const by = (one: Row) => `${one.at} ${one.id}`;
  return rows.toSorted((left, right) => (by(left) < by(right) ? 1 : -1)).map(({ id }) => id);
}

async function insertRows(tenant: Tenant, rows: readonly Row[]): Promise<void> {
  // As JSON, because the driver would cut the microseconds off a time.
  await asSuperuser(
    (sql) => sql`
      insert into audit_logs
        (organization_id, id, event, actor_type, actor_id, actor_name, target_type, target_id, target_name, at,
         request_id, correlation_id, address)
      select ${tenant.id}, id, event, actor_type, actor_id, actor_name, target_type, target_id, target_name, at,
        request_id, correlation_id, address
      from jsonb_populate_recordset(null::audit_logs, ${sql.json(rows as never)})`,
  );
}

/** All ids a question finds, page by page. */
async function readAll(
  client: Client,
  question: Filter,
  limit: number,
  path = "/api/org/audit-logs",
): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ ...question, limit: String(limit), ...(cursor === null ? {} : { cursor }) });
    const reply = await client.get(`${path}?${query.toString()}`);
    expect(reply.status, reply.text).toBe(200);
    found.push(...reply.json.items.map((item: Json) => item.id));
    cursor = reply.json.nextCursor;
  } while (cursor !== null);
  return found;
}

let tenant: Tenant;
let other: Tenant;
let rows: Row[];
beforeAll(async () => {
  tenant = await newTenant("read");
  other = await newTenant("apart");
  rows = sample(row, { numRuns: 250, seed: 20261121 });
  await insertRows(tenant, rows);
  await insertRows(other, sample(row, { numRuns: 50, seed: 7 }));
});

/** The rows of this file are older than anything the platform has done. */
const era = { to: "2025-04-01T00:00:00Z" };

test("every filter finds what it means, page by page, whatever is combined", async () => {
  let answered = 0;
  await assert(
    asyncProperty(filter, constantFrom(7, 100), async (wanted, limit) => {
      const question = { ...era, ...wanted } as Filter;
      const found = await readAll(tenant.owner, question, limit);
      expect(found).toEqual(inOrder(rows.filter((one) => matches(one, question))));
      if (found.length > 0) answered += 1;
    }),
    { numRuns: 150, seed: 4 },
  );
  expect(answered).toBeGreaterThan(75);
});

test("all filters are tried above, and are those the log of an export knows", () => {
  expect(Object.keys(platformAuditFilter.shape).toSorted()).toEqual([...filterNames].toSorted());
});

describe("pages", () => {
  test("come out right among rows of the same microsecond, while others are written before, between and after them", async () => {
    const busy = await newTenant("busy");
    const at = times[3] as string;
    const same = Array.from({ length: 30 }, () => ({ ...(rows[0] as Row), id: newIdentifier("aud"), at }));
    await insertRows(busy, same);
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = new URLSearchParams({
        ...era,
        limit: "4",
        ...(cursor === null ? {} : { cursor }),
      }).toString();
      const page: Json = (await busy.owner.get(`/api/org/audit-logs?${query}`)).json;
      found.push(...page.items.map((item: Json) => item.id));
      cursor = page.nextCursor;
      await insertRows(busy, [
        { ...(rows[0] as Row), id: newIdentifier("aud"), at: times[5] as string },
        { ...(rows[0] as Row), id: newIdentifier("aud"), at },
      ]);
    } while (cursor !== null);
    const expected = inOrder(same);
    expect(new Set(found).size).toBe(found.length);
    expect(found.filter((id) => expected.includes(id))).toEqual(expected);
  });

  test("of another tenant's cursor are this tenant's own", async () => {
    const theirs = (await other.owner.get("/api/org/audit-logs?limit=5&to=2025-04-01T00:00:00Z")).json.nextCursor;
    const reply = await tenant.owner.get(`/api/org/audit-logs?limit=100&to=2025-04-01T00:00:00Z&cursor=${theirs}`);
    expect(reply.status).toBe(200);
    const mine = new Set(rows.map(({ id }) => id));
    expect(reply.json.items.length).toBeGreaterThan(0);
    expect(reply.json.items.every((item: Json) => mine.has(item.id))).toBe(true);
  });
});

describe("another tenant's ids", () => {
  test("find nothing, as ids that nobody has", async () => {
    const me = (await other.owner.get("/api/me")).json;
    const [newest] = (await other.owner.get("/api/org/audit-logs?limit=1")).json.items;
    for (const question of [
      { actorId: me.user.id },
      { targetId: other.id },
      { targetId: me.session.id },
      { requestId: newest.requestId },
      { correlationId: newest.correlationId },
      { search: newest.requestId },
      { search: other.ownerEmail },
    ]) {
      const reply = await tenant.owner.get(`/api/org/audit-logs?${new URLSearchParams(question).toString()}`);
      expect([reply.status, reply.json], JSON.stringify(question)).toEqual([200, { items: [], nextCursor: null }]);
    }
  });
});

describe("what somebody types", () => {
  test.each([
    "%",
    "_",
    "%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%",
    "\\",
    "'; select pg_sleep(10); --",
    '") or true --',
    "\u202E\u0301\uD83D\uDE00",
    "($1)",
    "a".repeat(100),
  ])("is searched for by the letter: %s", async (text) => {
    const reply = await tenant.owner.get(`/api/org/audit-logs?search=${encodeURIComponent(text)}&limit=100`);
    expect(reply.status, reply.text).toBe(200);
    for (const item of reply.json.items) {
      expect(JSON.stringify([item.event, item.actor, item.target]).toLowerCase()).toContain(
        JSON.stringify(text).slice(1, -1).toLowerCase(),
      );
    }
  });

  test.each([
    "search=%00",
    "search=",
    `search=${"a".repeat(101)}`,
    "actorId=%00",
    "event=%0A",
    "category=everything",
    "outcome=maybe",
    "actorType=root",
    "from=yesterday",
    "to=2026-02-30T00:00:00Z",
    "from=0001-01-01T00:00:00Z",
    "limit=101",
    "limit=0",
    `cursor=${btoa(JSON.stringify(["2026-01-01 00:00:00Z", "\u0000"]))}`,
  ])("is refused where it cannot be meant: %s", async (query) => {
    const reply = await tenant.owner.get(`/api/org/audit-logs?${query}`);
    expect([reply.status, reply.json.code], reply.text).toEqual([400, "INVALID_REQUEST"]);
  });
});

test("a member who is no admin reads nothing, whatever is asked", async () => {
  const { client } = await newMember(tenant);
  for (const path of ["/api/org/audit-logs?search=a", "/api/org/audit-logs/export?format=csv"]) {
    expect((await client.get(path)).status, path).toBe(403);
    expect((await (await visitor(tenant.host)).get(path)).status, path).toBe(401);
  }
});

describe("the platform's log", () => {
  async function operatorWhoIs(role: "support" | "security"): Promise<Client> {
    const email = `${role}-${newIdentifier("req")}@gatehouse.test`;
    const invited = await (await operator()).post("/api/admin/global-admins", { email, role });
    expect(invited.status, invited.text).toBe(201);
    const client = await operator(email);
    const headers = { "x-admin-enrollment-token": invited.json.enrollmentToken };
    expect((await client.get("/api/admin/me", { headers })).status).toBe(200);
    return client;
  }

  test("tells support nothing of what concerns operators, by no filter, search, cursor or export", async () => {
    const support = await operatorWhoIs("support");
    const root = await operator();
    const all: Json[] = (await root.get("/api/admin/audit-logs?category=operator&limit=100")).json.items;
    expect(all.length).toBeGreaterThan(2);
    const [newest] = all;
    for (const question of [
      { category: "operator" },
      { event: "admin.enrolled" },
      { event: newest.event },
      { search: "admin." },
      { search: newest.target?.name ?? "admin." },
      { requestId: newest.requestId },
      { correlationId: newest.correlationId },
      { targetId: newest.target?.id ?? "adm_" },
      { from: newest.at, event: newest.event },
    ]) {
      const query = new URLSearchParams(question).toString();
      const reply = await support.get(`/api/admin/audit-logs?${query}&limit=1`);
      expect([reply.status, reply.json], query).toEqual([200, { items: [], nextCursor: null }]);
      const file = await support.get(`/api/admin/audit-logs/export?format=jsonl&${query}`);
      expect([file.status, file.text], query).toEqual([200, ""]);
    }
    // Nor by the places in the chain that their own entries have, between which the others stand.
    const places = async (client: Client) => {
      const path = `/api/admin/audit-logs/export?format=jsonl&organizationId=${tenant.id}`;
      const lines = (await client.get(path)).text.trim().split("\n");
      return lines.map((line): Json => JSON.parse(line)).map(({ sequence, hash }) => [sequence, hash]);
    };
    expect(await places(support)).toEqual([
      [null, null],
      [null, null],
    ]);
    expect(await places(root)).toEqual([
      [expect.any(Number), expect.any(String)],
      [expect.any(Number), expect.any(String)],
    ]);
    const seen = await readAll(support, {}, 100, "/api/admin/audit-logs");
    const hidden = new Set(all.map(({ id }) => id));
    expect(seen.some((id) => hidden.has(id))).toBe(false);
  });

  test("tells security of them, and everyone which tenant an act was about", async () => {
    const security = await operatorWhoIs("security");
    const reply = await security.get("/api/admin/audit-logs?category=operator&limit=5");
    expect(reply.json.items).toHaveLength(5);
    const ofTenant = (await security.get(`/api/admin/audit-logs?organizationId=${tenant.id}`)).json.items;
    expect(ofTenant.map((item: Json) => item.event)).toEqual(["invitation.created", "tenant.created"]);
    expect(ofTenant.every((item: Json) => item.data.organizationId === tenant.id)).toBe(true);
  });

  test("has every row of the tenants' logs that an operator caused, with the same request", async () => {
    const [theirs] = (await tenant.owner.get("/api/org/audit-logs?event=tenant.created")).json.items;
    const query = `requestId=${theirs.requestId}&event=tenant.created`;
    const [ours] = (await (await operator()).get(`/api/admin/audit-logs?${query}`)).json.items;
    expect(ours).toMatchObject({ actor: theirs.actor, target: theirs.target, correlationId: theirs.correlationId });
    expect(platformEvents).not.toContain(theirs.event);
  });
});
