import { expect, test } from "vitest";
import { mappedRole } from "./role-mapping.ts";

const provider = {
  roleClaim: "groups",
  roleMappings: [
    { value: "staff", role: "member" },
    { value: "it", role: "admin" },
    { value: "board", role: "owner" },
  ],
  defaultRole: "member",
} as const;

test("of several values the highest role is given", () => {
  expect(mappedRole(provider, ["staff", "it"])).toBe("admin");
  expect(mappedRole(provider, ["board", "it"])).toBe("owner");
});

test("whoever has none of the values gets the default, so that leaving a group takes its role away", () => {
  expect(mappedRole(provider, [])).toBe("member");
  expect(mappedRole({ ...provider, defaultRole: "admin" }, ["IT"])).toBe("admin");
});

test("without a claim, roles are not the provider's business", () => {
  expect(mappedRole({ ...provider, roleClaim: null }, ["board"])).toBeNull();
});
