import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newIdentifier } from "../../src/identifiers/identifier.ts";
import { placeOf, sealedColumns } from "../../src/secrets/sealed-columns.ts";
import { by, eventually, Organization, type Person } from "./organization.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
let acme: Organization;
let max: Person;
beforeAll(async () => {
  world = await startWorld("test-gatekeeper-outbox");
  acme = await Organization.create(world);
  max = await acme.addPerson();
});
afterAll(() => world.stop());

async function invite(email: string, expires = "1 day"): Promise<string> {
  const id = newIdentifier("inv");
  await world.sql`
    insert into invitations (id, organization_id, email, role, invited_by_type, invited_by_id, invited_by_name, expires_at)
    values (${id}, ${acme.id}, ${email}, 'member', 'user', ${max.id}, 'Max <b>Power</b>',
            now() + ${expires}::interval)`;
  return id;
}

async function enqueue(kind: string, payload: object): Promise<number> {
  const [inserted] = await world.sql`
    insert into outbox (organization_id, kind, payload)
    values (${acme.id}, ${kind}, ${world.sql.json(payload as never)}) returning id`;
  await acme.wake();
  return Number(inserted?.["id"]);
}

async function row(id: number) {
  const [found] = await world.sql`select delivered_at, attempts, last_error from outbox where id = ${id}`;
  return found;
}

const delivered = (id: number) =>
  eventually(
    () => row(id),
    (found) => found?.["delivered_at"] !== null,
  );

describe("an invitation's mail", () => {
  test("has the link to the tenant's own host, and people's names cannot become markup", async () => {
    const invitationId = await invite("new@people.test");
    await delivered(await enqueue("mail.invitation", { invitationId }));
    const mail = world.mails.find(({ to }) => to === "new@people.test");
    expect(mail?.text).toContain(`http://${acme.host}:8787/accept-invite/${invitationId}\n`);
    expect(mail?.html).toContain(`href="http://${acme.host}:8787/accept-invite/${invitationId}"`);
    expect(mail?.html).not.toContain("<b>Power</b>");
    expect(mail).toMatchObject({ from: "Gatehouse <no-reply@gatehouse.example>", subject: "Join Acme" });
  });

  test("is not sent for an invitation that is no longer open or has expired", async () => {
    const revoked = await invite("revoked@people.test");
    await world.sql`update invitations set status = 'revoked' where id = ${revoked}`;
    const expired = await invite("expired@people.test", "-1 second");
    const ids = [
      await enqueue("mail.invitation", { invitationId: revoked }),
      await enqueue("mail.invitation", { invitationId: expired }),
    ];
    for (const id of ids) expect((await delivered(id))?.["last_error"]).toEqual(expect.any(String));
    expect(world.mails.filter(({ to }) => /^(revoked|expired)@/.test(to))).toEqual([]);
  });

  test("is tried again until it is taken", async () => {
    const invitationId = await invite("patient@people.test");
    world.mailIsDown = true;
    const id = await enqueue("mail.invitation", { invitationId });
    await eventually(
      () => row(id),
      (found) => Number(found?.["attempts"]) > 0,
    );
    expect((await row(id))?.["delivered_at"]).toBeNull();
    world.mailIsDown = false;
    await delivered(id);
    expect(world.mails.filter(({ to }) => to === "patient@people.test")).toHaveLength(1);
  });
});

describe("a mail whose sending could not be marked, because Postgres was away when it was sent,", () => {
  test.each([
    ["the gatekeeper lives on", async () => undefined],
    ["the gatekeeper is gone when Postgres comes back", () => world.restart()],
  ])("is not sent again: %s", async (_case, accident) => {
    const email = `${newIdentifier("inv")}@people.test`;
    const sent = () => world.mails.filter(({ to }) => to === email);
    world.whenMailed = () => world.line.cut();
    const id = await enqueue("mail.invitation", { invitationId: await invite(email) });
    // It has heard that the mail was taken.
    await eventually(
      () => world.storage(acme.id, `select 1 from mailed where outbox_id = ${id}`),
      (rows) => rows.length > 0,
    );
    world.whenMailed = null;
    await accident();
    expect((await row(id))?.["delivered_at"]).toBeNull();
    world.line.mend();
    // Its claim has run out.
    await world.sql`update outbox set available_at = now() where id = ${id}`;
    await acme.wake();
    expect(await delivered(id)).toMatchObject({ last_error: null });
    expect(sent()).toHaveLength(1);
  });
});

