import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openCloudflareStage, zoneId } from "./cloudflare-stage.ts";
import type { CloudflareStage } from "./cloudflare-stage.ts";

const hostname = "app.acme.test";
const ssl = { type: "dv", method: "http", settings: { min_tls_version: "1.2", http2: "on", tls_1_3: "on" } } as const;

let stage: CloudflareStage;
beforeEach(async () => {
  stage = await openCloudflareStage();
});
afterEach(() => stage.close());

async function create(method: "http" | "txt" = "http", name = hostname): Promise<string> {
  return (await stage.client.customHostnames.create({ zone_id: zoneId, hostname: name, ssl: { ...ssl, method } })).id;
}

async function states(id: string): Promise<[string | undefined, string | undefined]> {
  const found = await stage.client.customHostnames.get(id, { zone_id: zoneId });
  return [found.status, found.ssl?.status];
}

describe("a custom hostname", () => {
  it("goes through its states in order, a moment each, once its CNAME leads here", async () => {
    stage.record(hostname, "CNAME", "www.acme.test.");
    stage.record("www.acme.test", "CNAME", "customers.localhost");
    const id = await create();
    const seen = [await states(id)];
    for (let step = 0; step < 4; step += 1) {
      stage.pass(1);
      seen.push(await states(id));
    }
    expect(seen).toEqual([
      ["pending", "initializing"],
      ["active", "pending_issuance"],
      ["active", "pending_deployment"],
      ["active", "active"],
      ["active", "active"],
    ]);
    const found = await stage.client.customHostnames.get(id, { zone_id: zoneId });
    expect(found.ssl?.expires_on).toBe("2027-02-20T12:00:15.000Z");
    expect(found.ssl?.validation_records).toBeUndefined();
  });

  it("tells what validates it a moment after it was asked for", async () => {
    const made = await stage.client.customHostnames.create({ zone_id: zoneId, hostname, ssl });
    expect(made).toMatchObject({
      hostname,
      status: "pending",
      ssl: { status: "initializing", type: "dv", method: "http", settings: ssl.settings },
      ownership_verification: { type: "txt", name: `_cf-custom-hostname.${hostname}` },
    });
    expect(made.ssl?.validation_records).toBeUndefined();
    stage.pass(1);
    const found = await stage.client.customHostnames.get(made.id, { zone_id: zoneId });
    expect(found.ssl?.validation_records).toEqual([
      {
        status: "pending",
        http_url: expect.stringContaining(`http://${hostname}/.well-known/`),
        http_body: expect.anything(),
      },
    ]);
    expect(found.ssl?.dcv_delegation_records?.[0]?.cname).toBe(`_acme-challenge.${hostname}`);
  });

  it("stays pending without a record, says what is missing, and is active soon after the record is there", async () => {
    const id = await create();
    stage.pass(4);
    const waiting = await stage.client.customHostnames.get(id, { zone_id: zoneId });
    expect([waiting.status, waiting.ssl?.status]).toEqual(["pending", "pending_validation"]);
    expect(waiting.verification_errors).toEqual(["custom hostname does not CNAME to this zone."]);
    expect(waiting.ssl?.validation_errors).toHaveLength(1);
    stage.record(hostname, "CNAME", "customers.localhost");
    stage.pass(4);
    expect(await states(id)).toEqual(["active", "active"]);
  });

  it("can be active before its CNAME is there: by a TXT record each for the hostname and the certificate", async () => {
    const id = await create("txt");
    stage.pass(1);
    const { ownership_verification: owned, ssl: found } = await stage.client.customHostnames.get(id, {
      zone_id: zoneId,
    });
    const record = found?.validation_records?.[0];
    stage.record(record?.txt_name as string, "TXT", "another", record?.txt_value as string);
    stage.pass(4);
    expect(await states(id)).toEqual(["pending", "active"]);
    stage.record(owned?.name as string, "TXT", owned?.value as string);
    stage.pass(1);
    expect(await states(id)).toEqual(["active", "active"]);
  });

  it("is not validated by a record that its method does not ask for", async () => {
    const id = await create("http");
    stage.pass(1);
    const { ssl: found } = await stage.client.customHostnames.get(id, { zone_id: zoneId });
    stage.record(`_acme-challenge.${hostname}`, "TXT", found?.validation_records?.[0]?.http_body as string);
    stage.record(`_cf-custom-hostname.${hostname}`, "TXT", "a-guess");
    stage.pass(4);
    expect(await states(id)).toEqual(["pending", "pending_validation"]);
  });

  it("has its certificate validated by delegation, whatever the method", async () => {
    const id = await create("txt");
    stage.pass(1);
    const { ssl: found } = await stage.client.customHostnames.get(id, { zone_id: zoneId });
    const [delegated] = found?.dcv_delegation_records ?? [];
    stage.record(delegated?.cname as string, "CNAME", delegated?.cname_target as string);
    stage.pass(4);
    expect(await states(id)).toEqual(["pending", "active"]);
  });

  it("gets no certificate while a CAA record above it forbids that", async () => {
    stage.record(hostname, "CNAME", "customers.localhost");
    stage.record("acme.test", "CAA", '0 issue "ca.test"', '0 iodef "mailto:x@acme.test"');
    const id = await create();
    stage.pass(6);
    const found = await stage.client.customHostnames.get(id, { zone_id: zoneId });
    expect([found.status, found.ssl?.status]).toEqual(["active", "pending_issuance"]);
    expect(found.ssl?.validation_errors).toEqual([{ message: `caa_error: ${hostname}` }]);
    stage.record("acme.test", "CAA", '0 issue "ca.test"', '0 issue "letsencrypt.org; validationmethods=http-01"');
    stage.pass(3);
    expect(await states(id)).toEqual(["active", "active"]);
  });

  it("is given up after so many attempts, until somebody orders another", async () => {
    stage.close();
    stage = await openCloudflareStage({ attempts: 3 });
    const id = await create();
    stage.pass(1);
    await states(id);
    stage.pass(1);
    await states(id);
    stage.pass(1);
    expect(await states(id)).toEqual(["pending", "validation_timed_out"]);
    stage.record(hostname, "CNAME", "customers.localhost");
    stage.pass(100);
    expect(await states(id)).toEqual(["pending", "validation_timed_out"]);
    await stage.client.customHostnames.edit(id, { zone_id: zoneId, ssl: { type: "dv", method: "http" } });
    stage.pass(3);
    expect(await states(id)).toEqual(["active", "active"]);
  });

  it("has moved when its CNAME is gone, and is deleted a week later", async () => {
    stage.record(hostname, "CNAME", "customers.localhost");
    const id = await create();
    stage.pass(3);
    expect(await states(id)).toEqual(["active", "active"]);
    stage.record(hostname, "CNAME");
    stage.pass(12);
    expect(await states(id)).toEqual(["moved", "active"]);
    stage.pass((7 * 24 * 60 * 60) / 5);
    await expect(states(id)).rejects.toMatchObject({ status: 404 });
  });

  it("is validated anew when it is to be validated in another way", async () => {
    stage.record(hostname, "CNAME", "customers.localhost");
    const id = await create();
    stage.pass(4);
    const edited = await stage.client.customHostnames.edit(id, { zone_id: zoneId, ssl: { type: "dv", method: "txt" } });
    expect([edited.status, edited.ssl?.status, edited.ssl?.method]).toEqual(["active", "initializing", "txt"]);
    expect(edited.ssl?.settings).toEqual(ssl.settings);
    stage.pass(8);
    expect(await states(id)).toEqual(["active", "pending_validation"]);
  });

  it("cannot be active while nobody serves the zone's hostnames", async () => {
    stage.record(hostname, "CNAME", "customers.localhost");
    await stage.client.customHostnames.fallbackOrigin.delete({ zone_id: zoneId });
    const id = await create();
    stage.pass(5);
    expect(await states(id)).toEqual(["pending", "active"]);
    await stage.client.customHostnames.fallbackOrigin.update({ zone_id: zoneId, origin: "origin.localhost" });
    const fallback = await stage.client.customHostnames.fallbackOrigin.get({ zone_id: zoneId });
    expect(fallback).toMatchObject({ origin: "origin.localhost", status: "active" });
    stage.pass(3);
    expect(await states(id)).toEqual(["active", "active"]);
  });

  it("is as it was after a restart, and goes on from there", async () => {
    stage.record(hostname, "CNAME", "customers.localhost");
    const id = await create();
    stage.pass(1);
    const before = await stage.client.customHostnames.get(id, { zone_id: zoneId });
    await stage.restart();
    expect(await stage.client.customHostnames.get(id, { zone_id: zoneId })).toEqual(before);
    stage.pass(2);
    await stage.restart();
    expect(await states(id)).toEqual(["active", "active"]);
  });

  it("is gone a moment after it was deleted, and its name is taken until then", async () => {
    const id = await create();
    expect(await stage.client.customHostnames.delete(id, { zone_id: zoneId })).toEqual({ id });
    expect(await states(id)).toEqual(["pending_deletion", "pending_deletion"]);
    await expect(create()).rejects.toMatchObject({ status: 409, errors: [{ code: 1406 }] });
    const order = stage.client.customHostnames.edit(id, { zone_id: zoneId, ssl: { type: "dv", method: "http" } });
    await expect(order).rejects.toMatchObject({ status: 409, errors: [{ code: 1439 }] });
    stage.pass(1);
    await expect(states(id)).rejects.toMatchObject({ status: 404, errors: [{ code: 1436 }] });
    expect(await create()).not.toBe(id);
  });
});
