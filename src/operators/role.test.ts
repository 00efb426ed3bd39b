import { expect, test } from "vitest";
import { operatorActions, operatorMatrix, operatorMay, operatorRoles, type OperatorAction } from "./role.ts";

test("a super admin may do everything", () => {
  expect(operatorActions.filter((action) => !operatorMay("super_admin", action))).toEqual([]);
});

test.each<[OperatorAction]>([
  ["tenants:suspend"],
  ["tenants:restore"],
  ["tenants:delete"],
  ["tenants:revoke-sessions"],
  ["hostnames:remove"],
  ["audit-logs:read-admin"],
  ["global-admins:read"],
  ["global-admins:manage"],
])("support may not %s", (action) => {
  expect(operatorMay("support", action)).toBe(false);
});

test.each<[OperatorAction]>([
  ["tenants:create"],
  ["tenants:restore"],
  ["tenants:delete"],
  ["tenants:invite"],
  ["hostnames:check"],
  ["global-admins:manage"],
])("security may not %s", (action) => {
  expect(operatorMay("security", action)).toBe(false);
});

test("only a super admin decides who is an operator", () => {
  expect(operatorRoles.filter((role) => operatorMay(role, "global-admins:manage"))).toEqual(["super_admin"]);
});

test("every operator sees tenants' hostnames; support has them looked at again, and security takes them away", () => {
  for (const role of operatorRoles) expect(operatorMay(role, "hostnames:read")).toBe(true);
  expect(operatorMay("support", "hostnames:check")).toBe(true);
  expect(operatorMay("security", "hostnames:remove")).toBe(true);
});

test("everybody sees who they are", () => {
  for (const role of operatorRoles) expect(operatorMay(role, "profile:read")).toBe(true);
});

test("no role has an action twice", () => {
  for (const role of operatorRoles) expect(new Set(operatorMatrix[role]).size).toBe(operatorMatrix[role].length);
});
