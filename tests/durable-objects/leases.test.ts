import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AdmissionAnswer } from "../../src/gatekeeper/contract.ts";
import { longestLeaseMilliseconds } from "../../src/gatekeeper/lease.ts";
import { by, cookieOf, eventually, Organization, type Session } from "./organization.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld("leases");
});
afterAll(() => world.stop());

/** As many admissions as it says, in the batches a gatekeeper takes. */
async function admitTimes(organization: Organization, session: Session, times: number): Promise<AdmissionAnswer> {
  const question = { host: organization.host, credential: cookieOf(session) };
  let answer = await organization.ask([question]);
  for (let left = times - 1; left > 0; left -= 250) {
    answer = await organization.ask(Array.from({ length: Math.min(left, 250) }, () => question));
  }
  return answer;
}

const leaseOf = (answer: AdmissionAnswer) => (answer.kind === "answered" ? answer.leaseMilliseconds : "no answer");

async function isLeasing(organization: Organization): Promise<boolean> {
  const [row] = await world.storage(organization.id, "select leasing from gatekeeper");
  return row?.["leasing"] === 1;
}

function noLeasesAreOut(organization: Organization) {
  return eventually(
    () => isLeasing(organization),
    (leasing) => !leasing,
  );
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

test("an organization that is not busy gets no leases", async () => {
  const organization = await Organization.create(world);
  const session = await organization.signIn(await organization.addPerson());
  expect(leaseOf(await organization.ask([{ host: organization.host, credential: cookieOf(session) }]))).toBeUndefined();
  // A storage that is empty may have been lost, with a record of leases in it. That is over soon.
  await noLeasesAreOut(organization);
  expect(leaseOf(await organization.ask([{ host: organization.host, credential: cookieOf(session) }]))).toBeUndefined();
  expect(await isLeasing(organization)).toBe(false);
});

describe("a busy organization", () => {
  test("gets leases, which are on record before the first is out", async () => {
    const organization = await Organization.create(world);
    const session = await organization.signIn(await organization.addPerson());
    expect(leaseOf(await admitTimes(organization, session, 1_000))).toBe(longestLeaseMilliseconds);
    expect(await isLeasing(organization)).toBe(true);
    // And off record again after a while without any.
    await noLeasesAreOut(organization);
  });

  test("counts what isolates repeat on their own, so that leases do not make it look idle", async () => {
    const organization = await Organization.create(world);
    const session = await organization.signIn(await organization.addPerson());
    const answer = await organization.gatekeeper.admit({
      organizationId: organization.id,
      knownConfigVersion: 0,
      questions: [{ host: organization.host, credential: cookieOf(session) }],
      tally: { repeated: 5_000, unanswered: { overloaded: 0, unreachable: 0 } },
    });
    expect(leaseOf(answer)).toBe(longestLeaseMilliseconds);
  });

  test("gets none for what it refuses", async () => {
    const organization = await Organization.create(world);
    const person = await organization.addPerson();
    const session = await organization.signIn(person);
    await admitTimes(organization, session, 1_000);
    await organization.revoke({ kind: "user", userId: person.id });
    expect(
      leaseOf(await organization.ask([{ host: organization.host, credential: cookieOf(session) }])),
    ).toBeUndefined();
  });

  test.each([
    ["a revocation", async (organization: Organization) => organization.revoke({ kind: "organization" })],
    [
      "a change",
      (organization: Organization) => organization.change({ kind: "settings", expectedVersion: 1, appName: "New" }),
    ],
    [
      "that a session has ended before",
      (organization: Organization) =>
        organization.revoke(
          { kind: "session", sessionId: "ses_unknown", userId: "usr_unknown" },
          { audit: by("user") },
        ),
    ],
  ])("acknowledges %s only when every lease is over, and meanwhile refuses already", async (_, act) => {
    const organization = await Organization.create(world);
    const session = await organization.signIn(await organization.addPerson());
    await admitTimes(organization, session, 1_000);
    const acknowledged = { yet: false };
    const elapsed = timeOf(() => act(organization).then(() => (acknowledged.yet = true)));
    await organization.ask([{ host: organization.host, credential: cookieOf(session) }]);
    expect(await elapsed).toBeGreaterThanOrEqual(longestLeaseMilliseconds);
    expect(acknowledged.yet).toBe(true);
  });
});

test("a gatekeeper that finds leases on record waits for its predecessor's", async () => {
  const organization = await Organization.create(world);
  await organization.signIn(await organization.addPerson());
  await noLeasesAreOut(organization);
  await world.storage(organization.id, "update gatekeeper set leasing = 1");
  await world.evict(organization.id);
  const elapsed = await timeOf(() => organization.revoke({ kind: "organization" }));
  expect(elapsed).toBeGreaterThanOrEqual(longestLeaseMilliseconds);
  await noLeasesAreOut(organization);
});

test("a thousand revocations at once are acknowledged together, not one after the other", async () => {
  const organization = await Organization.create(world);
  const person = await organization.addPerson();
  const session = await organization.signIn(person);
  await admitTimes(organization, session, 1_000);
  const elapsed = await timeOf(() =>
    Promise.all(Array.from({ length: 1_000 }, () => organization.revoke({ kind: "user", userId: person.id }))),
  );
  // One after the other they would take more than a quarter of an hour.
  expect(elapsed).toBeLessThan(300_000);
  expect(await organization.verdict(session)).toBe("user_revoked");
});
