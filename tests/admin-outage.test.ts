import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPlatform, type Platform } from "../local/platform.ts";
import { createdTenant, refusal, throughAccess } from "./admin-world.ts";
import { forgetState, ownState } from "./own-state.ts";
import { eventually } from "./world.ts";

const options = ownState("admin-outage");

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform(options);
});
afterAll(async () => {
  await platform.stop();
  await forgetState(options);
});

test("while PostgreSQL is stopped operators hear 503 and when to come back, and it recovers by itself", async () => {
  const ops = await throughAccess("ops@gatehouse.test", platform.port);
  const tenant = await createdTenant(ops);
  await platform.postgres.stop();
  try {
    for (const reply of [
      await ops.get("/api/admin/me"),
      await ops.get("/api/admin/tenants"),
      await ops.post("/api/admin/tenants", { slug: "lost", name: "Lost", primaryAdminEmail: "a@lost.test" }),
      await ops.post(`/api/admin/tenants/${tenant.id}/suspend`, { reason: "x" }),
    ]) {
      expect(refusal(reply), reply.text).toEqual([503, "UNAVAILABLE"]);
      expect(Number(reply.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(reply.text).not.toMatch(/postgres|ECONN|pg_|127\.0\.0\.1/i);
    }
  } finally {
    await platform.postgres.start();
  }
  expect((await ops.get(`/api/admin/tenants/${tenant.id}`)).json.status).toBe("active");
  const made = await ops.post("/api/admin/tenants", { slug: "lost", name: "Lost", primaryAdminEmail: "a@lost.test" });
  expect(made.status, made.text).toBe(201);
});

test("the cron delivers what no gatekeeper was woken for", async () => {
  const tenant = await createdTenant(await throughAccess("ops@gatehouse.test", platform.port));
  const sql = postgres(platform.postgres.url("postgres"), { max: 1 });
  const waiting = () => sql`select from outbox where organization_id = ${tenant.id} and delivered_at is null`;
  try {
    // Its work is done and it is out of memory: now nobody but the cron knows of the row.
    await eventually(waiting, ({ length }) => length === 0);
    await platform.evictCoordinator(tenant.id);
    await sql`
      insert into outbox (organization_id, kind, payload, available_at)
      values (${tenant.id}, 'mail.invitation', ${sql.json({ invitationId: tenant.invitationId })}, now() - interval '1 hour')`;
    await platform.runCron();
    await eventually(waiting, ({ length }) => length === 0);
  } finally {
    await sql.end();
  }
});
