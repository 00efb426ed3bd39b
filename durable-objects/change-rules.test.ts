import { describe, expect, test } from "vitest";
import { roles } from "../src/authorization/role.ts";
import { actorRole, refusalOfMemberChange, refusalOfStatusChange } from "./change-rules.ts";

const remove = { kind: "member-remove", userId: "usr_1", actorRole: "owner" } as const;
const makeOwner = { kind: "member-role", userId: "usr_1", role: "owner", actorRole: "owner" } as const;
const makeMember = { ...makeOwner, role: "member" } as const;

test.each([
  ["suspend", "active", null],
  ["suspend", "suspended", "wrong_state"],
  ["suspend", "deleted", "wrong_state"],
  ["restore", "active", "wrong_state"],
  ["restore", "suspended", null],
  ["restore", "deleted", "wrong_state"],
  ["delete", "active", null],
  ["delete", "suspended", null],
  ["delete", "deleted", "wrong_state"],
] as const)("to %s what is %s: %s", (kind, status, refusal) => {
  expect(refusalOfStatusChange(kind, status)).toBe(refusal);
});

describe("a membership", () => {
  test("of somebody who is not there is not found", () => {
    expect(refusalOfMemberChange(remove, { actor: "owner", target: null, owners: 1 })).toBe("not_found");
  });

  test("is touched only by those whose role reaches it", () => {
    for (const actor of roles) {
      for (const target of roles) {
        const allowed = roles.indexOf(actor) >= roles.indexOf(target);
        const refusal = refusalOfMemberChange(remove, { actor, target, owners: 2 });
        expect(refusal).toBe(allowed ? null : "forbidden");
      }
    }
  });

  test("is never raised above the role of who raises it", () => {
    expect(refusalOfMemberChange(makeOwner, { actor: "admin", target: "member", owners: 2 })).toBe("forbidden");
    expect(refusalOfMemberChange(makeOwner, { actor: "owner", target: "member", owners: 2 })).toBeNull();
  });

  test("is not changed by somebody who is no member any more", () => {
    expect(refusalOfMemberChange(makeMember, { actor: null, target: "member", owners: 2 })).toBe("forbidden");
  });

  test("of the last owner stays, even for an operator", () => {
    for (const change of [remove, makeMember]) {
      for (const actor of ["owner", "operator"] as const) {
        expect(refusalOfMemberChange(change, { actor, target: "owner", owners: 1 })).toBe("last_owner");
        expect(refusalOfMemberChange(change, { actor, target: "owner", owners: 2 })).toBeNull();
      }
    }
    expect(refusalOfMemberChange(makeOwner, { actor: "owner", target: "owner", owners: 1 })).toBeNull();
  });
});

test("a member who acts has the lesser of the role they were admitted with and the one they have now", () => {
  expect(actorRole("owner", "member")).toBe("member");
  expect(actorRole("member", "owner")).toBe("member");
  expect(actorRole("owner", null)).toBeNull();
  expect(actorRole("operator", "admin")).toBe("admin");
  expect(actorRole("operator", null)).toBeNull();
});
