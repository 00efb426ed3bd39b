import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SsoOrigin } from "../../src/gatekeeper/contract.ts";
import { newIdentifier } from "../../src/identifiers/identifier.ts";
import { by, eventually, Organization, type Person } from "./organization.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
let acme: Organization;
let max: Person;
const providerId = newIdentifier("sso");
beforeAll(async () => {
  world = await startWorld("test-gatekeeper-sso-sessions");
  acme = await Organization.create(world);
  max = await acme.addPerson();
});
afterAll(() => world.stop());

let count = 0;
/** Somebody at the provider whom no other test knows. */
function subjectOf(more: Partial<SsoOrigin> = {}): SsoOrigin {
  count += 1;
  return { providerId, subject: `https://idp.test sub-${count}`, sid: null, authority: "owner", ...more };
}

async function signIn(sso: SsoOrigin, asOf?: number, person = max) {
  const session = acme.newSession(person);
  const at = asOf ?? (await acme.revision());
  const opened = await acme.openBy("sso", session, at, { sso });
  if (opened.ok) {
    await world.sql`
      insert into sessions (id, organization_id, user_id, token_hash, method, host, expires_at, as_of)
      values (${session.id}, ${acme.id}, ${person.id}, ${session.tokenHash}, 'sso', ${acme.host},
              now() + interval '1 day', ${at})`;
  }
  return { ...session, opened };
}

function logOut({ subject, sid }: { subject: string | null; sid: string | null }, from = providerId) {
  const scope = { kind: "sso", providerId: from, subject, sid } as const;
  return acme.revoke(scope, { reason: "provider_logout", audit: by("system") });
}

test("a session remembers where it began", async () => {
  const sso = subjectOf({ sid: "s1" });
  const session = await signIn(sso);
  await world.evict(acme.id);
  expect(await acme.admit(session)).toMatchObject({ admitted: true, session: { method: "sso", sso } });
  const password = await acme.signIn(max);
  const verdict = await acme.admit(password);
  expect(verdict.admitted && "sso" in verdict.session).toBe(false);
});

describe("a provider's logout", () => {
  test("ends all sessions of its subject at that provider, and nobody else's", async () => {
    const sso = subjectOf();
    const ended = [await signIn({ ...sso, sid: "one" }), await signIn(sso)];
    const kept = [
      await signIn(subjectOf()),
      await signIn({ ...sso, providerId: newIdentifier("sso") }),
      await acme.signIn(max),
    ];
    const page = await world.live({ organizationId: acme.id, host: acme.host, tokenHash: ended[0]?.tokenHash ?? "" });
    const other = await world.live({ organizationId: acme.id, host: acme.host, tokenHash: kept[0]?.tokenHash ?? "" });
    expect(await logOut({ subject: sso.subject, sid: null })).toMatchObject({ ok: true, value: { closed: 2 } });
    for (const session of ended) expect(await acme.verdict(session)).toBe("session_revoked");
    for (const session of kept) expect(await acme.verdict(session)).toBe("admitted");
    expect((await page.closed).code).toBe(4401);
    expect(page.messages.at(-1)).toEqual({ type: "ended", refusal: "session_revoked" });
    expect(other.messages.some(({ type }) => type === "ended")).toBe(false);
    const ids = ended.map(({ id }) => id);
    const records = await eventually(
      () => world.sql`select revoked_reason from sessions where id = any(${ids}) and revoked_at is not null`,
      (rows) => rows.length === 2,
    );
    expect(records).toEqual([{ revoked_reason: "provider_logout" }, { revoked_reason: "provider_logout" }]);
    const logs = await world.sql`select event, data from audit_logs where target_id = any(${ids})`;
    const data = { reason: "provider_logout", closed: 1, userId: max.id, email: max.email };
    expect(logs).toEqual([
      { event: "session.revoked", data },
      { event: "session.revoked", data },
    ]);
  });

  test("of one of its sessions ends that one, whatever else it says", async () => {
    const sso = subjectOf();
    const [one, two] = [await signIn({ ...sso, sid: "sid-1" }), await signIn({ ...sso, sid: "sid-2" })];
    expect(await logOut({ subject: sso.subject, sid: "sid-1" })).toMatchObject({ ok: true, value: { closed: 1 } });
    expect(await acme.verdict(one)).toBe("session_revoked");
    expect(await acme.verdict(two)).toBe("admitted");
    expect(await logOut({ subject: sso.subject, sid: "sid-3" })).toMatchObject({ ok: true, value: { closed: 0 } });
    expect(await acme.verdict(two)).toBe("admitted");
    expect(await logOut({ subject: null, sid: "sid-2" })).toMatchObject({ ok: true, value: { closed: 1 } });
    expect(await acme.verdict(two)).toBe("session_revoked");
  });

  test("of one of its sessions ends those of its subject that began without telling which they are", async () => {
    const sso = subjectOf();
    const [untold, told, other] = [await signIn(sso), await signIn({ ...sso, sid: "told" }), await signIn(subjectOf())];
    expect(await logOut({ subject: sso.subject, sid: "ended" })).toMatchObject({ ok: true, value: { closed: 1 } });
    expect(await acme.verdict(untold)).toBe("session_revoked");
    expect(await acme.verdict(told)).toBe("admitted");
    expect(await acme.verdict(other)).toBe("admitted");
  });

  test("of nobody who is here is no failure, and says nothing in the audit log", async () => {
    const { sid: _, ...nobody } = subjectOf();
    const effects = () => world.storage(acme.id, "select coalesce(max(seq), 0) as made from sqlite_sequence");
    const before = await effects();
    expect(await logOut({ ...nobody, sid: null })).toMatchObject({ ok: true, value: { closed: 0 } });
    expect(await logOut({ subject: null, sid: null })).toEqual({ ok: false, failure: "not_found" });
    expect(await effects()).toEqual(before);
  });

  test("that is told twice ends nothing more", async () => {
    const sso = subjectOf();
    await signIn(sso);
    await logOut(sso);
    const later = await signIn(sso);
    expect(later.opened).toMatchObject({ ok: true });
    expect(await logOut(sso)).toMatchObject({ ok: true, value: { closed: 1 } });
    expect(await logOut(sso)).toMatchObject({ ok: true, value: { closed: 0 } });
  });
});

