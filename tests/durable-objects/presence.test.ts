import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { EditedDocument, Editor } from "../../src/gatekeeper/contract.ts";
import { newIdentifier } from "../../src/identifiers/identifier.ts";
import { eventually, Organization, type Person, type Session } from "./organization.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
let acme: Organization;
let ada: Person;
let bob: Person;
beforeAll(async () => {
  world = await startWorld("presence");
});
afterAll(() => world.stop());
beforeEach(async () => {
  acme = await Organization.create(world);
  [ada, bob] = [await acme.addPerson("owner"), await acme.addPerson("admin")];
});

type Page = Awaited<ReturnType<World["live"]>>;

function open(session: Session, organization = acme): Promise<Page> {
  return world.live({ organizationId: organization.id, host: organization.host, tokenHash: session.tokenHash });
}

const openOf = async (person: Person) => open(await acme.signIn(person));
const edit = (page: Page, document: EditedDocument | null) => page.send(JSON.stringify({ type: "editing", document }));

function told(page: Page, document: EditedDocument): readonly (readonly Editor[])[] {
  return page.messages.flatMap((one) => (one.type === "presence" && one.document === document ? [one.editors] : []));
}

const idsOf = (editors: readonly Editor[] | undefined) => editors?.map(({ userId }) => userId).toSorted();

/** Waits until the last list a page has been told is this one. */
async function learns(page: Page, document: EditedDocument, people: readonly Person[]): Promise<void> {
  const expected = JSON.stringify(people.map(({ id }) => id).toSorted());
  await eventually(
    async () => idsOf(told(page, document).at(-1)),
    (ids) => JSON.stringify(ids) === expected,
  );
}

test("who begins to edit is seen by everybody who may edit the same, and who stops no more", async () => {
  const [adas, bobs] = [await openOf(ada), await openOf(bob)];
  edit(adas, "settings");
  await learns(bobs, "settings", [ada]);
  expect(told(bobs, "settings").at(-1)).toEqual([{ userId: ada.id, name: "Max" }]);
  await learns(adas, "settings", [ada]);
  edit(bobs, "settings");
  await learns(adas, "settings", [ada, bob]);
  edit(adas, null);
  await learns(bobs, "settings", [bob]);
});

test("who comes later is told at once who edits what", async () => {
  const adas = await openOf(ada);
  const document: EditedDocument = `sso:${newIdentifier("sso")}`;
  edit(adas, document);
  await learns(adas, document, [ada]);
  await learns(await openOf(bob), document, [ada]);
});

test("who goes over to another document has left the one before", async () => {
  const [adas, bobs] = [await openOf(ada), await openOf(bob)];
  edit(adas, "settings");
  await learns(bobs, "settings", [ada]);
  edit(adas, "sso-enforcement");
  await learns(bobs, "sso-enforcement", [ada]);
  await learns(bobs, "settings", []);
});

test("a person with two pages is one editor, until the last of them is gone", async () => {
  const session = await acme.signIn(ada);
  const [one, two, bobs] = [await open(session), await open(session), await openOf(bob)];
  edit(one, "settings");
  await learns(bobs, "settings", [ada]);
  edit(two, "settings");
  await learns(two, "settings", [ada]);
  one.close();
  await one.closed;
  edit(bobs, "settings");
  await learns(bobs, "settings", [ada, bob]);
  two.close();
  await learns(bobs, "settings", [bob]);
});

test("a page that is closed, or whose browser is killed, edits nothing any more", async () => {
  const [bobs, closed, killed] = [await openOf(bob), await openOf(ada), await openOf(ada)];
  edit(closed, "settings");
  edit(killed, "sso-enforcement");
  await learns(bobs, "settings", [ada]);
  await learns(bobs, "sso-enforcement", [ada]);
  closed.close();
  await learns(bobs, "settings", []);
  killed.vanish();
  await learns(bobs, "sso-enforcement", []);
});

test("somebody whose session is ended edits nothing any more, even if their page does not let go", async () => {
  const session = await acme.signIn(ada);
  const [adas, bobs] = [await open(session), await openOf(bob)];
  edit(adas, "settings");
  await learns(adas, "settings", [ada]);
  await learns(bobs, "settings", [ada]);
  adas.sleep();
  await acme.revoke({ kind: "session", sessionId: session.id });
  await learns(bobs, "settings", []);
  edit(bobs, "settings");
  await learns(bobs, "settings", [bob]);
  adas.wake();
  await adas.closed;
  expect(adas.messages.at(-1)).toEqual({ type: "ended", refusal: "session_revoked" });
  expect(idsOf(told(adas, "settings").at(-1))).toEqual([ada.id]);
});

