import { beforeAll, describe, expect, test } from "vitest";
import type { CallOptions, Client, Json } from "./client.ts";
import { newHostname } from "./hostname-proof.ts";
import { hostnamesPath, uniqueHostname } from "./hostname-world.ts";
import { asSuperuser } from "./platform.ts";
import { ifMatch, ok, uniqueDomain } from "./sso-world.ts";
import { auditWith, newMember, newTenant, visitor, type Tenant } from "./world.ts";

let tenant: Tenant;
let admin: Client;
beforeAll(async () => {
  tenant = await newTenant("names");
  admin = (await newMember(tenant, "admin")).client;
});

const at = ({ id }: Json, rest = "") => `${hostnamesPath}/${id}${rest}`;
const listOf = async (client: Client, query = ""): Promise<Json[]> =>
  ok(await client.get(`${hostnamesPath}${query}`)).json.items;
/** Without what the looks change that every hostname gets by itself. */
const decided = ({ dns: _dns, checkedAt: _at, nextCheckAt: _next, errors: _errors, ...rest }: Json): Json => rest;
const keyed = (key: string): CallOptions => ({ headers: { "idempotency-key": key } });

describe("a hostname that is added", () => {
  test("says what is to be done for it, and waits for its record", async () => {
    const hostname = uniqueHostname();
    const reply = ok(await admin.post(hostnamesPath, { hostname }), 201);
    const added = reply.json;
    expect(added).toMatchObject({
      id: expect.stringMatching(/^hst_[0-9a-z]{24}$/),
      version: 1,
      hostname,
      displayHostname: hostname,
      lifecycleStatus: "awaiting_txt",
      validation: "http",
      record: {
        name: `_gatehouse.${hostname}`,
        type: "TXT",
        value: expect.stringMatching(/^gatehouse-hostname=[\w-]{32,}$/),
      },
      cnameTarget: "customers.localhost",
      records: [],
      dns: null,
      cloudflare: null,
      certificateExpiresAt: null,
      isPrimary: false,
      reservedUntil: null,
      createdBy: { name: "Max admin" },
      errors: [],
    });
    expect(reply.headers.get("etag")).toBe('"1"');
    expect(reply.headers.get("location")).toBe(at(added));
    const read = ok(await admin.get(at(added)));
    expect(read.headers.get("etag")).toBe('"1"');
    expect(decided(read.json)).toEqual(decided(added));
    expect((await listOf(admin)).map(decided)).toContainEqual(decided(added));
    const log = await auditWith(admin, "hostname.added");
    expect(log.find(({ target }) => target?.id === added.id)).toMatchObject({
      actor: { type: "user", name: "Max admin" },
      target: { type: "hostname", name: hostname },
    });
  });

  test("is the name that is meant, however it is typed, and is shown in both of its forms", async () => {
    const domain = uniqueDomain();
    const german = await newHostname(admin, { hostname: ` HTTPS://BÜCHER.${domain.toUpperCase()}./shop?x#y ` });
    expect(german).toMatchObject({
      hostname: `xn--bcher-kva.${domain}`,
      displayHostname: `bücher.${domain}`,
      record: { name: `_gatehouse.xn--bcher-kva.${domain}` },
    });
    const wide = await newHostname(admin, { hostname: `ａｐｐ。${domain}:443` });
    expect(wide.hostname).toBe(`app.${domain}`);
    ok(await admin.delete(at(german), ifMatch(german)));
    ok(await admin.delete(at(wide), ifMatch(wide)));
  });

  test.each([
    ["not_a_name", "app acme.example"],
    ["not_a_name", "a_b.acme.example"],
    ["not_a_name", "app.xn--a.example"],
    ["not_a_name", "xn--wca.acme.example"],
    ["not_a_name", "app.ac\u200dme.example"],
    ["not_a_name", "user@app.acme.example"],
    ["too_long", `${"a".repeat(60)}.acme.example`],
    ["wildcard", "*.acme.example"],
    ["ip_address", "0x7f.1"],
    ["ip_address", "http://[::1]:8787/"],
    ["single_label", "intranet"],
    ["public_suffix", "co.uk"],
    ["public_suffix", "github.io"],
    ["apex", "acme.co.uk"],
    ["apex", "acme.localhost"],
    ["own_name", "localhost"],
    ["own_name", "app.localhost"],
    ["own_name", "admin.localhost"],
    ["own_name", "globex.app.localhost"],
    ["own_name", "customers.localhost"],
  ])("is refused as %s, in a sentence: %s", async (reason, hostname) => {
    const before = await listOf(admin);
    const refused = ok(await admin.post(hostnamesPath, { hostname }), 422);
    expect(refused.json).toMatchObject({ code: "HOSTNAME_REFUSED", reason, detail: expect.stringMatching(/\.$/) });
    expect((await listOf(admin)).map(decided)).toEqual(before.map(decided));
  });

  test.each([
    [{}],
    [{ hostname: 1 }],
    [{ hostname: "app.acme.example", validation: "email" }],
    [{ hostname: "a", x: 1 }],
  ])("is not taken out of a body that is no request for one: %j", async (body) => {
    expect((await admin.post(hostnamesPath, body)).json.code).toBe("INVALID_REQUEST");
  });

  test("may be one below localhost on this machine", async () => {
    const { slug } = tenant;
    const added = await newHostname(admin, { hostname: `app.${slug}.localhost` });
    expect(added.hostname).toBe(`app.${slug}.localhost`);
    ok(await admin.delete(at(added), ifMatch(added)));
  });

  test("is there once: the organization cannot have it twice", async () => {
    const added = await newHostname(admin);
    const again = await admin.post(hostnamesPath, { hostname: added.hostname.toUpperCase() });
    expect([again.status, again.json.code]).toEqual([409, "HOSTNAME_IN_USE"]);
    ok(await admin.delete(at(added), ifMatch(added)));
  });

  test("can wait at two organizations, which know nothing of each other, as long as nobody has shown its record", async () => {
    const other = await newTenant("names");
    const ours = await newHostname(admin);
    const theirs = await newHostname(other.owner, { hostname: ours.hostname });
    expect(theirs.record.value).not.toBe(ours.record.value);
    ok(await admin.delete(at(ours), ifMatch(ours)));
  });

  test.each(["pending_cloudflare", "active", "error", "moved", "deleted"])(
    "is refused while another organization holds it in the state %s",
    async (state) => {
      const other = await newTenant("names");
      const theirs = await newHostname(other.owner);
      const become = (next: string) =>
        asSuperuser((sql) =>
          sql.begin(async (tx) => {
            await tx`select set_config('app.organization_id', ${other.id}, true)`;
            await tx`update hostnames set state = ${next}, proven_at = now() where id = ${theirs.id}`;
          }),
        );
      await become(state);
      const refused = await admin.post(hostnamesPath, { hostname: theirs.hostname });
      expect([refused.status, refused.json.code]).toEqual([409, "HOSTNAME_TAKEN"]);
      expect(refused.text).not.toContain(other.slug);
      await become("released");
      const added = await newHostname(admin, { hostname: theirs.hostname });
      ok(await admin.delete(at(added), ifMatch(added)));
    },
  );
});

