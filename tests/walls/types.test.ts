import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import { describe, expect, expectTypeOf, test } from "vitest";
import type { Exchange as OperatorExchange } from "../../src/admin/exchange.ts";
import type { OperatorRoute } from "../../src/admin/route.ts";
import { authorize, type Grant } from "../../src/authorization/grant.ts";
import type { ControlDb } from "../../src/database/control-db.ts";
import { tenantDbFor } from "../../src/database/control-db.ts";
import { TenantDb, type TenantStatements } from "../../src/database/tenant-db.ts";
import { tenantScope, type TenantScope } from "../../src/database/tenant-scope.ts";
import { tenantAdapter } from "../../src/identity/tenant-adapter.ts";
import { listMembers } from "../../src/members/repository.ts";
import type { OperatorGrant } from "../../src/operators/grant.ts";
import type { Exchange } from "../../src/server/exchange.ts";
import type { MemberRoute } from "../../src/server/route.ts";
import type { Admission } from "../../src/sessions/admission.ts";
import type { Visit } from "../../src/tenancy/visit.ts";

/*
 * The third wall: what the compiler refuses. `npm run check` holds these; that they run is only so that they are found
 * where the other walls are. Whatever stands below `@ts-expect-error` must not compile, or the check fails.
 */

type Without<Value> = { readonly [Key in keyof Value]: Value[Key] };

describe("what lets somebody through cannot be made up, not even with everything in it that it shows", () => {
  test("a tenant's scope", () => {
    expectTypeOf<string>().not.toExtend<TenantScope>();
    expectTypeOf<{ organizationId: string }>().not.toExtend<TenantScope>();
    expectTypeOf<Without<TenantScope>>().not.toExtend<TenantScope>();
  });

  test("statements of a tenant", () => {
    expectTypeOf<{ db: NodePgDatabase; organizationId: string }>().not.toExtend<TenantStatements>();
    expectTypeOf<Without<TenantStatements>>().not.toExtend<TenantStatements>();
    expectTypeOf<ControlDb>().not.toExtend<TenantStatements>();
    expectTypeOf<NodePgDatabase>().not.toExtend<TenantStatements>();
    expectTypeOf<TenantDb>().toExtend<TenantStatements>();
  });

  test("an admission, a visit, a grant, an operator's grant", () => {
    expectTypeOf<Without<Admission>>().not.toExtend<Admission>();
    expectTypeOf<Without<Visit>>().not.toExtend<Visit>();
    expectTypeOf<Without<Grant>>().not.toExtend<Grant>();
    expectTypeOf<Without<OperatorGrant>>().not.toExtend<OperatorGrant>();
    expectTypeOf<Grant>().not.toExtend<OperatorGrant>();
    expectTypeOf<Visit>().not.toExtend<Admission>();
  });
});

describe("nothing is reached without what lets one through", () => {
  test("a repository without statements of a tenant", () => {
    expectTypeOf(listMembers).parameter(0).toEqualTypeOf<TenantStatements>();
    const refused = (control: ControlDb, db: NodePgDatabase) => {
      // @ts-expect-error: the database outside any tenant is no tenant's.
      void listMembers(control, null, 1);
      // @ts-expect-error: nobody says by hand whose rows they want.
      void listMembers({ db, organizationId: "org_x" }, null, 1);
      // @ts-expect-error: nor does Better Auth's adapter take their word for it.
      void tenantAdapter({ db, organizationId: "org_x" });
    };
    expect(refused).toBeInstanceOf(Function);
  });

  test("a tenant's database without its scope", () => {
    const refused = (connection: Parameters<typeof tenantDbFor>[1]) => {
      // @ts-expect-error: an id is no scope.
      void tenantDbFor("org_x", connection);
      // @ts-expect-error: nor is something that looks like one.
      void new TenantDb({ organizationId: "org_x" }, connection);
    };
    expect(refused).toBeInstanceOf(Function);
  });

  test("a tenant's database in a request without a grant, or a visit", () => {
    expectTypeOf<Exchange["tenantDb"]>().parameters.toEqualTypeOf<[grant: Grant]>();
    expectTypeOf<Exchange["visitorDb"]>().parameters.toEqualTypeOf<[visit: Visit]>();
    expectTypeOf<Parameters<OperatorExchange["tenantDb"]>[0]>().toExtend<OperatorGrant>();
    const refused = (exchange: OperatorExchange, reading: OperatorGrant<"users:read">) => {
      // @ts-expect-error: a grant of something else opens no tenant's database.
      void exchange.tenantDb(reading, "org_x");
    };
    expect(refused).toBeInstanceOf(Function);
  });

  test("a handler without a grant", () => {
    expectTypeOf<Parameters<MemberRoute["invoke"]>[1]>().toEqualTypeOf<Admission>();
    expectTypeOf<Parameters<MemberRoute["invoke"]>[2]>().toEqualTypeOf<Grant>();
    expectTypeOf<Parameters<OperatorRoute["invoke"]>[1]>().toEqualTypeOf<OperatorGrant>();
    expectTypeOf(authorize).parameter(0).toEqualTypeOf<Admission>();
  });
});

test("a scope is what it was made for, and stays it", () => {
  const scope = tenantScope("org_x");
  expect(scope.organizationId).toBe("org_x");
  // @ts-expect-error: nobody turns a scope into another tenant's.
  const turned = () => (scope.organizationId = "org_y");
  expect(turned).toBeInstanceOf(Function);
});
