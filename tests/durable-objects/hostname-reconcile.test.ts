import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newIdentifier } from "../../src/identifiers/identifier.ts";
import { hostnameRecord, type LifecycleStatus } from "../../src/hostnames/hostname.ts";
import { challengeOf, HostnameOrganization, must } from "./hostnames.ts";
import { by, eventually } from "./organization.ts";
import { openOutside, type Outside } from "./outside.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
let outside: Outside;
beforeAll(async () => {
  world = await startWorld("test-gatekeeper-hostname-reconcile");
  outside = await openOutside(world);
});
afterAll(async () => {
  await outside.close();
  await world.stop();
});
beforeEach(() => {
  outside.calls.length = 0;
  outside.intercept = null;
});

interface Added {
  readonly id: string;
  readonly hostname: string;
}

/** As somebody asks for it who waits. */
function check(acme: HostnameOrganization, { id }: Added, actor = acme.admin.id) {
  return acme.gatekeeper.checkHostname({ organizationId: acme.id, hostnameId: id, audit: by("user", actor) });
}

const due = (acme: HostnameOrganization, { id }: Added) => acme.makeDue(id);
const looked = (acme: HostnameOrganization, { id }: Added) => acme.looked(id);
const until = (acme: HostnameOrganization, { id }: Added, state: LifecycleStatus) =>
  acme.lookedUntil(id, (row) => row.state === state);

/** One that is served, and that nothing is about to look at. */
async function activated(acme: HostnameOrganization): Promise<Added> {
  const one = await acme.unlooked();
  await outside.setUp(one);
  await until(acme, one, "active");
  return one;
}

/** It is given up, and the look that this has made at once is over. */
async function givenUp(acme: HostnameOrganization, { id }: Added): Promise<void> {
  const before = await acme.hostname(id);
  must(await acme.giveUp(id));
  await eventually(
    () => acme.hostname(id),
    (row) => Number(row["checked_at"]) !== Number(before["checked_at"]),
  );
}

/** Until Cloudflare was found to have nothing of it any more. */
const purged = (acme: HostnameOrganization, { id }: Added) => acme.lookedUntil(id, (row) => row["purged_at"] !== null);

const callsOf = (method: string) => outside.calls.filter((call) => call.method === method);
const secondsUntil = (instant: unknown) => (new Date(String(instant)).getTime() - Date.now()) / 1_000;

describe("before its record is seen", () => {
  test("Cloudflare hears nothing of a hostname, whoever asks however often", async () => {
    const acme = await HostnameOrganization.create(world);
    const one = await acme.unlooked();
    for (let count = 0; count < 3; count += 1) must(await check(acme, one));
    const row = await looked(acme, one);
    expect(row).toMatchObject({ state: "awaiting_txt", findings: { txt: { outcome: "missing" } } });
    expect(outside.calls).toEqual([]);
    expect(secondsUntil(row["next_check_at"])).toBeGreaterThan(30);
  });

  test("one resolver that sees it is not enough", async () => {
    const acme = await HostnameOrganization.create(world);
    const one = await acme.unlooked();
    await outside.setUp(one);
    const { name } = hostnameRecord(one.hostname, challengeOf(one.id));
    await outside.resolverFault({ name, resolver: "resolve", fault: "nxdomain" });
    const checked = must(await check(acme, one));
    expect(checked).toMatchObject({ state: "awaiting_txt", findings: { txt: { outcome: "disagreement" } } });
    expect(outside.calls).toEqual([]);
  });

  test("it is given up after fourteen days, admins are told once, and nothing was ever asked of Cloudflare", async () => {
    const acme = await HostnameOrganization.create(world);
    const one = await acme.unlooked();
    await acme.age(one.id, "14 days 1 minute");
    await until(acme, one, "released");
    await eventually(
      async () => world.mails.filter(({ subject }) => subject.includes(one.hostname)),
      (mails) => mails.length >= 2,
    );
    await acme.wake();
    const told = world.mails.filter(({ subject }) => subject.includes(one.hostname)).map(({ to }) => to);
    expect(told.toSorted()).toEqual([acme.owner.email, acme.admin.email].toSorted());
    expect(outside.calls).toEqual([]);
  });
});