describe("a creation that may be sent again", () => {
  test("adds one hostname, and answers with it each time", async () => {
    const body = { hostname: uniqueHostname() };
    const first = ok(await admin.post(hostnamesPath, body, keyed("retry")), 201);
    const typed = { hostname: `https://${body.hostname.toUpperCase()}/`, validation: "http" };
    const again = ok(await admin.post(hostnamesPath, typed, keyed("retry")), 201);
    expect(decided(again.json)).toEqual(decided(first.json));
    expect(again.headers.get("location")).toBe(first.headers.get("location"));
    ok(await admin.delete(at(first.json), ifMatch(first.json)));
  });

  test("adds one hostname when it is sent ten times at once", async () => {
    const body = { hostname: uniqueHostname() };
    const sent = await Promise.all(Array.from({ length: 10 }, () => admin.post(hostnamesPath, body, keyed("at-once"))));
    expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(sent.map(({ json }) => JSON.stringify(decided(json)))).size).toBe(1);
    const [added] = sent;
    ok(await admin.delete(at(added?.json), ifMatch(added?.json)));
  });

  test("is another request with another name in it, or another way to validate", async () => {
    const body = { hostname: uniqueHostname() };
    const made = ok(await admin.post(hostnamesPath, body, keyed("other")), 201).json;
    for (const more of [{ hostname: uniqueHostname() }, { validation: "txt" }]) {
      const refused = await admin.post(hostnamesPath, { ...body, ...more }, keyed("other"));
      expect([refused.status, refused.json.code]).toEqual([422, "IDEMPOTENCY_KEY_REUSED"]);
    }
    ok(await admin.delete(at(made), ifMatch(made)));
  });

  test("has no key with space in it", async () => {
    const refused = await admin.post(hostnamesPath, { hostname: uniqueHostname() }, keyed("two words"));
    expect([refused.status, refused.json.code]).toEqual([400, "INVALID_REQUEST"]);
  });
});

