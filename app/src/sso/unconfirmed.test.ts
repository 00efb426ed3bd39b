import { expect, test } from "vitest";
import type { SsoRevision } from "../api.gen/types.gen.ts";
import { toldChanges, unconfirmedOf } from "./unconfirmed.ts";

const revision = (version: number, authority: SsoRevision["authority"]): SsoRevision => ({
  subject: "sso_1",
  version,
  act: "updated",
  at: "2026-11-21T12:00:00.000Z",
  actor: { type: "user", id: "usr_1", name: "Bob" },
  document: { label: "Okta" },
  keyChanged: false,
  authority,
  changes: {},
});
const versions = (...of: Parameters<typeof unconfirmedOf>) => unconfirmedOf(...of)?.map(({ version }) => version);

test("an owner answers for everything since owners last trusted it, also for what owners changed in between", () => {
  const history = [revision(5, "admin"), revision(4, "admin"), revision(3, "owner"), revision(2, "admin")];
  expect(versions({ version: 5 }, history, false)).toEqual([5, 4]);
});

test("what owners never trusted is theirs to answer for from the first version", () => {
  const history = [revision(2, "admin"), revision(1, "admin")];
  expect(versions({ version: 2 }, history, true)).toEqual([2, 1]);
});

test("nothing is called all of it while there is more to read", () => {
  expect(unconfirmedOf({ version: 3 }, [revision(3, "admin"), revision(2, "admin")], false)).toBeNull();
});

test("a history that is behind the provider, or ahead of it, is never passed off as what is confirmed", () => {
  const history = [revision(3, "admin"), revision(2, "admin"), revision(1, "owner")];
  expect(unconfirmedOf({ version: 4 }, history, true)).toBeNull();
  expect(unconfirmedOf({ version: 4 }, [], true)).toBeNull();
  expect(versions({ version: 2 }, history, true)).toEqual([2]);
});

test("of the first version everything it says is told, and of a later one what it changed", () => {
  const changes = { issuer: { from: "https://one.test", to: "https://two.test" } };
  const document = { label: "Okta", issuer: "https://two.test", endpoints: null, domains: [], enabled: false };
  expect(toldChanges({ act: "updated", changes, document })).toEqual(changes);
  expect(toldChanges({ act: "created", changes: {}, document })).toEqual({
    label: { to: "Okta" },
    issuer: { to: "https://two.test" },
    enabled: { to: false },
  });
});
