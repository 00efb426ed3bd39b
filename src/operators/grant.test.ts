import { expect, test } from "vitest";
import { authorizeOperator } from "./grant.ts";
import type { Operator } from "./operator.ts";

const support = { id: "adm_1", email: "s@gatehouse.test", name: null, role: "support" } as unknown as Operator;

test("a grant is made for what the role may do, and names the action", () => {
  expect(authorizeOperator(support, "tenants:create")?.action).toBe("tenants:create");
});

test("no grant is made for what it may not", () => {
  expect(authorizeOperator(support, "tenants:delete")).toBeNull();
});
