import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startPlatform, type Platform } from "../local/platform.ts";
import { Client, type Json } from "./client.ts";
import { forgetState, ownState } from "./own-state.ts";
import { ifMatch, newProvider, ok, providersPath, uniqueDomain } from "./sso-world.ts";
import { StubResolver } from "./stub-resolver.ts";
import { auditWith, eventually, password } from "./world.ts";

const options = ownState("sso-domains");
const dns = new StubResolver();

let platform: Platform;
let sql: postgres.Sql;
beforeAll(async () => {
  platform = await startPlatform({ ...options, ...dns.options });
  sql = postgres(platform.postgres.url("postgres"), { max: 2, onnotice: () => undefined });
});
afterAll(async () => {
  await sql.end();
  await platform.stop();
  await forgetState(options);
});

let acme: Client;
let globex: Client;
beforeEach(async () => {
  const signedIn = async (slug: string) => {
    const client = new Client(platform.port, `${slug}.app.localhost`);
    ok(await client.post("/api/auth/sign-in/email", { email: `owner@${slug}.test`, password }));
    return client;
  };
  [acme, globex] = [await signedIn("acme"), await signedIn("globex")];
});

const read = async (client: Client, { id }: Json): Promise<Json> => ok(await client.get(`${providersPath}/${id}`)).json;
const verify = (client: Client, { id }: Json, body: object = {}) =>
  client.post(`${providersPath}/${id}/verify-domain`, body);
const shown = async (client: Client, { id }: Json): Promise<boolean> =>
  (await client.get("/api/tenancy/current")).json.providers.some((one: Json) => one.providerId === id);
const publish = ({ domains }: Json): void => {
  for (const { domain, record } of domains) dns.set(domain, record.value);
};

describe("a domain", () => {
  test("is verified by its record, and each is told what the DNS says of it", async () => {
    const [proven, mistyped, missing] = [uniqueDomain(), uniqueDomain(), uniqueDomain()];
    const provider = await newProvider(acme, { domains: [proven, mistyped, missing] });
    const recordOf = (domain: string) => provider.domains.find((one: Json) => one.domain === domain).record;
    dns.set(proven, "v=spf1 -all", recordOf(proven).value);
    dns.set(mistyped, recordOf(proven).value);
    expect(await shown(acme, provider)).toBe(false);
    const checked = ok(await verify(acme, provider));
    expect(checked.headers.get("etag")).toBe('"1"');
    expect(checked.json.checks).toEqual(
      expect.arrayContaining([
        { domain: proven, outcome: "verified", found: ["v=spf1 -all", recordOf(proven).value] },
        { domain: mistyped, outcome: "other_record", found: [recordOf(proven).value] },
        { domain: missing, outcome: "no_record", found: [] },
      ]),
    );
    const { checks: _, ...document } = checked.json;
    expect(document).toEqual(await read(acme, provider));
    const states = Object.fromEntries(document.domains.map(({ domain, verified }: Json) => [domain, verified]));
    expect(states).toEqual({ [proven]: true, [mistyped]: false, [missing]: false });
    expect(await shown(acme, provider)).toBe(true);
    const log = await auditWith(acme, "sso.domain_verified");
    expect(log.find(({ event }) => event === "sso.domain_verified")).toMatchObject({
      target: { type: "domain", id: proven },
      data: { provider: provider.id },
    });
  });

  test("is looked up alone when it is named, and not at all when it is not the provider's own", async () => {
    const [one, two, others] = [uniqueDomain(), uniqueDomain(), uniqueDomain()];
    const provider = await newProvider(acme, { domains: [one, two] });
    await newProvider(acme, { domains: [others] });
    publish(provider);
    dns.asked.length = 0;
    const checked = ok(await verify(acme, provider, { domain: one.toUpperCase() }));
    expect(checked.json.checks.map(({ domain }: Json) => domain)).toEqual([one]);
    expect(dns.asked).toEqual([`_gatehouse.${one}`]);
    expect((await verify(acme, provider, { domain: others })).status).toBe(404);
    expect((await verify(acme, { id: "sso_000000000000000000000000" })).status).toBe(404);
    expect((await verify(globex, provider)).status).toBe(404);
    expect((await verify(acme, provider, { domain: "acme" })).status).toBe(400);
    expect(ok(await verify(acme, await newProvider(acme))).json.checks).toEqual([]);
  });

  test("stays as it is while nobody can find out about it", async () => {
    const [one, two] = [uniqueDomain(), uniqueDomain()];
    const provider = await newProvider(acme, { domains: [one, two] });
    publish(provider);
    dns.silence(one);
    dns.silence(two);
    const silent = await verify(acme, provider);
    expect([silent.status, silent.json.code]).toEqual([503, "UNAVAILABLE"]);
    expect(await read(acme, provider)).toEqual(provider);
    dns.silence(two, false);
    const checked = ok(await verify(acme, provider)).json;
    expect(checked.checks).toContainEqual({ domain: one, outcome: "no_answer", found: [] });
    const states = Object.fromEntries(checked.domains.map((state: Json) => [state.domain, state]));
    expect(states[one]).toMatchObject({ verified: false, checkedAt: null });
    expect(states[two]).toMatchObject({ verified: true });
    dns.silence(one, false);
  });
});