describe("a password reset's mail", () => {
  test("opens the sealed token for the link and for nothing else", async () => {
    const place = placeOf(sealedColumns.resetToken, acme.id);
    const sealedToken = await world.seal.seal("the/token+", place);
    await delivered(await enqueue("mail.password-reset", { userId: max.id, host: acme.host, sealedToken }));
    const mail = world.mails.find(({ to }) => to === max.email);
    expect(mail?.text).toContain(`http://${acme.host}:8787/reset-password?token=the%2Ftoken%2B`);
  });

  test("is not sent to a host of somebody else, nor with a token sealed for another tenant", async () => {
    const before = world.mails.length;
    const sealedToken = await world.seal.seal("token", placeOf(sealedColumns.resetToken, acme.id));
    await delivered(await enqueue("mail.password-reset", { userId: max.id, host: "evil.app.localhost", sealedToken }));
    const foreign = await world.seal.seal("token", placeOf(sealedColumns.resetToken, "org_other"));
    const id = await enqueue("mail.password-reset", { userId: max.id, host: acme.host, sealedToken: foreign });
    await eventually(
      () => row(id),
      (found) => Number(found?.["attempts"]) > 0,
    );
    expect(world.mails).toHaveLength(before);
  });
});

test("a row nobody understands is kept with the error, and does not hold up the others", async () => {
  const odd = await enqueue("carrier.pigeon", { to: "Rome" });
  const invitationId = await invite("after-the-pigeon@people.test");
  await delivered(await enqueue("mail.invitation", { invitationId }));
  expect(await row(odd)).toMatchObject({ delivered_at: null, last_error: expect.stringContaining("Not a message") });
});

test("a password reset whose own call was lost is seen to, and one whose call arrived ends nothing twice", async () => {
  const ann = await acme.addPerson();
  const lost = await acme.signIn(ann);
  const below = (await acme.revision()) + 1;
  await delivered(
    await enqueue("gatekeeper.revoke-user", { userId: ann.id, below, reason: "password_reset", requestId: "req_1" }),
  );
  expect(await acme.verdict(lost)).toBe("user_revoked");
  // What the gatekeeper does for a request carries that request's name.
  const told = await eventually(
    () => world.sql`select event, actor_type from audit_logs where correlation_id = 'req_1'`,
    (rows) => rows.length > 0,
  );
  expect([...told]).toEqual([{ event: "user.sessions_revoked", actor_type: "system" }]);

  const old = await acme.signIn(ann);
  const audit = { ...by("user", ann.id), requestId: "req_2" };
  await acme.revoke({ kind: "user", userId: ann.id }, { reason: "password_reset", audit });
  const fresh = await acme.signIn(ann);
  // A clock that is ahead of the gatekeeper's named this revision.
  const ahead = Date.now() + 3_600_000;
  await delivered(
    await enqueue("gatekeeper.revoke-user", {
      userId: ann.id,
      below: ahead,
      reason: "password_reset",
      requestId: "req_2",
    }),
  );
  expect(await acme.verdict(old)).toBe("user_revoked");
  expect(await acme.verdict(fresh)).toBe("admitted");
});

test("a host's hint leads to this gatekeeper, and a hint of somebody else is left alone", async () => {
  await delivered(await enqueue("host.hint", { hostname: acme.host }));
  expect(await world.hint(acme.host)).toEqual({ organizationId: acme.id, homeRegion: "weur" });
  const theirs = { organizationId: newIdentifier("org"), homeRegion: "enam" };
  await world.setHint("theirs.app.localhost", theirs);
  await delivered(await enqueue("host.hint", { hostname: "theirs.app.localhost" }));
  expect(await world.hint("theirs.app.localhost")).toEqual(theirs);
});

test("rows that were delivered long ago and verifications that ran out long ago are cleared away", async () => {
  const [old] = await world.sql`
    insert into outbox (organization_id, kind, delivered_at)
    values (${acme.id}, 'gatekeeper.refresh', now() - interval '8 days') returning id`;
  await world.sql`
    insert into verifications (id, organization_id, identifier, value, expires_at)
    values ('ver_old', ${acme.id}, 'x', 'x', now() - interval '8 days'), ('ver_new', ${acme.id}, 'x', 'x', now())`;
  await delivered(await enqueue("gatekeeper.refresh", {}));
  await eventually(
    () => world.sql`select from outbox where id = ${Number(old?.["id"])}`,
    (rows) => rows.length === 0,
  );
  const left = await world.sql`select id from verifications where organization_id = ${acme.id}`;
  expect(left.map((each) => each["id"])).toEqual(["ver_new"]);
});
