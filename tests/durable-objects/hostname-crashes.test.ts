import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { LifecycleStatus } from "../../src/hostnames/hostname.ts";
import { HostnameOrganization, must } from "./hostnames.ts";
import { eventually } from "./organization.ts";
import { openOutside, type Outside } from "./outside.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
let outside: Outside;
beforeAll(async () => {
  world = await startWorld("test-gatekeeper-hostname-crashes");
  outside = await openOutside(world);
});
afterAll(async () => {
  await outside.close();
  await world.stop();
});
beforeEach(() => {
  outside.calls.length = 0;
  outside.intercept = null;
  world.line.mend();
});

interface Added {
  readonly id: string;
  readonly hostname: string;
}

const until = (acme: HostnameOrganization, { id }: Added, state: LifecycleStatus) =>
  acme.lookedUntil(id, (row) => row.state === state);

/** Something has Cloudflare called. The call of this number is done there, and its asker dies before it hears so. */
async function dieAfterCall(number: number, begin: () => Promise<unknown>): Promise<void> {
  const reached = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  let count = 0;
  outside.intercept = async (_call, answer) => {
    count += 1;
    const response = await answer();
    if (count !== number) return response;
    reached.resolve();
    await gone.promise;
    return response;
  };
  await begin();
  await reached.promise;
  outside.intercept = null;
  await world.restart();
  gone.resolve();
}

const readyMails = ({ hostname }: Added) => world.mails.filter(({ subject }) => subject === `${hostname} is ready`);

describe("on the way to being served", () => {
  test.each([1, 2])("a gatekeeper that dies after call %i registers the hostname once all the same", async (number) => {
    const acme = await HostnameOrganization.create(world);
    const one = await acme.unlooked();
    await outside.setUp(one);
    await dieAfterCall(number, () => acme.makeDue(one.id));
    await until(acme, one, "active");
    expect(await outside.registrations(one.hostname)).toHaveLength(1);
    expect(outside.calls.filter(({ method }) => method === "POST")).toHaveLength(1);
    await eventually(
      async () => readyMails(one).length,
      (count) => count >= 2,
    );
    expect(readyMails(one)).toHaveLength(2);
  });

  test("an answer of a creation that is lost is looked for, and the creation not repeated", async () => {
    const acme = await HostnameOrganization.create(world);
    const one = await acme.unlooked();
    await outside.setUp(one);
    await outside.fault({ fault: "lost-answer", method: "POST" });
    await until(acme, one, "active");
    expect(outside.calls.filter(({ method }) => method === "POST")).toHaveLength(1);
    expect(await outside.registrations(one.hostname)).toHaveLength(1);
  });

  test.each(["before", "after"] as const)(
    "a COMMIT that is lost on its way, %s Postgres, is made up for",
    async (where) => {
      const acme = await HostnameOrganization.create(world);
      const one = await acme.unlooked();
      const cut = world.line.cutAtNextChange(where);
      await outside.setUp(one);
      await acme.makeDue(one.id);
      await cut;
      world.line.mend();
      await until(acme, one, "active");
      const story = (await acme.story(one.id)).map(({ event }) => event);
      expect(story).toEqual(["hostname.added", "hostname.proven", "hostname.activated"]);
      expect(await outside.registrations(one.hostname)).toHaveLength(1);
    },
  );

  test("one that is there already is taken over", async () => {
    const acme = await HostnameOrganization.create(world);
    const one = await acme.unlooked();
    await outside.setUp(one);
    await outside.register(one.hostname);
    await until(acme, one, "active");
    expect(outside.calls.filter(({ method }) => method === "POST")).toEqual([]);
  });

  test.each(["internal-error", "not-json", "malformed", "concurrent-change", "unreachable"] as const)(
    "%s of Cloudflare's is got over",
    async (fault) => {
      const acme = await HostnameOrganization.create(world);
      const one = await acme.unlooked();
      await outside.setUp(one);
      await outside.fault({ fault, hostname: one.hostname, times: 2 });
      const row = await until(acme, one, "active");
      expect(row["failure"]).toBeNull();
      expect(await outside.registrations(one.hostname)).toHaveLength(1);
    },
  );

  test("a full zone is said to be full, tried again in an hour, and then has room", async () => {
    const acme = await HostnameOrganization.create(world);
    const one = await acme.unlooked();
    await outside.setUp(one);
    await outside.fault({ fault: "quota-exceeded", method: "POST", hostname: one.hostname });
    const full = await acme.looked(one.id);
    expect(full).toMatchObject({ state: "pending_cloudflare", failure: "quota_exceeded" });
    expect(outside.calls.filter(({ method }) => method === "POST")).toHaveLength(1);
    expect(new Date(full["next_check_at"] as string).getTime() - Date.now()).toBeGreaterThan(50 * 60_000);
    await until(acme, one, "active");
  });
});

test("a gatekeeper that dies after it had a failed hostname validated anew has it served all the same", async () => {
  const acme = await HostnameOrganization.create(world);
  const one = await acme.unlooked();
  await outside.setUp(one);
  await until(acme, one, "active");
  await outside.set(one.hostname, { sslStatus: "validation_timed_out" });
  await until(acme, one, "error");
  outside.calls.length = 0;
  const { audit } = acme.as("admin");
  const asked: Promise<unknown>[] = [];
  await dieAfterCall(1, async () => {
    const asking = acme.gatekeeper.checkHostname({ organizationId: acme.id, hostnameId: one.id, audit });
    // Who has asked for it hears nothing.
    asked.push(asking.catch(() => undefined));
  });
  await Promise.all(asked);
  expect(outside.calls.map(({ method }) => method)).toContain("PATCH");
  await until(acme, one, "active");
  expect(await outside.registrations(one.hostname)).toHaveLength(1);
  expect(outside.calls.filter(({ method }) => method === "POST" || method === "DELETE")).toEqual([]);
  const retries = (await acme.story(one.id)).filter(({ event }) => event === "hostname.retried");
  expect(retries).toHaveLength(1);
});

test.each([1, 2])("a gatekeeper that dies after call %i of a removal takes it away all the same", async (number) => {
  const acme = await HostnameOrganization.create(world);
  const one = await acme.unlooked();
  await outside.setUp(one);
  await until(acme, one, "active");
  await dieAfterCall(number, async () => must(await acme.giveUp(one.id)));
  await acme.lookedUntil(one.id, (row) => row["purged_at"] !== null);
  expect(await outside.registrations(one.hostname)).toEqual([]);
});