describe("once it is seen", () => {
  test("it is registered once, becomes active and is served, and each admin gets one mail", async () => {
    const acme = await HostnameOrganization.create(world);
    const one = await activated(acme);
    expect(callsOf("POST")).toHaveLength(1);
    expect(outside.calls[0]).toMatchObject({
      method: "GET",
      path: `/custom_hostnames?hostname.exact=${one.hostname}&per_page=50`,
    });
    expect(await acme.hosts()).toContain(one.hostname);
    expect(await acme.hostname(one.id)).toMatchObject({ failure: null });
    await eventually(
      async () => world.mails.filter(({ subject }) => subject === `${one.hostname} is ready`).length,
      (count) => count === 2,
    );
  });

  test("whoever asked stands in the log, and what comes of itself is the gatekeeper's", async () => {
    const acme = await HostnameOrganization.create(world);
    const one = await acme.unlooked();
    await outside.setUp(one);
    const checked = must(await check(acme, one));
    expect(checked.state).toMatch(/^(pending_cloudflare|active)$/);
    await until(acme, one, "active");
    const rows = await world.sql`
      select event, actor_type as type, actor_id as id from audit_logs where target_id = ${one.id} order by at`;
    const who = Object.fromEntries(rows.map(({ event, type, id }) => [event, `${type} ${id ?? ""}`]));
    expect(who["hostname.proven"]).toBe(`user ${acme.admin.id}`);
    expect(who["hostname.activated"]).toMatch(/^(system|user)/);
  });

  test("words that nobody knows are kept, and mean that it is not served yet", async () => {
    const acme = await HostnameOrganization.create(world);
    const one = await activated(acme);
    await outside.set(one.hostname, { status: "quantum_entangled", sslStatus: "active" });
    must(await check(acme, one));
    expect(await acme.hostname(one.id)).toMatchObject({
      state: "pending_cloudflare",
      cloudflare_status: "quantum_entangled",
    });
    expect(await acme.hosts()).toEqual([acme.host]);
  });

  test("what is gone at Cloudflare is moved, and not served from then on", async () => {
    const acme = await HostnameOrganization.create(world);
    const one = await activated(acme);
    await outside.forget(one.hostname);
    expect(must(await check(acme, one))).toMatchObject({ state: "moved" });
    expect(await acme.hosts()).toEqual([acme.host]);
    expect(callsOf("POST")).toHaveLength(1);
  });

  test("it is looked at a day later, and what has vanished without a word is moved then, and its admins are told", async () => {
    const acme = await HostnameOrganization.create(world);
    const one = await activated(acme);
    const row = await looked(acme, one);
    const hours = secondsUntil(row["next_check_at"]) / 3_600;
    expect(hours).toBeGreaterThan(21);
    expect(hours).toBeLessThan(27);
    await outside.forget(one.hostname);
    // A day goes by, of which only the row knows. The gatekeeper that finds it has been away meanwhile.
    await world.restart();
    await acme.byHand((sql) => sql`update hostnames set next_check_at = now() where id = ${one.id}`);
    await acme.wake();
    await eventually(
      () => acme.hostname(one.id),
      ({ state }) => state === "moved",
    );
    expect(await acme.hosts()).toEqual([acme.host]);
    const subject = `${one.hostname} does not lead here any more`;
    const letters = await eventually(
      async () => world.mails.filter((mail) => mail.subject === subject),
      ({ length }) => length === 2,
    );
    // To where the mails of the organization lead now, and not to where nobody can come in any more.
    for (const { text } of letters) {
      expect(text).toContain(`//${acme.host}`);
      expect(text).not.toContain(`//${one.hostname}`);
    }
  });

  test("a message about it has it looked at once, however many of them come", async () => {
    const acme = await HostnameOrganization.create(world);
    const one = await activated(acme);
    await outside.set(one.hostname, { status: "moved" });
    outside.calls.length = 0;
    await acme.byHand(async (sql) => {
      const payload = sql.json({ hostnameId: one.id });
      for (let count = 0; count < 5; count += 1) {
        await sql`insert into outbox (organization_id, kind, payload) values (${acme.id}, 'hostname.check', ${payload})`;
      }
    });
    await acme.wake();
    await eventually(
      () => acme.hostname(one.id),
      ({ state }) => state === "moved",
    );
    expect(callsOf("GET")).toHaveLength(1);
  });

  test("messages that go on coming have it looked at once in seconds, and none is lost", async () => {
    const acme = await HostnameOrganization.create(world);
    const one = await activated(acme);
    outside.calls.length = 0;
    const began = Date.now();
    const say = () =>
      acme.byHand(async (sql) => {
        const payload = sql.json({ hostnameId: one.id });
        await sql`insert into outbox (organization_id, kind, payload) values (${acme.id}, 'hostname.check', ${payload})`;
      });
    for (let count = 0; count < 50; count += 1) {
      await say();
      await acme.wake();
    }
    await outside.set(one.hostname, { status: "moved" });
    await say();
    await acme.wake();
    await eventually(
      () => acme.hostname(one.id),
      ({ state }) => state === "moved",
    );
    const looks = callsOf("GET").length;
    expect(looks).toBeLessThanOrEqual(2 + Math.floor((Date.now() - began) / 2_000));
  });

  test("a message that comes while somebody's look is under way is not forgotten by it", async () => {
    const acme = await HostnameOrganization.create(world);
    const one = await activated(acme);
    const [asked, told] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    outside.intercept = async (_call, answer) => {
      const response = await answer();
      asked.resolve();
      await told.promise;
      return response;
    };
    // It was looked at a moment ago: the message waits for some seconds.
    await acme.byHand((sql) => sql`update hostnames set checked_at = now() where id = ${one.id}`);
    const look = check(acme, one);
    await asked.promise;
    outside.intercept = null;
    await outside.set(one.hostname, { status: "moved" });
    const payload = world.sql.json({ hostnameId: one.id });
    await world.sql`insert into outbox (organization_id, kind, payload) values (${acme.id}, 'hostname.check', ${payload})`;
    await acme.wake();
    told.resolve();
    expect(must(await look)).toMatchObject({ state: "active" });
    await eventually(
      () => acme.hostname(one.id),
      ({ state }) => state === "moved",
    );
  });

  test("a hostname of somebody else is not looked at", async () => {
    const [acme, globex] = [await HostnameOrganization.create(world), await HostnameOrganization.create(world)];
    const one = await activated(acme);
    outside.calls.length = 0;
    expect(await check(globex, one)).toEqual({ ok: false, failure: "not_found" });
    const payload = world.sql.json({ hostnameId: one.id });
    await world.sql`insert into outbox (organization_id, kind, payload) values (${globex.id}, 'hostname.check', ${payload})`;
    await globex.wake();
    await eventually(
      async () => (await world.sql`select last_error from outbox where organization_id = ${globex.id}`)[0],
      (row) => row?.["last_error"] !== null,
    );
    expect(outside.calls).toEqual([]);
  });

  test("another organization that shows its record first has it, and who comes later hears that", async () => {
    const [acme, globex] = [await HostnameOrganization.create(world), await HostnameOrganization.create(world)];
    const one = await activated(acme);
    const second = await globex.unlooked(one.hostname);
    const values = [one, second].map(({ id }) => hostnameRecord(one.hostname, challengeOf(id)).value);
    await outside.record(`_gatehouse.${one.hostname}`, "TXT", values);
    outside.calls.length = 0;
    expect(await check(globex, second)).toEqual({ ok: false, failure: "hostname_taken" });
    expect(outside.calls).toEqual([]);
    expect(await globex.hostname(second.id)).toMatchObject({
      state: "awaiting_txt",
      findings: { txt: { outcome: "found" } },
    });
  });

  test("who comes later is looked at less and less often, and given up after fourteen days as others are", async () => {
    const [acme, globex] = [await HostnameOrganization.create(world), await HostnameOrganization.create(world)];
    const one = await activated(acme);
    const second = await globex.unlooked(one.hostname);
    const values = [one, second].map(({ id }) => hostnameRecord(one.hostname, challengeOf(id)).value);
    await outside.record(`_gatehouse.${one.hostname}`, "TXT", values);
    await globex.byHand((sql) => sql`update hostnames set checks = 5 where id = ${second.id}`);
    const row = await looked(globex, second);
    expect(row).toMatchObject({ state: "awaiting_txt", checks: 6 });
    expect(secondsUntil(row["next_check_at"])).toBeGreaterThan(3 * 3_600);
    await globex.age(second.id, "14 days 1 minute");
    await until(globex, second, "released");
    expect(await acme.hostname(one.id)).toMatchObject({ state: "active" });
    expect(await acme.hosts()).toContain(one.hostname);
  });
});

