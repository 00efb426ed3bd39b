import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { Json } from "./client.ts";
import {
  look,
  newHostname,
  newServedHostname,
  publishRecord,
  setCloudflare,
  setFault,
  setRecord,
} from "./hostname-proof.ts";
import { makeLookDue } from "./hostname-schedule.ts";
import { afterLooks, hostnamesPath, newAskingTenant } from "./hostname-world.ts";
import { asSuperuser } from "./platform.ts";
import { ok } from "./sso-world.ts";
import { eventually, newTenant, visitor, type Tenant } from "./world.ts";

/*
 * A name that is lost: its zone may be somebody else's by now, who may even lead it here. And a zone of which strange
 * things can be read.
 */

let tenant: Tenant;
beforeEach(async () => {
  tenant = await newAskingTenant("loss");
});
afterAll(afterLooks);

const codesOf = ({ errors }: Json): string[] => errors.map(({ code }: Json) => code);
const read = async ({ id }: Json): Promise<Json> => ok(await tenant.owner.get(`${hostnamesPath}/${id}`)).json;
const servedAt = async (hostname: string): Promise<string | null> =>
  (await (await visitor(hostname)).get("/api/tenancy/current")).json.organizationId ?? null;

/** The time of its next look has come, and that look is over. */
async function lookedAtByItself({ id }: Json): Promise<Json> {
  const { checkedAt } = await read({ id });
  await asSuperuser((sql) => makeLookDue(sql, id));
  // Any change of the organization has its gatekeeper begin.
  await newHostname(tenant.owner);
  return eventually(
    () => read({ id }),
    (now) => now.checkedAt !== checkedAt,
    60_000,
  );
}

/** Time goes by for a hostname. */
async function agedBy({ id }: Json, interval: string): Promise<void> {
  await asSuperuser(
    (sql) => sql`update hostnames set state_since = state_since - ${interval}::interval,
                                      proven_at = proven_at - ${interval}::interval where id = ${id}`,
  );
}

/** As long as one resolver says otherwise, or nothing, nobody knows that the record is not there. */
async function keptWhileInDoubt(hostname: Json, state: string): Promise<void> {
  const { name } = hostname.record;
  for (const fault of ["nxdomain", "servfail"]) {
    await setFault({ name, type: "TXT", resolver: "resolve", fault });
    expect((await lookedAtByItself(hostname)).lifecycleStatus, fault).toBe(state);
  }
  await setFault({ name, type: "TXT", resolver: "resolve", fault: null });
}

describe.each([
  ["moved", { status: "moved" }],
  ["error", { sslStatus: "validation_timed_out" }],
])("a hostname in %s", (state, words) => {
  test("is not had back without its record, by whoever leads the name here: neither by asking nor by Cloudflare's word", async () => {
    const served = await newServedHostname(tenant.owner);
    const { hostname, record } = served;
    await setCloudflare(hostname, words);
    expect((await look(tenant.owner, served)).lifecycleStatus).toBe(state);
    // The zone is another's now, with a site of theirs here.
    await setRecord(record.name, "TXT", "gatehouse-hostname=of-somebody-else");
    await setRecord(hostname, "CNAME", served.cnameTarget);
    const asked = await look(tenant.owner, served);
    expect(asked.lifecycleStatus).toBe(state);
    expect(asked.dns.txt).toMatchObject({ outcome: "other", seen: ["gatehouse-hostname=of-somebody-else"] });
    expect(codesOf(asked)).toContain("txt_other");
    await setCloudflare(hostname, { status: "active", sslStatus: "active" });
    for (const looked of [await look(tenant.owner, served), await lookedAtByItself(served)]) {
      expect(looked).toMatchObject({ lifecycleStatus: state, cloudflare: { status: "active", sslStatus: "active" } });
      expect(codesOf(looked)).toContain("txt_other");
    }
    expect(await servedAt(hostname)).toBeNull();
  });

  test("comes back by itself where its record still stands and Cloudflare serves it again", async () => {
    const served = await newServedHostname(tenant.owner);
    await setCloudflare(served.hostname, words);
    expect((await look(tenant.owner, served)).lifecycleStatus).toBe(state);
    await setCloudflare(served.hostname, { status: "active", sslStatus: "active" });
    expect(await lookedAtByItself(served)).toMatchObject({ lifecycleStatus: "active", errors: [] });
  });

  test("comes back when its record is shown again and somebody asks", async () => {
    const served = await newServedHostname(tenant.owner);
    await setCloudflare(served.hostname, words);
    await setRecord(served.record.name, "TXT");
    await look(tenant.owner, served);
    const asked = await look(tenant.owner, served);
    expect(asked.lifecycleStatus).toBe(state);
    const missing = asked.errors.find(({ code }: Json) => code === "txt_missing");
    expect(missing.message).toContain(served.record.value);
    await publishRecord(served);
    expect((await look(tenant.owner, served)).lifecycleStatus).toBe("pending_cloudflare");
    await setCloudflare(served.hostname, { status: "active", sslStatus: "active" });
    expect((await look(tenant.owner, served)).lifecycleStatus).toBe("active");
  });

  test("is given up after thirty days without its record, and kept from others for a week like any other", async () => {
    const served = await newServedHostname(tenant.owner);
    await setCloudflare(served.hostname, words);
    await look(tenant.owner, served);
    await agedBy(served, "31 days");
    await keptWhileInDoubt(served, state);
    await setRecord(served.record.name, "TXT");
    expect(await lookedAtByItself(served)).toMatchObject({ lifecycleStatus: "deleted" });
    const thief = await newTenant("thief");
    const taken = await thief.owner.post(hostnamesPath, { hostname: served.hostname });
    expect([taken.status, taken.json.code]).toEqual([409, "HOSTNAME_TAKEN"]);
  });
});

