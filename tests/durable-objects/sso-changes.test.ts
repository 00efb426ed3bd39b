import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newIdentifier } from "../../src/identifiers/identifier.ts";
import { by } from "./organization.ts";
import { challengeOf, fieldsWith, newDomain, SsoOrganization } from "./single-sign-on.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
let acme: SsoOrganization;
beforeAll(async () => {
  world = await startWorld("test-gatekeeper-sso");
  acme = await SsoOrganization.create(world);
});
afterAll(() => world.stop());

describe("a provider", () => {
  test("is made with its domains, its first version and its row in the audit log, without its secret in either", async () => {
    const [id, fields] = [newIdentifier("sso"), fieldsWith({ label: "Entra" })];
    expect(await acme.make(fields, { providerId: id, sealedSecret: "sealed-secret" })).toMatchObject({ ok: true });
    expect(await acme.row(id)).toMatchObject({ label: "Entra", client_secret: "sealed-secret", authority: "owner" });
    const history = await acme.history(id);
    expect(history).toEqual([{ version: 1, act: "created", document: fields }]);
    const logs = await world.sql`select * from audit_logs where target_id = ${id}`;
    expect(logs).toMatchObject([{ event: "sso.provider_created", target_name: "Entra", actor_id: acme.owner.id }]);
    expect(JSON.stringify([history, logs])).not.toContain("sealed-secret");
  });

  test("whose creation is repeated is made once; the same key for another one is refused", async () => {
    const [providerId, fields] = [newIdentifier("sso"), fieldsWith()];
    expect(await acme.make(fields, { providerId, fingerprint: "one" })).toMatchObject({ ok: true });
    expect(await acme.make(fields, { providerId, fingerprint: "one" })).toMatchObject({ ok: true });
    expect(await acme.history(providerId)).toHaveLength(1);
    expect(await world.sql`select from audit_logs where target_id = ${providerId}`).toHaveLength(1);
    const other = await acme.make(fieldsWith(), { providerId, fingerprint: "another" });
    expect(other).toEqual({ ok: false, failure: "key_reused" });
    await acme.remove(providerId, 1);
    const again = await acme.make(fields, { providerId, fingerprint: "one" });
    expect(again).toEqual({ ok: false, failure: "key_reused" });
  });

  test("without a way to repeat its creation is never taken for another", async () => {
    const { id, fields } = await acme.provider();
    expect(await acme.make(fields, { providerId: id })).toEqual({ ok: false, failure: "key_reused" });
  });
});
