import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { HostnameOrganization, must } from "./hostnames.ts";
import { by, eventually } from "./organization.ts";
import { openOutside, type Outside } from "./outside.ts";
import { startWorld, type World } from "./world.ts";

/*
 * Looks that wait for one another, looks that fail, and looks that tell nothing.
 */

let world: World;
let outside: Outside;
let acme: HostnameOrganization;
beforeAll(async () => {
  world = await startWorld("test-gatekeeper-hostname-line");
  outside = await openOutside(world);
});
afterAll(async () => {
  await outside.close();
  await world.stop();
});
beforeEach(async () => {
  outside.calls.length = 0;
  outside.intercept = null;
  acme = await HostnameOrganization.create(world);
});

type One = Awaited<ReturnType<HostnameOrganization["added"]>>;

const check = ({ id }: One, actor = acme.admin.id) =>
  acme.gatekeeper.checkHostname({ organizationId: acme.id, hostnameId: id, audit: by("user", actor) });

const due = (...all: readonly One[]) => acme.makeDue(...all.map(({ id }) => id));

async function activated(): Promise<One> {
  const one = await acme.unlooked();
  await outside.setUp(one);
  await eventually(
    async () => must(await check(one)).state,
    (state) => state === "active",
  );
  outside.calls.length = 0;
  return one;
}

describe("looks that somebody asks for", () => {
  test("ninety times in one moment are few looks, and all of them hear what was found", async () => {
    const one = await activated();
    await outside.set(one.hostname, { status: "moved" });
    const looked = await Promise.all(Array.from({ length: 90 }, () => check(one)));
    expect(new Set(looked.map((each) => must(each).state))).toEqual(new Set(["moved"]));
    expect(outside.calls.length).toBeLessThan(45);
  });

  test("while one is under way that has asked already are answered by one that begins after they asked", async () => {
    const one = await activated();
    const held = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    outside.intercept = async (_, answer) => {
      const early = await answer();
      begun.resolve();
      await held.promise;
      return early;
    };
    const first = check(one);
    await begun.promise;
    await outside.set(one.hostname, { sslStatus: "pending_issuance" });
    outside.intercept = null;
    const later = Promise.all([check(one), check(one), check(one)]);
    held.resolve();
    expect(must(await first)).toMatchObject({ id: one.id });
    for (const each of await later) expect(must(each).state).toBe("pending_cloudflare");
  });

  test("of another hostname or of none share nothing", async () => {
    const [one, other] = [await activated(), await acme.unlooked()];
    const none = { id: "hst_000000000000000000000000", hostname: "" };
    const [first, second, ...missing] = await Promise.all([check(one), check(other), check(none), check(none)]);
    expect([must(first).state, must(second).state]).toEqual(["active", "awaiting_txt"]);
    for (const each of missing) expect(each).toEqual({ ok: false, failure: "not_found" });
  });
});

test("a hostname of which nothing can be taken down is not in the way of the organization's others", async () => {
  const [broken, ...others] = [await acme.unlooked(), await acme.unlooked(), await acme.unlooked()];
  for (const one of [broken, ...others]) must(await check(one));
  await acme.byHand(
    (sql) => sql`
      update hostnames set checks = 5, checked_at = null, findings = null where organization_id = ${acme.id}`,
  );
  await world.sql.unsafe(`
    create function refuse_findings() returns trigger language plpgsql as $$ begin raise exception 'Not storable'; end $$;
    create trigger refuse_findings before update on hostnames for each row
      when (new.id = '${broken.id}' and new.findings is not null) execute function refuse_findings()`);
  try {
    // Longest overdue, and so the first of them.
    await acme.byHand(
      (sql) => sql`update hostnames set next_check_at = now() - interval '1 hour' where id = ${broken.id}`,
    );
    await due(...others);
    for (const { id } of others) {
      await eventually(
        () => acme.hostname(id),
        ({ findings }) => findings !== null,
      );
    }
    // It was looked at, too, and is again as late as others are by then.
    const row = await eventually(
      () => acme.hostname(broken.id),
      ({ checks }) => checks === 6,
    );
    expect(new Date(String(row["next_check_at"])).getTime() - Date.now()).toBeGreaterThan(3 * 3_600_000);
  } finally {
    await world.sql.unsafe("drop trigger refuse_findings on hostnames; drop function refuse_findings()");
  }
});

describe("a served hostname of which Cloudflare tells nothing", () => {
  test.each(["internal-error", "not-json", "malformed", "unreachable"] as const)(
    "is served, and looked at again soon, so that what it has missed is known then: %s",
    async (fault) => {
      const one = await activated();
      await outside.set(one.hostname, { status: "moved" });
      await outside.fault({ fault, hostname: one.hostname });
      const payload = world.sql.json({ hostnameId: one.id });
      await acme.byHand((sql) => sql`update hostnames set checked_at = null where id = ${one.id}`);
      // By Cloudflare's own hint, of which there are no others.
      await world.sql`insert into outbox (organization_id, kind, payload) values (${acme.id}, 'hostname.check', ${payload})`;
      await acme.wake();
      const row = await eventually(
        () => acme.hostname(one.id),
        (each) => each["checked_at"] !== null,
      );
      expect(row).toMatchObject({ state: "active" });
      const wait = new Date(String(row["next_check_at"])).getTime() - Date.now();
      expect(wait).toBeLessThan(3 * 60_000);
      await due(one);
      await eventually(
        () => acme.hostname(one.id),
        ({ state }) => state === "moved",
      );
    },
  );
});