describe("tried again", () => {
  test("what has failed is validated anew when somebody asks, and only then", async () => {
    const acme = await HostnameOrganization.create(world);
    const one = await activated(acme);
    await outside.set(one.hostname, { sslStatus: "validation_timed_out" });
    await due(acme, one);
    await until(acme, one, "error");
    await looked(acme, one);
    expect(callsOf("PATCH")).toEqual([]);
    expect(must(await check(acme, one)).state).toMatch(/^(pending_cloudflare|active)$/);
    expect(callsOf("PATCH")).toHaveLength(1);
    await until(acme, one, "active");
  });

  test("another way of validation is asked for while it is pending", async () => {
    const acme = await HostnameOrganization.create(world);
    const one = await acme.unlooked();
    await outside.record(...txtOf(one));
    await until(acme, one, "pending_cloudflare");
    await eventually(
      () => acme.hostname(one.id),
      (row) => row["cloudflare_id"] !== null,
    );
    const { version } = await acme.hostname(one.id);
    const { actorRole, audit } = acme.as("admin");
    const update = {
      kind: "hostname-update",
      hostnameId: one.id,
      expectedVersion: version,
      validation: "txt",
    } as const;
    must(await acme.change({ ...update, actorRole }, audit));
    must(await check(acme, one));
    expect(callsOf("PATCH").length).toBeGreaterThan(0);
    const { registration } = must(await check(acme, one));
    expect(registration).toMatchObject({ method: "txt" });
  });
});

