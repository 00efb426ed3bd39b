import { describe, expect, test } from "vitest";
import type { Role } from "../authorization/role.ts";
import { accountIdOf, arrivalOf, type Known } from "./arrival.ts";

const nobody: Known = { linked: null, sameAddress: null, invitation: null, wasMember: false };
const user = (id: string, role: Role | null) => ({ id, email: `${id}@acme.example`, name: id, role });
const invitation = { reference: "inv_x", email: "a@acme.example", role: "admin" } as const;
const provider = {
  authority: "owner",
  provisioning: true,
  defaultRole: "member",
  roleClaim: null,
  roleMappings: [],
} as const;
const mapping = { ...provider, roleClaim: "groups", roleMappings: [{ value: "top", role: "owner" }] } as const;

describe("who somebody is whom a provider vouches for", () => {
  test("is whom their subject is linked to, whoever has the address", () => {
    const known = {
      ...nobody,
      linked: user("ada", "member"),
      sameAddress: { ...user("bob", "owner"), linkedToAnother: false },
    };
    expect(arrivalOf(known, provider, [])).toMatchObject({ ok: true, value: { kind: "linked", user: { id: "ada" } } });
  });

  test("is who has the address, before any invitation", () => {
    const known = { ...nobody, sameAddress: { ...user("bob", "member"), linkedToAnother: false }, invitation };
    expect(arrivalOf(known, provider, [])).toMatchObject({ ok: true, value: { kind: "to_be_linked", role: "member" } });
  });

  test("is not who has the address while another subject has the account", () => {
    const known = { ...nobody, sameAddress: { ...user("bob", "member"), linkedToAnother: true } };
    expect(arrivalOf(known, provider, [])).toEqual({ ok: false, failure: "linked_to_another" });
  });

  test("is who was invited, also where no accounts are made and after a removal", () => {
    const known = { ...nobody, invitation, wasMember: true };
    const closed = { ...provider, provisioning: false };
    expect(arrivalOf(known, closed, [])).toMatchObject({ ok: true, value: { kind: "invited", role: "admin" } });
  });

  test("is somebody new last of all, and never somebody who was removed", () => {
    expect(arrivalOf(nobody, provider, [])).toEqual({ ok: true, value: { kind: "new", role: "member" } });
    expect(arrivalOf({ ...nobody, wasMember: true }, provider, [])).toEqual({ ok: false, failure: "former_member" });
    const closed = { ...provider, provisioning: false };
    expect(arrivalOf(nobody, closed, [])).toEqual({ ok: false, failure: "not_provisioned" });
  });

  test("is nobody without a membership", () => {
    expect(arrivalOf({ ...nobody, linked: user("ada", null) }, provider, [])).toEqual({
      ok: false,
      failure: "not_a_member",
    });
  });
});

describe("a provider that an admin has changed last", () => {
  const byAdmin = { ...provider, authority: "admin" } as const;
  const refused = { ok: false, failure: "needs_owner" };

  test("reaches no owner, by link, by address or by invitation", () => {
    expect(arrivalOf({ ...nobody, linked: user("ada", "owner") }, byAdmin, [])).toEqual(refused);
    const sameAddress = { ...user("ada", "owner"), linkedToAnother: false };
    expect(arrivalOf({ ...nobody, sameAddress }, byAdmin, [])).toEqual(refused);
    expect(arrivalOf({ ...nobody, invitation: { ...invitation, role: "owner" } }, byAdmin, [])).toEqual(refused);
  });

  test("makes no owner, and takes from none what they are", () => {
    expect(arrivalOf(nobody, { ...mapping, authority: "admin" }, ["top"])).toEqual(refused);
    const demoting = { ...mapping, authority: "admin" } as const;
    expect(arrivalOf({ ...nobody, linked: user("ada", "owner") }, demoting, [])).toEqual(refused);
  });
});

test("a subject means nothing without its issuer", () => {
  expect(accountIdOf({ issuer: "https://a.example", subject: "1" })).not.toBe(
    accountIdOf({ issuer: "https://b.example", subject: "1" }),
  );
});
