import { expect, expectTypeOf, test } from "vitest";
import type { AccessIdentity } from "./access-identity.ts";
import { authorizeOperator, type OperatorGrant, type TenantAction } from "./grant.ts";
import type { Operator } from "./operator.ts";

const support = { id: "adm_1", email: "s@gatehouse.test", name: null, role: "support" } as unknown as Operator;

test("a grant is made for what the role may do, and names the action", () => {
  expect(authorizeOperator(support, "tenants:create")?.action).toBe("tenants:create");
});

test("no grant is made for what it may not", () => {
  expect(authorizeOperator(support, "tenants:delete")).toBeNull();
});

test("what only looks like a step of the pipeline does not compile as one", () => {
  expectTypeOf<{ subject: string; email: string }>().not.toExtend<AccessIdentity>();
  expectTypeOf<Pick<Operator, "id" | "email" | "name" | "role">>().not.toExtend<Operator>();
  expectTypeOf<{ action: "tenants:read"; operator: Operator }>().not.toExtend<OperatorGrant<"tenants:read">>();
});

test("a grant of one action is none of another: what is not about a tenant opens no tenant", () => {
  expectTypeOf<OperatorGrant<"tenants:read">>().not.toExtend<OperatorGrant<"tenants:delete">>();
  expectTypeOf<OperatorGrant<"users:read">>().not.toExtend<OperatorGrant<TenantAction>>();
  expectTypeOf<OperatorGrant<"tenants:read">>().toExtend<OperatorGrant<TenantAction>>();
  expectTypeOf<OperatorGrant<"hostnames:read">>().toExtend<OperatorGrant<TenantAction>>();
});
