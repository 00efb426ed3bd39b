import { expect, test } from "vitest";
import { actions } from "./action.ts";
import { mayAct, permissionsOf } from "./policy.ts";
import { reaches, roles } from "./role.ts";

test("each role may do all that a lesser one may", () => {
  for (const action of actions) {
    if (mayAct("member", action)) expect(mayAct("admin", action)).toBe(true);
    if (mayAct("admin", action)) expect(mayAct("owner", action)).toBe(true);
  }
});

test("a member may see people and their own sessions, and change nothing of the organization", () => {
  expect(permissionsOf("member")).toEqual([
    "me:read",
    "sessions:read",
    "sessions:revoke",
    "members:read",
    "settings:read",
    "live:connect",
  ]);
});

test("only an owner may end everybody's sessions", () => {
  expect(roles.filter((role) => mayAct(role, "organization-sessions:revoke"))).toEqual(["owner"]);
});

test("an admin may see and end the sessions of those they reach, and a member only their own", () => {
  for (const action of ["member-sessions:read", "member-sessions:revoke"] as const) {
    expect(roles.filter((role) => mayAct(role, action))).toEqual(["admin", "owner"]);
  }
});

test("nobody reaches above themselves", () => {
  expect(reaches("admin", "owner")).toBe(false);
  expect(reaches("admin", "admin")).toBe(true);
  expect(reaches("owner", "member")).toBe(true);
});