describe("a hostname under way", () => {
  test("that was proven long ago is not served at its next owner's without its record, however often Cloudflare is asked anew", async () => {
    const added = await newHostname(tenant.owner);
    const { hostname, record } = added;
    await publishRecord(added);
    const pending = await look(tenant.owner, added);
    expect(pending.lifecycleStatus).toBe("pending_cloudflare");
    await agedBy(added, "2 days");
    // The zone is another's now, with a site of theirs here.
    await setRecord(record.name, "TXT", "gatehouse-hostname=of-somebody-else");
    await setRecord(hostname, "CNAME", added.cnameTarget);
    const anew = { headers: { "if-match": `"${pending.version}"` } };
    ok(await tenant.owner.patch(`${hostnamesPath}/${added.id}`, { validation: "txt" }, anew));
    await look(tenant.owner, added);
    await setCloudflare(hostname, { status: "active", sslStatus: "active" });
    for (const looked of [await look(tenant.owner, added), await lookedAtByItself(added)]) {
      expect(looked).toMatchObject({
        lifecycleStatus: "pending_cloudflare",
        cloudflare: { status: "active", sslStatus: "active" },
      });
      expect(codesOf(looked)).toEqual(["txt_other"]);
    }
    expect(await servedAt(hostname)).toBeNull();
    await publishRecord(added);
    expect(await look(tenant.owner, added)).toMatchObject({ lifecycleStatus: "active", errors: [] });
  });

  test("is given up after thirty days without its record", async () => {
    const added = await newHostname(tenant.owner);
    await publishRecord(added);
    expect((await look(tenant.owner, added)).lifecycleStatus).toBe("pending_cloudflare");
    await agedBy(added, "31 days");
    await keptWhileInDoubt(added, "pending_cloudflare");
    await setRecord(added.record.name, "TXT");
    expect(await lookedAtByItself(added)).toMatchObject({ lifecycleStatus: "deleted" });
  });
});

describe("a record of strange characters", () => {
  test.each([
    ["halves of characters where it is cut", `${"x".repeat(199)}😀😀`, `${"x".repeat(199)}😀`],
    ["a NUL", "a\u0000b", "a\uFFFDb"],
    ["line ends and escapes", "a\r\n\u001B[31mb", "a\uFFFD\uFFFD\uFFFD[31mb"],
  ])("is told like any other: %s", async (_, text, told) => {
    const added = await newHostname(tenant.owner);
    await setRecord(added.record.name, "TXT", text);
    const looked = await look(tenant.owner, added);
    expect(looked.dns.txt).toMatchObject({ outcome: "other", seen: [told] });
    expect(codesOf(looked)).toEqual(["txt_other"]);
  });
});
