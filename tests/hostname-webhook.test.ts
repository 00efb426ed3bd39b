import { expect, test } from "vitest";
import { openSecrets } from "../local/secrets.ts";
import { uniqueHostname } from "./hostname-world.ts";
import { asSuperuser, platform } from "./platform.ts";
import { eventually, newTenant, visitor } from "./world.ts";
import { newIdentifier } from "../src/identifiers/identifier.ts";

const path = "/api/webhooks/cloudflare";

async function checksOf(organizationId: string): Promise<number> {
  const [row] = await asSuperuser(
    (sql) => sql`select count(*)::int as count from outbox
                 where organization_id = ${organizationId} and kind = 'hostname.check'`,
  );
  return row?.["count"] as number;
}

/** A hostname that is served, as its gatekeeper believes. */
async function held(): Promise<{ organizationId: string; hostname: string }> {
  const tenant = await newTenant("hook");
  const hostname = uniqueHostname();
  const id = newIdentifier("hst");
  await asSuperuser((sql) =>
    sql.begin(async (tx) => {
      await tx`select set_config('app.organization_id', ${tenant.id}, true)`;
      await tx`insert into hostnames (organization_id, id, hostname, state, challenge, proven_at, next_check_at)
               values (${tenant.id}, ${id}, ${hostname}, 'active', ${id}, now(), null)`;
    }),
  );
  return { organizationId: tenant.id, hostname };
}

test("what does not carry the secret is refused, whatever it says, and nobody hears of it", async () => {
  const { organizationId, hostname } = await held();
  const apex = await visitor("app.localhost");
  for (const secret of [null, "", "x".repeat(40)]) {
    const headers = { origin: null, ...(secret === null ? {} : { "cf-webhook-auth": secret }) };
    const forged = await apex.call("POST", path, { body: { data: { hostname } }, headers });
    expect([forged.status, forged.json.code]).toEqual([401, "WEBHOOK_REFUSED"]);
  }
  expect(await checksOf(organizationId)).toBe(0);
});

test("what Cloudflare tells has its holder look, and nobody else", async () => {
  const [one, other] = [await held(), await held()];
  const cloudflare = await visitor("cloudflare.localhost");
  const control = `/_control/custom-hostnames/${one.hostname}`;
  expect((await cloudflare.call("PUT", control, { body: {} })).status).toBeLessThan(300);
  expect((await cloudflare.call("POST", control, { body: { sslStatus: "expired" } })).status).toBe(200);
  await eventually(
    () => checksOf(one.organizationId),
    (count) => count > 0,
    30_000,
  );
  expect(await checksOf(other.organizationId)).toBe(0);
});

test.each([
  ["what is no JSON", "{", "application/json"],
  ["no object", "[1]", "application/json"],
  ["a form", "a=b", "application/x-www-form-urlencoded"],
  ["a text of no type", "Hello", "text/plain"],
  ["what cannot be stored", JSON.stringify({ data: { hostname: "a\0.test" } }), "application/json"],
  ["what is nested without end", `${"[".repeat(20_000)}${"]".repeat(20_000)}`, "application/json"],
  ["more than is read", JSON.stringify({ data: "x".repeat(70_000) }), "application/json"],
])("the secret is judged before the body: with it %s is heard, without it refused", async (_, raw, contentType) => {
  const apex = await visitor("app.localhost");
  const { cloudflareWebhookSecret } = await openSecrets(platform().privateFolder);
  const tell = (secret: string) =>
    apex.call("POST", path, {
      raw,
      headers: { origin: null, "content-type": contentType, "cf-webhook-auth": secret },
    });
  const forged = await tell(`${cloudflareWebhookSecret.slice(0, -1)}~`);
  expect([forged.status, forged.json.code]).toEqual([401, "WEBHOOK_REFUSED"]);
  const heard = await tell(cloudflareWebhookSecret);
  expect([heard.status, heard.json]).toEqual([200, { received: true }]);
});

test("there is nothing at this path on a tenant's host", async () => {
  const { owner } = await newTenant("hook");
  expect((await owner.post(path, {})).status).toBe(404);
});
