import { request, type IncomingMessage } from "node:http";
import { beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./client.ts";
import { asSuperuser } from "./platform.ts";
import { eventually, newMember, newTenant, operator, type Tenant } from "./world.ts";

const many = 100_000;

let tenant: Tenant;
beforeAll(async () => {
  tenant = await newTenant("export");
  await fill(tenant, many);
});

/** Rows as no Worker writes them: with everything in them that could break a line, a cell or a spreadsheet. */
async function fill({ id }: Tenant, rows: number): Promise<void> {
  const names = [
    "plain",
    "=1+1",
    "+2",
    "-3",
    "@SUM(A1)",
    "\tx",
    "\rx",
    'a "quoted" one',
    "comma, and\r\nlines",
    "Zoë 😀",
    "'",
  ];
  await asSuperuser(async (sql) => {
    // Each row is chained to the one before as its transaction commits: many small ones take less than a large one.
    for (let first = 1; first <= rows; first += 1_000) {
      await sql`
      insert into audit_logs
        (id, organization_id, event, actor_type, actor_id, actor_name, target_type, target_id, target_name, at,
         request_id, correlation_id, address, user_agent, data)
      select 'aud_' || lpad(n::text, 24, '0'), ${id}, 'user.signed_in', 'user', 'usr_' || n % 10,
        (${names}::text[])[1 + n % ${names.length}], 'session', 'ses_' || n, null,
        '2025-01-01 00:00:00Z'::timestamptz + (n / 3) * interval '1 microsecond',
        'req_' || n, 'req_' || n / 2, '203.0.113.7', 'test', jsonb_build_object('method', 'password', 'n', n)
      from generate_series(${first}::int, ${first + 999}::int) n`;
    }
  });
}

/** Records of RFC 4180 section 2, read strictly. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (cell.lastIndex < text.length) {
    const from = cell.lastIndex;
    const match = cell.exec(text);
    if (match === null) throw new Error(`No cell at ${from}: ${JSON.stringify(text.slice(from, from + 40))}`);
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === ",") continue;
    records.push(cells);
    cells = [];
  }
  return records;
}

interface Download {
  readonly response: IncomingMessage;
  readonly text: () => string;
  /** "complete", or how it broke off. */
  readonly ended: Promise<string>;
  readonly abort: () => void;
}