describe("what only one of two resolvers sees", () => {
  test("proves nothing, and takes nothing away", async () => {
    const domains = [uniqueDomain()];
    const [domain = ""] = domains;
    const provider = await newProvider(acme, { domains });
    publish(provider);
    dns.disagree(domain);
    const half = ok(await verify(acme, provider)).json;
    expect(half.checks).toMatchObject([{ domain, outcome: "disagreement" }]);
    expect(half.domains).toMatchObject([{ verified: false, checkedAt: null }]);
    dns.disagree(domain, false);
    expect(ok(await verify(acme, provider)).json.domains).toMatchObject([{ verified: true, failingSince: null }]);
    dns.disagree(domain);
    expect(ok(await verify(acme, provider)).json.domains).toMatchObject([{ verified: true, failingSince: null }]);
    dns.set(domain);
    expect(ok(await verify(acme, provider)).json.domains).toMatchObject([{ failingSince: expect.any(String) }]);
  });
});

describe("two organizations that claim one domain", () => {
  test("each have a challenge of their own, and the other's proves nothing", async () => {
    const domains = [uniqueDomain()];
    const [ours, theirs] = [await newProvider(acme, { domains }), await newProvider(globex, { domains })];
    publish(ours);
    expect(ok(await verify(globex, theirs)).json.domains).toMatchObject([{ verified: false }]);
    expect(ok(await verify(acme, ours)).json.domains).toMatchObject([{ verified: true }]);
  });

  test("find one of them its owner, however many ask at once, until it lets go", async () => {
    const domains = [uniqueDomain()];
    const [ours, theirs] = [await newProvider(acme, { domains }), await newProvider(globex, { domains })];
    dns.set(domains[0] ?? "", ...[ours, theirs].map((provider) => provider.domains[0].record.value));
    const asked = await Promise.all(
      Array.from({ length: 12 }, async (_, turn) => {
        const isOurs = turn % 2 === 0;
        const reply = await (isOurs ? verify(acme, ours) : verify(globex, theirs));
        return { isOurs, reply };
      }),
    );
    const winners = asked.filter(({ reply }) => reply.status === 200);
    const losers = asked.filter(({ reply }) => reply.status === 409);
    expect([winners.length, losers.length]).toEqual([6, 6]);
    expect(losers.map(({ reply }) => reply.json.code)).toEqual(Array(6).fill("DOMAIN_TAKEN"));
    const weWon = winners.every(({ isOurs }) => isOurs);
    expect(losers.every(({ isOurs }) => isOurs !== weWon)).toBe(true);
    const [winner, won, loser, lost] = weWon ? [acme, ours, globex, theirs] : [globex, theirs, acme, ours];
    expect((await read(loser, lost)).domains).toMatchObject([{ verified: false }]);
    expect(await shown(loser, lost)).toBe(false);
    ok(await winner.delete(`${providersPath}/${won.id}`, ifMatch(won)), 204);
    expect(ok(await verify(loser, lost)).json.domains).toMatchObject([{ verified: true }]);
  });
});