describe("how many there may be", () => {
  test("on their way at once is ten", async () => {
    const { owner } = await newTenant("names");
    // They wait for each other: one that has waited too long is sent again, and is the same one.
    const insist = async (key: string) => {
      const hostname = uniqueHostname();
      let reply = await owner.post(hostnamesPath, { hostname }, keyed(key));
      while (reply.status === 503) reply = await owner.post(hostnamesPath, { hostname }, keyed(key));
      return reply;
    };
    const sent = await Promise.all(Array.from({ length: 14 }, (_, index) => insist(`pending-${index}`)));
    expect(sent.filter(({ status }) => status === 201)).toHaveLength(10);
    const refused = sent.filter(({ status }) => status !== 201);
    expect(new Set(refused.map(({ status, json }) => `${status} ${json.code}`))).toEqual(
      new Set(["409 HOSTNAME_TOO_MANY_PENDING"]),
    );
    const [one] = await listOf(owner);
    ok(await owner.delete(at(one), ifMatch(one)));
    await newHostname(owner);
    expect((await owner.post(hostnamesPath, { hostname: uniqueHostname() })).status).toBe(409);
  });

  test("added in a day is fifty, however many of them were removed", async () => {
    const { owner, id } = await newTenant("names");
    await asSuperuser(
      (sql) => sql`
        insert into hostnames (organization_id, id, hostname, challenge, state)
        select ${id}, 'hst_' || left(md5(${id} || n::text), 24), 'a' || n || '.acme.example', 'x', 'released'
        from generate_series(1, 49) n`,
    );
    await newHostname(owner);
    const refused = await owner.post(hostnamesPath, { hostname: uniqueHostname() });
    expect([refused.status, refused.json.code]).toEqual([429, "HOSTNAME_DAILY_LIMIT"]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(23 * 60 * 60);
    expect(Number(refused.headers.get("retry-after"))).toBeLessThanOrEqual(24 * 60 * 60 + 60);
    // There is room as soon as the oldest of them is a day old.
    const oldest = (hours: number) =>
      asSuperuser(
        (sql) => sql`
          update hostnames set created_at = now() - make_interval(hours => ${hours})
          where organization_id = ${id} and hostname = 'a7.acme.example'`,
      );
    await oldest(20);
    const sooner = await owner.post(hostnamesPath, { hostname: uniqueHostname() });
    expect(Number(sooner.headers.get("retry-after"))).toBeGreaterThan(3 * 60 * 60);
    expect(Number(sooner.headers.get("retry-after"))).toBeLessThanOrEqual(4 * 60 * 60 + 60);
    await oldest(24);
    await newHostname(owner);
  });
});

describe("a hostname", () => {
  test("is changed and removed by whoever has seen it as it is", async () => {
    const added = await newHostname(admin);
    for (const change of [
      (headers?: CallOptions) => admin.patch(at(added), { validation: "txt" }, headers),
      (headers?: CallOptions) => admin.delete(at(added), headers),
    ]) {
      const blind = await change();
      expect([blind.status, blind.json.code]).toEqual([428, "PRECONDITION_REQUIRED"]);
      const late = await change({ headers: { "if-match": '"7"' } });
      expect([late.status, late.json.code]).toEqual([412, "PRECONDITION_FAILED"]);
      expect(decided(late.json.current)).toEqual(decided(added));
      expect(late.headers.get("etag")).toBe('"1"');
      expect((await change({ headers: { "if-match": "*" } })).status).toBe(400);
    }
    const changed = ok(await admin.patch(at(added), { validation: "txt" }, ifMatch(added)));
    expect(changed.json).toMatchObject({ version: 2, validation: "txt", lifecycleStatus: "awaiting_txt" });
    expect(changed.headers.get("etag")).toBe('"2"');
    expect((await admin.patch(at(added), { validation: "http" }, ifMatch(added))).status).toBe(412);
    expect((await admin.patch(at(added), { hostname: "x.acme.example" }, ifMatch(changed.json))).status).toBe(400);
    ok(await admin.delete(at(added), ifMatch(changed.json)));
  });

  test("that was never proven is anybody's as soon as it is removed, and stays on record", async () => {
    const added = await newHostname(admin);
    const removed = ok(await admin.delete(at(added), ifMatch(added))).json;
    expect(removed).toMatchObject({ lifecycleStatus: "released", reservedUntil: null, nextCheckAt: null, errors: [] });
    expect(await listOf(admin)).not.toContainEqual(expect.objectContaining({ id: added.id }));
    expect((await listOf(admin, "?removed=true&limit=100")).map(decided)).toContainEqual(decided(removed));
    expect(decided(ok(await admin.get(at(added))).json)).toEqual(decided(removed));
    const late = await admin.patch(at(added), { validation: "txt" }, ifMatch(removed));
    expect([late.status, late.json.code]).toEqual([409, "WRONG_STATE"]);
    const again = await newHostname(admin, { hostname: added.hostname });
    expect(again.id).not.toBe(added.id);
    expect(again.record.value).not.toBe(added.record.value);
    ok(await admin.delete(at(again), ifMatch(again)));
  });

  test("that was proven stays reserved for a week after its removal", async () => {
    const added = await newHostname(admin);
    await asSuperuser((sql) => sql`update hostnames set state = 'error', proven_at = now() where id = ${added.id}`);
    const removed = ok(await admin.delete(at(added), ifMatch(added))).json;
    expect(removed.lifecycleStatus).toBe("deleted");
    expect(Date.parse(removed.reservedUntil) - Date.parse(removed.stateSince)).toBe(7 * 24 * 60 * 60 * 1000);
    // Once more changes nothing: the week is not begun anew.
    expect(ok(await admin.delete(at(added), ifMatch(removed))).json).toMatchObject({
      version: removed.version,
      reservedUntil: removed.reservedUntil,
    });
  });

  test("is listed in pages, oldest first", async () => {
    const { owner } = await newTenant("names");
    const added = [await newHostname(owner), await newHostname(owner), await newHostname(owner)];
    const first = ok(await owner.get(`${hostnamesPath}?limit=2`)).json;
    const second = ok(await owner.get(`${hostnamesPath}?limit=2&cursor=${first.nextCursor}`)).json;
    expect([...first.items, ...second.items].map(decided)).toEqual(added.map(decided));
    expect(second.nextCursor).toBeNull();
    expect((await owner.get(`${hostnamesPath}?cursor=nonsense`)).status).toBe(400);
    expect((await owner.get(`${hostnamesPath}?removed=maybe`)).status).toBe(400);
  });

  test("is nobody's business but its organization's admins'", async () => {
    const added = await newHostname(admin);
    const other = await newTenant("names");
    const calls = (client: Client) => [
      client.get(at(added)),
      client.patch(at(added), { validation: "txt" }, ifMatch(added)),
      client.delete(at(added), ifMatch(added)),
      client.post(at(added, "/verify")),
    ];
    const general = (client: Client) => [
      client.get(hostnamesPath),
      client.post(hostnamesPath, { hostname: uniqueHostname() }),
    ];
    const { client: member } = await newMember(tenant);
    const stranger = await visitor(tenant.host);
    const statuses = async (sent: readonly Promise<{ readonly status: number }>[]) =>
      new Set((await Promise.all(sent)).map(({ status }) => status));
    expect(await statuses([...calls(member), ...general(member)])).toEqual(new Set([403]));
    expect(await statuses([...calls(stranger), ...general(stranger)])).toEqual(new Set([401]));
    expect(await statuses(calls(other.owner))).toEqual(new Set([404]));
    expect(await listOf(other.owner)).toEqual([]);
    expect(decided(ok(await admin.get(at(added))).json)).toEqual(decided(added));
    ok(await admin.delete(at(added), ifMatch(added)));
  });
});
