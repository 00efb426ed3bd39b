import { afterAll, beforeAll, expect, test } from "vitest";
import { by, cookieOf, eventually, Organization, type Person } from "./organization.ts";
import { startWorld, type World } from "./world.ts";

/*
 * More of everything than anybody should send: nothing of it may keep others from being admitted, or grow without end.
 */
let world: World;
beforeAll(async () => {
  world = await startWorld("crowds");
});
afterAll(() => world.stop());

async function company(): Promise<{ organization: Organization; person: Person; other: Person }> {
  const organization = await Organization.create(world);
  return { organization, person: await organization.addPerson(), other: await organization.addPerson() };
}

test("a batch of more than 256 questions is refused whole, and the gatekeeper is as it was", async () => {
  const { organization, person } = await company();
  const session = await organization.signIn(person);
  const question = { host: organization.host, credential: cookieOf(session) };
  await expect(organization.ask(Array.from({ length: 257 }, () => question))).rejects.toThrow("at most 256");
  const answer = await organization.ask(Array.from({ length: 256 }, () => question));
  expect(answer.kind === "answered" && answer.verdicts.every(({ admitted }) => admitted)).toBe(true);
});

test("a caller that claims to know a version nobody gave out is sent the configuration", async () => {
  const { organization, person } = await company();
  const session = await organization.signIn(person);
  for (const version of [-1, 0.5, Number.MAX_SAFE_INTEGER]) {
    const answer = await organization.ask([{ host: organization.host, credential: cookieOf(session) }], version);
    expect(answer).toMatchObject({ kind: "answered", snapshot: { configVersion: 1 } });
  }
});

test("a user with 500 sessions is listed, admitted with each, and signed out of all by one act", async () => {
  const { organization, person, other } = await company();
  const bystander = await organization.signIn(other);
  const asOf = await organization.revision();
  const sessions = Array.from({ length: 500 }, () => organization.newSession(person));
  const opened = await Promise.all(sessions.map((session) => organization.open(session, asOf)));
  expect(opened.every(({ ok }) => ok)).toBe(true);
  const listed = await organization.gatekeeper.sessionsOf({ organizationId: organization.id, userId: person.id });
  expect(listed.ok && listed.value.length).toBe(500);

  const questions = sessions.map((session) => ({ host: organization.host, credential: cookieOf(session) }));
  const verdicts = async () => {
    const answers = [await organization.ask(questions.slice(0, 250)), await organization.ask(questions.slice(250))];
    return answers.flatMap((answer) => (answer.kind === "answered" ? answer.verdicts : []));
  };
  expect((await verdicts()).filter(({ admitted }) => admitted)).toHaveLength(500);
  const revoked = await organization.revoke({ kind: "user", userId: person.id });
  expect(revoked).toMatchObject({ ok: true, value: { closed: 500 } });
  expect((await verdicts()).filter(({ admitted }) => admitted)).toHaveLength(0);
  expect(await organization.verdict(bystander)).toBe("admitted");
});

test("a thousand revocations at once end a thousand sessions, are in the log once each, and keep nobody else out", async () => {
  const { organization, person, other } = await company();
  const bystander = await organization.signIn(other);
  const asOf = await organization.revision();
  const sessions = Array.from({ length: 1_000 }, () => organization.newSession(person));
  await Promise.all(sessions.map((session) => organization.open(session, asOf)));
  const audit = by("user", person.id);
  const revocations = Promise.all(
    sessions.map(({ id }) => organization.revoke({ kind: "session", sessionId: id, userId: person.id }, { audit })),
  );
  const meanwhile = await Promise.all(Array.from({ length: 50 }, () => organization.verdict(bystander)));
  expect(new Set(meanwhile)).toEqual(new Set(["admitted"]));
  expect((await revocations).every(({ ok }) => ok)).toBe(true);
  const events = await eventually(
    () => organization.events(),
    (all) => all.length >= 1_000,
  );
  expect(events.filter((event) => event === "session.revoked")).toHaveLength(1_000);
  expect(await world.storage(organization.id, "select count(*) as waiting from effects")).toEqual([{ waiting: 0 }]);
});

test("acts that come again, late and in another order, change nothing more", async () => {
  const { organization, person } = await company();
  const asOf = await organization.revision();
  const session = organization.newSession(person);
  const scope = { kind: "user", userId: person.id } as const;
  const revoked = await organization.revoke(scope);
  if (!revoked.ok) throw new Error(revoked.failure);
  // The opening was sent before the revocation and arrives after it.
  expect(await organization.open(session, asOf)).toEqual({ ok: false, failure: "revoked" });
  const later = await organization.signIn(person);
  // The revocation arrives once more, as an outbox brings it: it names what it was about.
  await organization.revoke(scope, { below: revoked.value.revision });
  expect(await organization.verdict(later)).toBe("admitted");
  // So does the opening of a session that is open.
  expect(await organization.open(later, await organization.revision())).toMatchObject({ ok: true });
  await organization.revoke({ kind: "session", sessionId: later.id });
  expect(await organization.open(later, await organization.revision())).toEqual({ ok: false, failure: "revoked" });
});

test("a page that talks without end is hung up on, and the others hear what they should", async () => {
  const { organization, person, other } = await company();
  const [flooder, listener] = [await organization.signIn(person), await organization.signIn(other)];
  const knockOf = ({ tokenHash }: typeof flooder) => ({
    organizationId: organization.id,
    host: organization.host,
    tokenHash,
  });
  const loud = await world.live(knockOf(flooder));
  const quiet = await world.live(knockOf(listener));
  for (let count = 0; count < 5_000; count += 1) loud.send(`noise ${count}`);
  expect((await loud.closed).code).toBe(1008);
  expect(await organization.verdict(flooder)).toBe("admitted");
  await organization.revoke({ kind: "user", userId: other.id });
  expect((await quiet.closed).code).toBe(4401);
});

test("hundreds of pages are closed by one act, and nobody waits for that who is to be admitted", async () => {
  const { organization, person, other } = await company();
  const bystander = await organization.signIn(other);
  const sessions = await Promise.all(Array.from({ length: 10 }, () => organization.signIn(person)));
  const pages = await Promise.all(
    sessions.flatMap(({ tokenHash }) => {
      const knock = { organizationId: organization.id, host: organization.host, tokenHash };
      return Array.from({ length: 30 }, () => world.live(knock));
    }),
  );
  const revoked = organization.revoke({ kind: "user", userId: person.id });
  expect(await organization.verdict(bystander)).toBe("admitted");
  expect((await revoked).ok).toBe(true);
  const codes = await Promise.all(pages.map(async ({ closed }) => (await closed).code));
  expect(codes).toEqual(pages.map(() => 4401));
});