describe("given up", () => {
  test("its registration is deleted, and the name is free after seven days and not before", async () => {
    const acme = await HostnameOrganization.create(world);
    const one = await activated(acme);
    await givenUp(acme, one);
    await eventually(
      async () => (await outside.registrations(one.hostname)).length,
      (count) => count === 0,
    );
    expect(await purged(acme, one)).toMatchObject({ state: "deleted", cloudflare_id: null });
    expect(secondsUntil((await looked(acme, one))["next_check_at"])).toBeGreaterThan(6 * 86_400);
    await acme.age(one.id, "7 days 1 minute");
    await until(acme, one, "released");
  });

  test("a registration that nobody has taken away counts as gone", async () => {
    const acme = await HostnameOrganization.create(world);
    const one = await activated(acme);
    await outside.forget(one.hostname);
    await givenUp(acme, one);
    await purged(acme, one);
  });

  test("what a slow call has registered after all is deleted before the name is free", async () => {
    const acme = await HostnameOrganization.create(world);
    const one = await activated(acme);
    await givenUp(acme, one);
    await purged(acme, one);
    await outside.register(one.hostname);
    await acme.age(one.id, "7 days 1 minute");
    await until(acme, one, "released");
    expect(await outside.registrations(one.hostname)).toEqual([]);
  });

  test("an old deletion leaves alone what was registered for the same name since", async () => {
    const acme = await HostnameOrganization.create(world);
    const one = await activated(acme);
    // Cloudflare is not there when the first is to be deleted.
    await outside.fault({ fault: "unreachable", hostname: one.hostname, times: 1 });
    await outside.fault({ fault: "unreachable", method: "DELETE", times: 1 });
    await givenUp(acme, one);
    const again = { id: newIdentifier("hst"), hostname: one.hostname };
    must(await acme.add(one.hostname, { id: again.id }));
    await outside.setUp(again);
    await until(acme, again, "active");
    expect(await acme.hostname(one.id)).toMatchObject({ state: "released" });
    outside.calls.length = 0;
    await due(acme, one);
    await check(acme, one);
    await check(acme, again);
    expect(callsOf("DELETE")).toEqual([]);
    expect(await outside.registrations(one.hostname)).toHaveLength(1);
    expect(await acme.hostname(again.id)).toMatchObject({ state: "active" });
  });
});

test("two looks at one name are never under way at once", async () => {
  const acme = await HostnameOrganization.create(world);
  const one = await acme.unlooked();
  await outside.setUp(one);
  let [now, most] = [0, 0];
  outside.intercept = async (_call, answer) => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const response = await answer();
    now -= 1;
    return response;
  };
  await Promise.all([check(acme, one), check(acme, one), due(acme, one), check(acme, one)]);
  await until(acme, one, "active");
  expect(most).toBe(1);
  expect(await outside.registrations(one.hostname)).toHaveLength(1);
});

test("who asks is answered while Cloudflare takes its time, and the look goes on without them", async () => {
  const acme = await HostnameOrganization.create(world);
  const one = await acme.unlooked();
  await outside.setUp(one);
  const held = Promise.withResolvers<void>();
  outside.intercept = async (_call, answer) => {
    await held.promise;
    return answer();
  };
  expect(must(await check(acme, one))).toMatchObject({ state: "pending_cloudflare", cloudflareId: null });
  // Meanwhile changes go on: nothing of theirs waits for what is outside.
  must(await acme.add(`other.${one.hostname}`));
  held.resolve();
  outside.intercept = null;
  await until(acme, one, "active");
});

function txtOf({ id, hostname }: Added): [string, "TXT", string] {
  const { name, value } = hostnameRecord(hostname, challengeOf(id));
  return [name, "TXT", value];
}
