import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./client.ts";
import {
  look,
  newHostname,
  newServedHostname,
  publishRecord,
  setCloudflare,
  setFault,
  setRecord,
} from "./hostname-proof.ts";
import { afterLooks, hostnamesPath, newAskingTenant, uniqueHostname } from "./hostname-world.ts";
import { ifMatch, ok, uniqueDomain } from "./sso-world.ts";
import { auditWith, eventually, newMember, visitor, type Tenant } from "./world.ts";

let tenant: Tenant;
let admin: Client;
beforeAll(async () => {
  tenant = await newAskingTenant("looks");
  admin = (await newMember(tenant, "admin")).client;
});
afterAll(afterLooks);

const target = "customers.localhost";
const codesOf = ({ errors }: Json): string[] => errors.map(({ code }: Json) => code);
const read = async ({ id }: Json): Promise<Json> => ok(await admin.get(`${hostnamesPath}/${id}`)).json;
const remove = async (hostname: Json): Promise<void> => {
  ok(await admin.delete(`${hostnamesPath}/${hostname.id}`, ifMatch(await read(hostname))));
};
/** What stands in Cloudflare's list of a name, as its API says it. */
const registered = async (hostname: string): Promise<boolean> => {
  const cloudflare = await visitor("cloudflare.localhost");
  const all = ok(await cloudflare.get("/_control/custom-hostnames")).json as Json[];
  return all.some((one) => one.hostname === hostname);
};

