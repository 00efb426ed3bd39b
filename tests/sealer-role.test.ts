import type postgres from "postgres";
import { beforeAll, describe, expect, test } from "vitest";
import { asRole, asSuperuser } from "./platform.ts";
import { newTenant, type Tenant } from "./world.ts";

let tenant: Tenant;
beforeAll(async () => {
  tenant = await newTenant("sealer");
  await newTenant("sealer");
  const payload = { userId: "usr_x", host: tenant.host, sealedToken: "v1.k1.x.x" };
  await asSuperuser(
    (sql) => sql`
      insert into outbox (organization_id, kind, payload, delivered_at)
      values (${tenant.id}, 'mail.password-reset', ${sql.json(payload)}, now()),
             (${tenant.id}, 'mail.invitation', '{"invitationId":"inv_x"}', now())`,
  );
});

function asSealer<Value>(organizationId: string, work: (tx: postgres.TransactionSql) => Promise<Value>) {
  return asRole("gatehouse_sealer", (sql) =>
    sql.begin(async (tx) => {
      await tx`select set_config('app.organization_id', ${organizationId}, true)`;
      return work(tx);
    }),
  );
}

describe("the role that seals again", () => {
  test("sees no tenant's rows but those of the tenant it names, and of the outbox only what is sealed", async () => {
    expect(await asSealer("", (tx) => tx`select id from accounts`)).toHaveLength(0);
    const seen = await asSealer(tenant.id, (tx) => tx`select distinct organization_id from accounts`);
    expect(seen.map((row) => row["organization_id"])).toEqual([tenant.id]);
    const kinds = await asSealer(tenant.id, (tx) => tx`select distinct kind from outbox`);
    expect(kinds.map((row) => row["kind"])).toEqual(["mail.password-reset"]);
  });

  test.each([
    "select password from accounts",
    "select email from users",
    "select id from organizations",
    "select id from invitations",
    "select token_hash from sessions",
    "select enrollment_token_hash from global_admins",
    "select event from audit_logs",
    "update accounts set password = 'x'",
    "update accounts set organization_id = 'org_x'",
    "update outbox set kind = 'mail.password-reset'",
    "insert into outbox (organization_id, kind) values ('org_x', 'gatekeeper.refresh')",
    "delete from accounts",
    "delete from signing_keys",
    "insert into signing_keys (kid) values ('x')",
    "select * from lookup_users_by_email('owner@acme.test')",
    "create table mine ()",
  ])("may not: %s", async (statement) => {
    await expect(asSealer(tenant.id, (tx) => tx.unsafe(statement))).rejects.toThrow(/permission denied/);
  });

  test("is the only one that may list the organizations", async () => {
    const roles = await asSuperuser(
      (sql) => sql`
        select r.rolname from pg_roles r
        where has_function_privilege(r.oid, 'lookup_organizations(text, integer)', 'execute')
          and not r.rolsuper and r.rolname like 'gatehouse\\_%' order by 1`,
    );
    expect(roles.map((row) => row["rolname"])).toEqual(["gatehouse_lookup", "gatehouse_sealer"]);
  });
});
