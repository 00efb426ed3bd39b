import { beforeAll, describe, expect, test } from "vitest";
import type { CallOptions, Client, Json } from "./client.ts";
import { historyPath, ifMatch, ok, providerBody, providersPath, uniqueDomain } from "./sso-world.ts";
import { newMember, newTenant, type Tenant } from "./world.ts";

let tenant: Tenant;
let admin: Client;
beforeAll(async () => {
  tenant = await newTenant("sso");
  admin = (await newMember(tenant, "admin")).client;
});

const keyed = (key: string): CallOptions => ({ headers: { "idempotency-key": key } });
const madeIn = async (client: Client): Promise<number> => (await client.get(providersPath)).json.items.length;

describe("a creation that may be sent again", () => {
  test("makes one provider, and answers the same each time", async () => {
    const body = providerBody({ clientSecret: "hush", domains: [uniqueDomain()] });
    const before = await madeIn(admin);
    const first = ok(await admin.post(providersPath, body, keyed("retry-1")), 201);
    // In another order and with what is usual spelled out it is the same request.
    const { label, ...rest } = body;
    const again = ok(await admin.post(providersPath, { ...rest, enabled: true, label }, keyed("retry-1")), 201);
    expect(again.json).toEqual(first.json);
    expect(again.headers.get("location")).toBe(first.headers.get("location"));
    expect(await madeIn(admin)).toBe(before + 1);
    const { items } = ok(await admin.get(`${historyPath}?providerId=${first.json.id}`)).json;
    expect(items.map(({ act }: Json) => act)).toEqual(["created"]);
    const changed = ok(
      await admin.patch(`${providersPath}/${first.json.id}`, { label: "Renamed" }, ifMatch(first.json)),
    );
    expect(ok(await admin.post(providersPath, body, keyed("retry-1")), 201).json).toEqual(changed.json);
  });

  test("makes one provider when it is sent twenty times at once", async () => {
    const before = await madeIn(admin);
    const body = providerBody({ domains: [uniqueDomain()] });
    const sent = await Promise.all(Array.from({ length: 20 }, () => admin.post(providersPath, body, keyed("at-once"))));
    expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(sent.map(({ text }) => text)).size).toBe(1);
    expect(await madeIn(admin)).toBe(before + 1);
  });

  test("is another request with anything else in it, the secret included", async () => {
    const body = providerBody({ clientSecret: "hush" });
    ok(await admin.post(providersPath, body, keyed("other")), 201);
    for (const more of [{ label: "Another" }, { clientSecret: "hush!" }, { domains: [uniqueDomain()] }]) {
      const refused = await admin.post(providersPath, { ...body, ...more }, keyed("other"));
      expect([refused.status, refused.json.code]).toEqual([422, "IDEMPOTENCY_KEY_REUSED"]);
    }
  });

  test("is not what made a provider that is gone", async () => {
    const body = providerBody();
    const made = ok(await admin.post(providersPath, body, keyed("gone")), 201).json;
    ok(await admin.delete(`${providersPath}/${made.id}`, ifMatch(made)), 204);
    const refused = await admin.post(providersPath, body, keyed("gone"));
    expect([refused.status, refused.json.code]).toEqual([422, "IDEMPOTENCY_KEY_REUSED"]);
  });

  test("is its sender's own: another person's or organization's key of the same name means something else", async () => {
    const other = await newTenant("sso");
    const ids = [admin, tenant.owner, other.owner].map(
      async (client) => ok(await client.post(providersPath, providerBody(), keyed("shared")), 201).json.id,
    );
    expect(new Set(await Promise.all(ids)).size).toBe(3);
  });

  test.each(["", " ", "two words", "ümlaut", "x".repeat(256)])("has no key like %j", async (key) => {
    const refused = await admin.post(providersPath, providerBody(), keyed(Buffer.from(key).toString("latin1")));
    expect([refused.status, refused.json.code]).toEqual([400, "INVALID_REQUEST"]);
  });
});