/** Begins to receive; reads nothing until the response is resumed. */
function download(client: Client, path: string): Promise<Download> {
  const headers = {
    host: `${client.host}:${client.port}`,
    cookie: [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
  };
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port: client.port, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.pause();
      const ended = new Promise<string>((settle) => {
        response.on("end", () => settle(response.complete ? "complete" : "incomplete"));
        response.on("error", (error: NodeJS.ErrnoException) => settle(error.code ?? error.message));
      });
      resolve({ response, text: () => Buffer.concat(chunks).toString("utf8"), ended, abort: () => outgoing.destroy() });
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}

function databaseConnections(): Promise<number> {
  return asSuperuser(async (sql) => {
    const [found] = await sql`select count(*)::int as open from pg_stat_activity where usename = 'gatehouse_server'`;
    return found?.["open"] as number;
  });
}

const exportOf = (query: string) => `/api/org/audit-logs/export?${query}`;

describe("an export of a hundred thousand entries", () => {
  test("as JSON lines has every one of them exactly, in the order of the chain, with its hash", async () => {
    const reply = await tenant.owner.get(exportOf("format=jsonl"));
    expect(reply.status).toBe(200);
    expect(reply.headers.get("content-type")).toBe("application/x-ndjson; charset=utf-8");
    expect(reply.headers.get("content-disposition")).toMatch(
      new RegExp(`^attachment; filename="audit-log-${tenant.slug}-\\d{4}-\\d\\d-\\d\\d\\.jsonl"$`),
    );
    expect(reply.headers.get("cache-control")).toBe("no-store");
    const lines = reply.text.split("\n");
    expect(lines.pop()).toBe("");
    const entries: Json[] = lines.map((line) => JSON.parse(line));
    const kept = await asSuperuser(
      (sql) => sql`
        select l.sequence::int as sequence, encode(l.hash, 'hex') as hash, a.id, a.event, a.actor_id, a.actor_name,
          a.target_id, a.request_id, a.correlation_id, a.data,
          to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
        from audit_links l join audit_logs a on a.id = l.audit_log_id
        where l.organization_id = ${tenant.id} order by l.sequence limit ${entries.length}`,
    );
    expect(entries.length).toBeGreaterThan(many);
    const told = entries.map(({ sequence, hash, id, event, actor, target, requestId, correlationId, data, at }) => ({
      sequence,
      hash,
      id,
      event,
      actor_id: actor.id,
      actor_name: actor.name,
      target_id: target.id,
      request_id: requestId,
      correlation_id: correlationId,
      data,
      at,
    }));
    expect(told).toEqual([...kept]);
  });

  test("as CSV has the same entries in the same order, and no cell a spreadsheet would run", async () => {
    const filters = "from=2025-01-01T00:00:00Z&to=2025-01-02T00:00:00Z";
    const csv = await tenant.owner.get(exportOf(`format=csv&${filters}`));
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
    const [header = [], ...records] = parseCsv(csv.text);
    expect(records).toHaveLength(many);
    const lines = (await tenant.owner.get(exportOf(`format=jsonl&${filters}`))).text.trim().split("\n");
    const inCell = (text: string) => (/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text);
    for (const [index, line] of lines.entries()) {
      const entry: Json = JSON.parse(line);
      const record: Json = Object.fromEntries(header.map((name, column) => [name, records[index]?.[column]]));
      const { actor, target } = entry;
      if (
        record.id !== entry.id ||
        record.sequence !== String(entry.sequence) ||
        record.hash !== entry.hash ||
        record.at !== entry.at ||
        record.event !== entry.event ||
        record.actorId !== actor.id ||
        record.actorName !== inCell(actor.name) ||
        record.targetId !== target.id ||
        record.data !== JSON.stringify(entry.data)
      ) {
        expect(record).toEqual(entry);
      }
    }
    for (const cell of new Set(records.flat())) {
      if (/^[=+\-@\t\r\n]/.test(cell)) expect(cell).toBe("a cell that a spreadsheet shows");
    }
  });

  test("is in the log, with its format, its filters and how many entries it had, and does not hold itself", async () => {
    const reply = await tenant.owner.get(exportOf("format=csv&actorId=usr_3&category=authentication"));
    expect(parseCsv(reply.text)).toHaveLength(many / 10 + 1);
    const [entry] = (await tenant.owner.get("/api/org/audit-logs?event=audit-logs.exported&limit=1")).json.items;
    expect(entry).toMatchObject({
      category: "audit",
      actor: { type: "user", name: "Olivia Owner" },
      data: { format: "csv", filters: { actorId: "usr_3", category: "authentication" }, rows: many / 10 },
      requestId: reply.headers.get("x-request-id"),
    });
    const all = await tenant.owner.get(exportOf("format=jsonl&event=audit-logs.exported"));
    const own = all.headers.get("x-request-id");
    expect(all.text).toContain(entry.id);
    expect(all.text).not.toContain(own);
  });

  test("holds what stood in the log when it began, whatever is written meanwhile", async () => {
    const running = await download(tenant.owner, exportOf("format=jsonl"));
    const late = await newMember(tenant);
    running.response.resume();
    expect(await running.ended).toBe("complete");
    expect(running.text()).not.toContain(late.email);
    const lines = running.text().trim().split("\n");
    const [entry] = (await tenant.owner.get("/api/org/audit-logs?event=audit-logs.exported&limit=1")).json.items;
    expect(lines).toHaveLength(entry.data.rows);
  });

  test("is made as fast as it is read, so that a session that is revoked takes no more than what was on its way", async () => {
    const admin = await newMember(tenant, "admin");
    const running = await download(admin.client, exportOf("format=jsonl"));
    expect((await tenant.owner.post(`/api/org/members/${admin.id}/sessions/revoke-all`)).json.closed).toBe(1);
    running.response.resume();
    // Broken off, and visibly so.
    expect(await running.ended).not.toBe("complete");
    const lines = running.text().split("\n").length;
    expect(lines).toBeGreaterThan(1);
    expect(lines).toBeLessThan(many / 2);
  });

  test("ends with a role that may not read the log any more", async () => {
    const admin = await newMember(tenant, "admin");
    const running = await download(admin.client, exportOf("format=csv"));
    expect((await tenant.owner.patch(`/api/org/members/${admin.id}`, { role: "member" })).status).toBe(200);
    running.response.resume();
    expect(await running.ended).not.toBe("complete");
  });

  test("that the database breaks off does not look like a whole one", async () => {
    const running = await download(tenant.owner, exportOf("format=csv"));
    const killed = await asSuperuser(
      (sql) => sql`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'gatehouse_server'`,
    );
    expect(killed.length).toBeGreaterThan(0);
    running.response.resume();
    expect(await running.ended).not.toBe("complete");
    expect((await tenant.owner.get("/api/org/audit-logs?limit=1")).status).toBe(200);
  });

  test("lets go of its connection to the database when whoever reads has gone", async () => {
    await eventually(databaseConnections, (open) => open === 0);
    const running = await download(tenant.owner, exportOf("format=jsonl"));
    expect(await databaseConnections()).toBe(1);
    running.abort();
    await running.ended;
    await eventually(databaseConnections, (open) => open === 0, 60_000);
  });
});

describe("an export", () => {
  test("that is asked for by HEAD keeps no connection to the database", async () => {
    await eventually(databaseConnections, (open) => open === 0, 60_000);
    const heads = await Promise.all(
      Array.from({ length: 5 }, () => tenant.owner.call("HEAD", exportOf("format=jsonl"))),
    );
    expect(heads.map(({ status, text }) => [status, text])).toEqual(heads.map(() => [200, ""]));
    await eventually(databaseConnections, (open) => open === 0, 60_000);
  });

  test("that another site's page has the browser ask for is not made, and leaves no entry", async () => {
    const exports = async () =>
      (await tenant.owner.get("/api/org/audit-logs?event=audit-logs.exported&limit=100")).json.items.length;
    const before = await exports();
    for (const site of ["cross-site", "same-site"]) {
      const reply = await tenant.owner.get(exportOf("format=csv"), { headers: { "sec-fetch-site": site } });
      expect([reply.status, reply.json.code]).toEqual([403, "ORIGIN_REFUSED"]);
    }
    expect(await exports()).toBe(before);
  });

  test("of nothing is an empty file, or the names of its columns", async () => {
    const nothing = "search=nothing%20at%20all%20is%20called%20so";
    expect((await tenant.owner.get(exportOf(`format=jsonl&${nothing}`))).text).toBe("");
    const csv = await tenant.owner.get(exportOf(`format=csv&${nothing}`));
    expect(csv.text).toMatch(/^sequence,id,at,event,[\w,]+,data,hash\r\n$/);
  });

  test.each(["", "format=xlsx", "format=csv&search=%00", "format=csv&from=soon"])(
    "is refused for %j",
    async (query) => {
      expect((await tenant.owner.get(exportOf(query))).status).toBe(400);
    },
  );

  test("of another tenant has nothing of this one", async () => {
    const other = await newTenant("aside");
    const reply = await other.owner.get(exportOf("format=jsonl&actorId=usr_3"));
    expect([reply.status, reply.text]).toEqual([200, ""]);
  });

  test("of the platform's log is audited there, and nowhere a tenant sees", async () => {
    const root = await operator();
    const reply = await root.get(`/api/admin/audit-logs/export?format=jsonl&organizationId=${tenant.id}`);
    expect(reply.headers.get("content-disposition")).toMatch(/filename="audit-log-platform-[\d-]+\.jsonl"/);
    const entries: Json[] = reply.text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(entries.map(({ event }) => event)).toEqual(["tenant.created", "invitation.created"]);
    expect(entries[0].sequence).toBeGreaterThan(0);
    const [own] = (await root.get("/api/admin/audit-logs?event=admin.audit_logs_exported&limit=1")).json.items;
    expect(own).toMatchObject({
      category: "operator",
      data: { format: "jsonl", filters: { organizationId: tenant.id }, rows: 2 },
      requestId: reply.headers.get("x-request-id"),
    });
    const theirs = await tenant.owner.get(`/api/org/audit-logs?requestId=${own.requestId}`);
    expect(theirs.json.items).toEqual([]);
  });

  test("of the platform's log ends with the operator's access", async () => {
    const email = `exporter-${Date.now()}@gatehouse.test`;
    const root = await operator();
    const invited = await root.post("/api/admin/global-admins", { email, role: "security" });
    const exporter = await operator(email);
    const headers = { "x-admin-enrollment-token": invited.json.enrollmentToken };
    const me = await exporter.get("/api/admin/me", { headers });
    await asSuperuser(async (sql) => {
      for (let first = 1; first < 20_000; first += 1_000) {
        await sql`
          insert into platform_audit_logs (id, event, actor_type, actor_name, data)
          select 'aud_p' || lpad(n::text, 23, '0'), 'admin.profile_updated', 'operator', repeat('x', 1000), '{}'
          from generate_series(${first}::int, ${first + 999}::int) n`;
      }
    });
    const running = await download(exporter, "/api/admin/audit-logs/export?format=csv");
    expect((await root.post(`/api/admin/global-admins/${me.json.id}/deactivate`)).status).toBe(200);
    running.response.resume();
    expect(await running.ended).not.toBe("complete");
  });
});