test("all who were signed in leave together, and tell nobody of it", async () => {
  const [adas, bobs] = [await openOf(ada), await openOf(bob)];
  edit(adas, "settings");
  await learns(bobs, "settings", [ada]);
  await acme.revoke({ kind: "organization" });
  await Promise.all([adas.closed, bobs.closed]);
  expect(bobs.messages.at(-1)?.type).toBe("ended");
  expect(told(bobs, "settings")).toHaveLength(1);
});

test("a plain member neither says that they edit nor learns who does", async () => {
  const member = await acme.addPerson("member");
  const [adas, bobs, members] = [await openOf(ada), await openOf(bob), await openOf(member)];
  edit(members, "settings");
  edit(members, "sso-enforcement");
  edit(adas, "settings");
  await learns(bobs, "settings", [ada]);
  // Something that members are told, after all that: the pages of one object are told in order.
  await acme.gatekeeper.announce({ organizationId: acme.id, topics: ["members"] });
  await eventually(
    async () => members.messages.some(({ type }) => type === "changed"),
    (heard) => heard,
  );
  expect(members.messages.filter(({ type }) => type === "presence")).toEqual([]);
  expect(told(bobs, "sso-enforcement")).toEqual([]);
});

test("an admin who becomes a member has left, and is told no more when they come back", async () => {
  const session = await acme.signIn(bob);
  const [adas, bobs] = [await openOf(ada), await open(session)];
  edit(bobs, "settings");
  await learns(adas, "settings", [bob]);
  bobs.sleep();
  const change = { kind: "member-role", userId: bob.id, role: "member", actorRole: "owner" } as const;
  expect(await acme.change(change)).toMatchObject({ ok: true });
  await learns(adas, "settings", []);
  bobs.wake();
  expect((await bobs.closed).code).toBe(1012);
  const back = await open(session);
  edit(adas, "settings");
  await learns(adas, "settings", [ada]);
  await acme.gatekeeper.announce({ organizationId: acme.id, topics: ["members"] });
  await eventually(
    async () => back.messages.some(({ type }) => type === "changed"),
    (heard) => heard,
  );
  expect(back.messages.some(({ type }) => type === "presence")).toBe(false);
});

test("who edits what outlives the object's sleep: the sockets remember it", async () => {
  const [adas, bobs] = [await openOf(ada), await openOf(bob)];
  edit(adas, "settings");
  await learns(bobs, "settings", [ada]);
  await world.evict(acme.id);
  edit(bobs, "settings");
  await learns(adas, "settings", [ada, bob]);
  await world.evict(acme.id);
  adas.close();
  await learns(bobs, "settings", [bob]);
});

test("nobody of another organization is told, whatever they edit themselves", async () => {
  const globex = await Organization.create(world);
  const eve = await globex.addPerson("owner");
  const eves = await open(await globex.signIn(eve), globex);
  const [adas, bobs] = [await openOf(ada), await openOf(bob)];
  edit(adas, "settings");
  edit(eves, "settings");
  await learns(eves, "settings", [eve]);
  await learns(bobs, "settings", [ada]);
  edit(eves, "sso-enforcement");
  await learns(eves, "sso-enforcement", [eve]);
  // What one object tells its pages, it tells them in order: whatever was told before these has arrived as well.
  const peopleTold = (page: Page) =>
    new Set(page.messages.flatMap((one) => (one.type === "presence" ? idsOf(one.editors) : [])));
  expect(peopleTold(eves)).toEqual(new Set([eve.id]));
  expect(peopleTold(bobs)).toEqual(new Set([ada.id]));
});

test("a page that says what no page of ours says is cut off, and edits nothing any more", async () => {
  const bobs = await openOf(bob);
  const odd = ['{"type":"editing","document":"members"}', '{"type":"editing"}', "{", "null"];
  const adas = await openOf(ada);
  edit(adas, "settings");
  await learns(bobs, "settings", [ada]);
  for (let count = 0; count < 11; count += 1) adas.send(odd[count % odd.length] ?? "");
  expect((await adas.closed).code).toBe(1008);
  await learns(bobs, "settings", []);
});

test("a page that changes its mind without end is cut off; one that does so a few times is not", async () => {
  const [bobs, honest, flood] = [await openOf(bob), await openOf(ada), await openOf(ada)];
  for (let count = 0; count < 4; count += 1) {
    edit(honest, "settings");
    edit(honest, null);
  }
  edit(honest, "sso-enforcement");
  await learns(bobs, "sso-enforcement", [ada]);
  for (let count = 0; count < 200; count += 1) edit(flood, count % 2 === 0 ? "settings" : null);
  expect((await flood.closed).code).toBe(1008);
  await learns(bobs, "settings", []);
  // Each list went out at most as often as the flood was listened to.
  expect(told(bobs, "settings").length).toBeLessThan(30);
  await learns(bobs, "sso-enforcement", [ada]);
});
