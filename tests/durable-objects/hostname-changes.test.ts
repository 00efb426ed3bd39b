import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newIdentifier } from "../../src/identifiers/identifier.ts";
import { challengeOf, HostnameOrganization, must, newHostname, registrationOf } from "./hostnames.ts";
import { by } from "./organization.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld("test-gatekeeper-hostname-changes");
});
afterAll(() => world.stop());

const refused = (failure: string) => ({ ok: false, failure });

describe("a hostname that is added", () => {
  test("waits for its record, is served nowhere, and answers as it was stored", async () => {
    const acme = await HostnameOrganization.create(world);
    const [id, hostname] = [newIdentifier("hst"), newHostname()];
    const changed = must(await acme.add(hostname, { id, validation: "txt" }));
    expect(changed.hostname).toMatchObject({
      id,
      hostname,
      version: 1,
      state: "awaiting_txt",
      challenge: challengeOf(id),
      validation: "txt",
      provenAt: null,
      createdByName: "Ann",
    });
    expect(Number.isNaN(Date.parse(changed.hostname?.nextCheckAt ?? ""))).toBe(false);
    expect(changed.hosts).toEqual([acme.host]);
    expect(await acme.hosts()).toEqual([acme.host]);
    expect(await acme.story(id)).toEqual([{ event: "hostname.added", data: { version: 1 } }]);
  });
});

test("from the first word to the last: each step is a version, an audit entry, and the mails that belong to it", async () => {
  const acme = await HostnameOrganization.create(world);
  const { id, hostname } = await acme.added();
  must(await acme.event(id, { kind: "proven" }));
  expect(await acme.hostname(id)).toMatchObject({ state: "pending_cloudflare", version: 2 });
  must(await acme.observe(id, hostname, "pending", "pending_validation"));
  expect(await acme.hosts()).toEqual([acme.host]);
  const active = must(await acme.observe(id, hostname, "active", "active"));
  expect(active).toMatchObject({
    hosts: [acme.host, hostname],
    hostname: { state: "active", version: 3, nextCheckAt: null },
  });
  expect(await acme.hosts()).toEqual([acme.host, hostname]);
  const removed = must(await acme.giveUp(id));
  expect(removed).toMatchObject({ hosts: [acme.host], hostname: { state: "deleted", version: 4 } });
  expect(await acme.hosts()).toEqual([acme.host]);
  must(await acme.event(id, { kind: "purged" }));
  expect(await acme.hostname(id)).toMatchObject({
    state: "deleted",
    version: 4,
    cloudflare_id: null,
    registration: null,
  });
  must(await acme.event(id, { kind: "cooled" }));
  expect(await acme.hostname(id)).toMatchObject({ state: "deleted" });
  await acme.age(id, "8 days");
  must(await acme.event(id, { kind: "cooled" }));
  expect(await acme.hostname(id)).toMatchObject({ state: "released", version: 5 });
  expect((await acme.story(id)).map(({ event, data }) => `${event} ${String(data["version"])}`)).toEqual([
    "hostname.added 1",
    "hostname.proven 2",
    "hostname.activated 3",
    "hostname.removed 4",
    "hostname.released 5",
  ]);
  expect((await acme.news(id)).toSorted()).toEqual(["active admin", "active owner"]);
  // Nothing that comes late brings it back.
  for (const state of ["active", "pending_cloudflare", "deleted", "released"] as const) {
    const registration = registrationOf(hostname, "active", "active");
    must(await acme.event(id, { kind: "observed", registration }, { state }));
  }
  expect(await acme.hostname(id)).toMatchObject({ state: "released", version: 5 });
  expect(await acme.add(hostname, { audit: by("user", "usr_nobody") })).toEqual(refused("forbidden"));
});