describe("a hostname whose record is looked for", () => {
  test("goes from its record to being served, and each step is told", async () => {
    const added = await newHostname(admin);
    const { hostname } = added;
    const before = await look(admin, added);
    expect(before).toMatchObject({ version: 1, lifecycleStatus: "awaiting_txt" });
    expect(before.dns).toMatchObject({
      txt: { outcome: "missing", seen: [], expected: added.record.value },
      cname: { outcome: "missing", seen: [], expected: target },
      caa: { outcome: "allowed", at: null, seen: [] },
    });
    expect(before.errors).toEqual([{ code: "txt_missing", message: expect.stringContaining(added.record.name) }]);
    expect(await registered(hostname)).toBe(false);

    await publishRecord(added);
    const proven = await look(admin, added);
    expect(proven.lifecycleStatus).toBe("pending_cloudflare");
    expect(proven.dns.txt).toMatchObject({ outcome: "found", seen: [added.record.value] });
    expect(proven.cloudflare).toMatchObject({ status: "pending" });
    expect(codesOf(proven)).toContain("cname_missing");
    expect(proven.records).toContainEqual({
      purpose: "ownership",
      type: "TXT",
      name: `_cf-custom-hostname.${hostname}`,
      value: expect.any(String),
    });
    expect(await registered(hostname)).toBe(true);
    const door = await visitor(hostname);
    expect((await door.get("/api/tenancy/current")).status).toBe(404);

    await setCloudflare(hostname, { status: "active", sslStatus: "active" });
    const active = await look(admin, added);
    expect(active).toMatchObject({
      lifecycleStatus: "active",
      nextCheckAt: expect.any(String),
      errors: [],
      cloudflare: { status: "active", sslStatus: "active" },
    });
    expect(await read(added)).toEqual(active);
    // It was asked for a moment ago, and what is unknown is remembered for five seconds.
    const opened = await eventually(
      () => door.get("/api/tenancy/current"),
      ({ status }) => status === 200,
    );
    expect(opened.json.slug).toBe(tenant.slug);
    const log = await auditWith(admin, "hostname.activated");
    const own = log.filter((row) => row.target?.id === added.id).map(({ event }) => event);
    expect(own.toReversed()).toEqual(["hostname.added", "hostname.proven", "hostname.activated"]);
    await remove(active);
  });

  test("is told what was mistyped", async () => {
    const added = await newHostname(admin);
    await setRecord(added.record.name, "TXT", "gatehouse-hostname=another", "v=spf1 -all");
    const looked = await look(admin, added);
    expect(looked.dns.txt).toMatchObject({ outcome: "other", seen: ["gatehouse-hostname=another", "v=spf1 -all"] });
    expect(looked.errors).toEqual([
      {
        code: "txt_other",
        message: expect.stringMatching(/we see `gatehouse-hostname=another`.*we expect `gatehouse/),
      },
    ]);
    await remove(looked);
  });

  test.each(["dns-query", "resolve"] as const)(
    "proves nothing where only one resolver sees it, and Cloudflare is not asked: %s is behind",
    async (resolver) => {
      const added = await newHostname(admin);
      for (const fault of ["nxdomain", "other"]) {
        await setFault({ name: added.record.name, resolver, fault, values: ["something else"] });
        await publishRecord(added);
        const looked = await look(admin, added);
        expect(looked).toMatchObject({ lifecycleStatus: "awaiting_txt", version: 1 });
        expect(looked.dns.txt.outcome).toBe("disagreement");
        expect(codesOf(looked)).toEqual(["resolvers_disagree"]);
      }
      expect(await registered(added.hostname)).toBe(false);
      await setFault({ name: added.record.name, resolver, fault: null });
      expect((await look(admin, added)).lifecycleStatus).toBe("pending_cloudflare");
      await remove(added);
    },
  );

  test.each(["servfail", "truncated", "malformed", "huge"])(
    "is not taken for missing when a resolver answers with %s: nothing changes",
    async (fault) => {
      const added = await newHostname(admin);
      await setFault({ name: added.record.name, resolver: "resolve", fault });
      await publishRecord(added);
      const unclear = await admin.post(`${hostnamesPath}/${added.id}/verify`);
      expect([unclear.status, unclear.json.code]).toEqual([503, "UNAVAILABLE"]);
      expect(unclear.json.detail).toContain("DNS");
      expect(await read(added)).toMatchObject({ lifecycleStatus: "awaiting_txt", version: 1 });
      expect(await registered(added.hostname)).toBe(false);
      await setFault({ name: added.record.name, resolver: "resolve", fault: null });
      await remove(added);
    },
  );

  test("is found beside forty other texts, of which ten are told", async () => {
    const added = await newHostname(admin);
    const others = Array.from({ length: 40 }, (_, index) => `${index}-${"x".repeat(1_000)}`);
    await setRecord(added.record.name, "TXT", ...others, added.record.value);
    const looked = await look(admin, added);
    expect(looked.lifecycleStatus).toBe("pending_cloudflare");
    expect(looked.dns.txt.seen).toHaveLength(10);
    expect(Math.max(...looked.dns.txt.seen.map((text: string) => text.length))).toBe(200);
    await remove(looked);
  });
});

describe("where a hostname leads", () => {
  test("may be the target by way of other names", async () => {
    const added = await newHostname(admin);
    const [one, two] = [uniqueHostname(), uniqueHostname()];
    await setRecord(added.hostname, "CNAME", one);
    await setRecord(one, "CNAME", two);
    await setRecord(two, "CNAME", target);
    expect((await look(admin, added)).dns.cname).toMatchObject({ outcome: "found", seen: [one, two, target] });
    await remove(added);
  });

  test("is told when it is elsewhere or a circle, once the hostname is proven", async () => {
    const added = await newHostname(admin);
    const [one, two] = [uniqueHostname(), uniqueHostname()];
    await setRecord(added.hostname, "CNAME", one);
    await setRecord(one, "CNAME", two);
    await setRecord(two, "CNAME", one);
    await publishRecord(added);
    await look(admin, added);
    const looked = await look(admin, added);
    expect(looked.dns.cname.outcome).toBe("other");
    const wrong = looked.errors.find(({ code }: Json) => code === "cname_other");
    expect(wrong.message).toContain(`\`${one}\``);
    expect(wrong.message).toContain(`\`${target}\``);
    await remove(looked);
  });
});

describe("who may issue its certificate", () => {
  const withCaa = async (at: (domain: string) => string, ...records: readonly string[]) => {
    const domain = uniqueDomain();
    await setRecord(at(domain), "CAA", ...records);
    const added = await newHostname(admin, { hostname: `app.${domain}` });
    const looked = await look(admin, added);
    await remove(added);
    return { ...looked, domain };
  };

  test("is decided by a record above it, and told with what would help", async () => {
    const looked = await withCaa((domain) => domain, '0 issue "ca.example"', '0 iodef "mailto:a@acme.example"');
    expect(looked.dns.caa).toMatchObject({
      outcome: "forbidden",
      at: looked.domain,
      seen: ['0 issue "ca.example"', '0 iodef "mailto:a@acme.example"'],
      expected: ["letsencrypt.org", "pki.goog", "ssl.com"],
    });
    const caa = looked.errors.find(({ code }: Json) => code === "caa_forbids");
    expect(caa.message).toContain('`0 issue "ca.example"`');
    expect(caa.message).toContain("letsencrypt.org");
  });

  test.each([
    ["allowed", ['0 issue "letsencrypt.org"']],
    ["allowed", ['0 issue "ca.example"', '0 issue "pki.goog; cansignhttpexchanges=yes"']],
    ["allowed", ['0 iodef "mailto:a@acme.example"']],
    ["allowed", ['0 issuewild ";"']],
    ["forbidden", ['0 issue ";"']],
    ["forbidden", ['0 issue "letsencrypt.org"', '128 unknown "x"']],
    ["forbidden", ['0 issue "notletsencrypt.org"']],
  ])("is %s by %j at the name itself", async (outcome, records) => {
    const looked = await withCaa((domain) => `app.${domain}`, ...records);
    expect(looked.dns.caa).toMatchObject({ outcome, at: `app.${looked.domain}` });
  });

  test("is read from bytes as well, where a resolver does not know the type", async () => {
    const domain = uniqueDomain();
    await setRecord(domain, "CAA", '0 issue "ca.example"');
    await setFault({ name: domain, type: "CAA", resolver: "dns-query", fault: "hex" });
    const added = await newHostname(admin, { hostname: `app.${domain}` });
    expect((await look(admin, added)).dns.caa).toMatchObject({ outcome: "forbidden", seen: ['0 issue "ca.example"'] });
    await remove(added);
  });
});

describe("a look", () => {
  test("at another organization's hostname, or at none, is not found", async () => {
    const other = await newAskingTenant("looks");
    const theirs = await newHostname(other.owner);
    for (const id of [theirs.id, "hst_000000000000000000000000"]) {
      const refused = await admin.post(`${hostnamesPath}/${id}/verify`);
      expect([refused.status, refused.json.code]).toEqual([404, "NOT_FOUND"]);
    }
  });

  test("that shows the record second is refused, however fresh its proof: the name has its holder", async () => {
    const other = await newAskingTenant("looks");
    const ours = await newHostname(admin);
    const theirs = await newHostname(other.owner, { hostname: ours.hostname });
    await setRecord(ours.record.name, "TXT", ours.record.value, theirs.record.value);
    expect((await look(admin, ours)).lifecycleStatus).toBe("pending_cloudflare");
    const refused = await other.owner.post(`${hostnamesPath}/${theirs.id}/verify`);
    expect([refused.status, refused.json.code]).toEqual([409, "HOSTNAME_TAKEN"]);
    await remove(ours);
    expect((await other.owner.post(`${hostnamesPath}/${theirs.id}/verify`)).json.code).toBe("HOSTNAME_TAKEN");
  });

  test("after a failure has Cloudflare try again", async () => {
    const served = await newServedHostname(admin);
    expect(served.lifecycleStatus).toBe("active");
    await setCloudflare(served.hostname, { status: "active", sslStatus: "validation_timed_out" });
    const failed = await look(admin, served);
    expect(failed).toMatchObject({ lifecycleStatus: "error", cloudflare: { sslStatus: "validation_timed_out" } });
    expect(failed.errors[0]).toEqual({ code: "validation_timed_out", message: expect.stringMatching(/\.$/) });
    const retried = await look(admin, failed);
    expect(retried.lifecycleStatus).toBe("pending_cloudflare");
    expect(retried.version).toBeGreaterThan(failed.version);
    await remove(retried);
  });
});