describe("a sign-in that was under way when its provider signed it out", () => {
  test("opens nothing, even after a restart, and the next one does", async () => {
    const sso = subjectOf();
    const asOf = await acme.revision();
    await logOut(sso);
    const revoked = { ok: false, failure: "revoked" };
    expect((await signIn(sso, asOf)).opened).toEqual(revoked);
    await world.restart();
    expect((await signIn({ ...sso, sid: "with a session" }, asOf)).opened).toEqual(revoked);
    expect((await signIn(subjectOf(), asOf)).opened).toMatchObject({ ok: true });
    expect((await signIn({ ...sso, providerId: newIdentifier("sso") }, asOf)).opened).toMatchObject({ ok: true });
    expect((await signIn(sso)).opened).toMatchObject({ ok: true });
  });

  test("is told by the provider's session, where it named one", async () => {
    const sso = subjectOf();
    const asOf = await acme.revision();
    await logOut({ subject: sso.subject, sid: "under-way" });
    const revoked = { ok: false, failure: "revoked" };
    expect((await signIn({ ...sso, sid: "under-way" }, asOf)).opened).toEqual(revoked);
    expect((await signIn({ ...sso, sid: "another" }, asOf)).opened).toMatchObject({ ok: true });
    // One that does not say which it is may be that one.
    expect((await signIn(sso, asOf)).opened).toEqual(revoked);
    expect((await signIn(subjectOf(), asOf)).opened).toMatchObject({ ok: true });
    expect((await signIn(sso)).opened).toMatchObject({ ok: true });
  });

  test("is forgotten when no sign-in can be under way any more", async () => {
    const sso = subjectOf();
    await logOut(sso);
    const known = `select * from provider_logouts where subject = '${sso.subject}'`;
    expect(await world.storage(acme.id, known)).toHaveLength(1);
    await world.storage(acme.id, "update provider_logouts set forget_at = 0");
    await signIn(subjectOf());
    expect(await world.storage(acme.id, known)).toHaveLength(0);
  });
});

test("flows and reports of tests go a day after they ran out", async () => {
  const fields = [providerId, "https://idp.test", "client"] as const;
  await acme.byHand(async (sql) => {
    await sql`insert into sso_providers (organization_id, id, label, issuer, client_id, client_secret, client_authentication, authority)
              values (${acme.id}, ${fields[0]}, 'Okta', ${fields[1]}, ${fields[2]}, 'x', 'client_secret_basic', 'owner')`;
    for (const [hash, age] of [
      ["old", "25 hours"],
      ["young", "23 hours"],
    ] as const) {
      await sql`insert into sso_flows (organization_id, id, state_hash, browser_hash, provider_id, provider_version, purpose,
                                       host, secrets, as_of, return_path, expires_at)
                values (${acme.id}, ${newIdentifier("flw")}, ${hash}, 'x', ${providerId}, 1, 'sign-in', 'x', 'x', 1, '/',
                        now() - ${age}::interval)`;
    }
  });
  await acme.wake();
  const left = await eventually(
    () => world.sql`select state_hash from sso_flows where organization_id = ${acme.id}`,
    (rows) => rows.length < 2,
  );
  expect(left).toEqual([{ state_hash: "young" }]);
});