describe("a verified domain", () => {
  const day = "25 hours";

  async function verifiedProvider(): Promise<Json> {
    const provider = await newProvider(acme, { domains: [uniqueDomain()] });
    publish(provider);
    ok(await verify(acme, provider));
    return provider;
  }
  /** Lets a day pass, and the cron come by. */
  async function aDayLater(provider: Json): Promise<void> {
    await sql`
      update sso_domains set checked_at = checked_at - ${day}::interval, failing_since = failing_since - ${day}::interval
      where provider_id = ${provider.id}`;
    await platform.runCron();
  }
  const domainOf = async (provider: Json): Promise<Json> => (await read(acme, provider)).domains[0];
  const messages = () => sql`select id from outbox where kind = 'sso.check-domains' and delivered_at is null`;
  const mailAbout = (domain: string) =>
    eventually(
      async () => platform.mail.list("owner@acme.test").filter(({ text }) => text.includes(domain)),
      (found) => found.length > 0,
    );

  test("is looked at again after a day, and not before", async () => {
    const provider = await verifiedProvider();
    const before = await domainOf(provider);
    dns.asked.length = 0;
    await platform.runCron();
    expect(await messages()).toEqual([]);
    expect(dns.asked).toEqual([]);
    await aDayLater(provider);
    const after = await eventually(
      () => domainOf(provider),
      ({ checkedAt }) => checkedAt > before.checkedAt,
    );
    expect(after).toEqual({ ...before, checkedAt: after.checkedAt });
    expect(await messages()).toEqual([]);
  });

  test("whose record has gone is told of at once, counts for another day, and then no more until it is back", async () => {
    const provider = await verifiedProvider();
    const [{ domain }] = provider.domains;
    dns.set(domain);
    await aDayLater(provider);
    await eventually(
      () => domainOf(provider),
      ({ failingSince }) => failingSince !== null,
    );
    expect(await domainOf(provider)).toMatchObject({ verified: true });
    expect(await shown(acme, provider)).toBe(true);
    await auditWith(acme, "sso.domain_failing");
    await mailAbout(domain);
    await aDayLater(provider);
    await eventually(
      () => domainOf(provider),
      ({ verified }) => !verified,
    );
    expect(await shown(acme, provider)).toBe(false);
    const log = await auditWith(acme, "sso.domain_lost");
    expect(log.find(({ event }) => event === "sso.domain_lost")).toMatchObject({
      target: { type: "domain", id: domain },
      actor: { type: "system" },
    });
    await eventually(
      () => mailAbout(domain),
      (mails) => mails.length >= 2,
    );
    publish(provider);
    ok(await verify(acme, provider));
    expect(await domainOf(provider)).toMatchObject({ verified: true, failingSince: null });
    expect(await shown(acme, provider)).toBe(true);
  });

  test("whose record comes back in time is as it was", async () => {
    const provider = await verifiedProvider();
    const [{ domain }] = provider.domains;
    dns.set(domain);
    await aDayLater(provider);
    await eventually(
      () => domainOf(provider),
      ({ failingSince }) => failingSince !== null,
    );
    publish(provider);
    await aDayLater(provider);
    await eventually(
      () => domainOf(provider),
      ({ failingSince }) => failingSince === null,
    );
    expect(await domainOf(provider)).toMatchObject({ verified: true });
  });

  test("stays as it is while nobody can find out, however often the cron comes by, and is tried again", async () => {
    const provider = await verifiedProvider();
    const [{ domain }] = provider.domains;
    dns.set(domain);
    dns.silence(domain);
    await aDayLater(provider);
    const waiting = await eventually(
      () => sql`select id, attempts from outbox where kind = 'sso.check-domains' and delivered_at is null`,
      (rows) => rows.length > 0 && rows[0]?.["attempts"] > 0,
    );
    const before = await domainOf(provider);
    expect(before).toMatchObject({ verified: true, failingSince: null });
    await platform.runCron();
    expect((await messages()).map(({ id }) => id)).toEqual(waiting.map(({ id }) => id));
    dns.silence(domain, false);
    await sql`update outbox set available_at = now() - interval '1 hour' where kind = 'sso.check-domains'`;
    await platform.runCron();
    await eventually(
      () => domainOf(provider),
      ({ failingSince }) => failingSince !== null,
    );
    await eventually(messages, ({ length }) => length === 0);
  });
});
