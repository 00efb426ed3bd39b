import { describe, expect, test } from "vitest";
import { asRole, asSuperuser } from "./platform.ts";
import { newTenant } from "./world.ts";

const workerRoles = ["gatehouse_server", "gatehouse_auth", "gatehouse_coordinator", "gatehouse_operator"] as const;
const platformTables = new Set([
  "global_admins",
  "platform_audit_logs",
  "platform_audit_links",
  "platform_audit_head",
  "platform_audit_checkpoints",
  "signing_keys",
  "schema_migrations",
]);

describe("the catalogue", () => {
  test("every table is a tenant's, under forced row security, or a named table of the platform", async () => {
    const tables = await asSuperuser(
      (sql) => sql`
        select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
               exists (
                 select from pg_attribute a
                 where a.attrelid = c.oid and a.attname = case c.relname when 'organizations' then 'id' else 'organization_id' end
                   and a.attnotnull
               ) as tenant,
               exists (
                 select from pg_policy p
                 where p.polrelid = c.oid and p.polname = 'tenant' and p.polcmd = '*' and p.polpermissive and p.polroles = '{0}'
                   and pg_get_expr(p.polqual, p.polrelid) = pg_get_expr(p.polwithcheck, p.polrelid)
                   and pg_get_expr(p.polqual, p.polrelid) like '%NULLIF(current_setting(''app.organization_id''::text, true), ''''::text)%'
               ) as policy,
               exists (
                 select from pg_index i
                 where i.indrelid = c.oid
                   and (select a.attname from pg_attribute a where a.attrelid = c.oid and a.attnum = i.indkey[0])
                       = case c.relname when 'organizations' then 'id' else 'organization_id' end
               ) as led
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind in ('r', 'p')`,
    );
    expect(tables.length).toBeGreaterThan(10);
    for (const table of tables) {
      if (platformTables.has(table["name"])) continue;
      expect(table, table["name"]).toMatchObject({
        enabled: true,
        forced: true,
        tenant: true,
        policy: true,
        led: true,
      });
    }
  });

  test("the only other policies are the look-ups', for select", async () => {
    const policies = await asSuperuser(
      (sql) => sql`
        select polname, polcmd, polroles::regrole[]::text as roles from pg_policy
        where polname <> 'tenant' and polpermissive`,
    );
    for (const policy of policies) {
      expect(policy).toEqual({ polname: "lookup", polcmd: "r", roles: "{gatehouse_lookup}" });
    }
  });

  test("no role of a Worker owns anything, is a superuser, bypasses row security or is a member of another", async () => {
    const roles = await asSuperuser(
      (sql) => sql`
        select r.rolname, r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb,
               exists (select from pg_class c where c.relowner = r.oid) as owner,
               exists (select from pg_auth_members m where m.member = r.oid) as member
        from pg_roles r where r.rolname in ${sql(workerRoles)}`,
    );
    expect(roles).toHaveLength(4);
    for (const { rolname: _, ...flags } of roles) {
      expect(Object.values(flags)).toEqual([false, false, false, false, false, false]);
    }
  });

  test("every security definer function has a pinned search path that ends in pg_temp", async () => {
    const functions = await asSuperuser(
      (sql) => sql`
        select p.proname, p.proconfig, p.proowner::regrole::text as owner
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'public' and p.prosecdef`,
    );
    expect(functions.length).toBeGreaterThan(5);
    for (const { proconfig } of functions) expect(proconfig).toEqual(["search_path=pg_catalog, public, pg_temp"]);
  });

  test("nothing in the schema is open to public", async () => {
    const open = await asSuperuser(
      (sql) => sql`
        select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a
        where n.nspname = 'public' and a.grantee = 0
        union all
        select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'public' and p.proname like 'lookup%'
          and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0)`,
    );
    expect(open).toEqual([]);
  });
});

describe("a role of a Worker", () => {
  test.each(workerRoles)(
    "%s sees no tenant's rows without a tenant, with an empty one, or with a hostile one",
    async (role) => {
      await newTenant("wall");
      await asRole(role, async (sql) => {
        for (const setting of [null, "", "org_nobody", "' or true --"]) {
          const rows = await sql.begin(async (tx) => {
            if (setting !== null) await tx`select set_config('app.organization_id', ${setting}, true)`;
            return tx`select id from organizations`;
          });
          expect(rows).toHaveLength(0);
        }
      });
    },
  );

  test("sees one tenant's rows with that tenant set, and cannot write a row into another", async () => {
    const a = await newTenant("walla");
    const b = await newTenant("wallb");
    await asRole("gatehouse_auth", async (sql) => {
      const seen = await sql.begin(async (tx) => {
        await tx`select set_config('app.organization_id', ${a.id}, true)`;
        return tx`select distinct organization_id from users`;
      });
      expect(seen.map((row) => row["organization_id"])).toEqual([a.id]);
      const insert = sql.begin(async (tx) => {
        await tx`select set_config('app.organization_id', ${a.id}, true)`;
        await tx`insert into verifications (id, organization_id, identifier, value, expires_at) values ('x', ${b.id}, 'x', 'x', now())`;
      });
      await expect(insert).rejects.toThrow(/row-level security/);
      const move = sql.begin(async (tx) => {
        await tx`select set_config('app.organization_id', ${a.id}, true)`;
        await tx`update users set organization_id = ${b.id}`;
      });
      await expect(move).rejects.toThrow();
    });
  });

  test("the setting ends with its transaction", async () => {
    const { id } = await newTenant("wall");
    await asRole("gatehouse_server", async (sql) => {
      await sql.begin((tx) => tx`select set_config('app.organization_id', ${id}, true)`);
      expect(await sql`select id from organizations`).toHaveLength(0);
    });
  });
});

describe("the audit log", () => {
  test.each([...workerRoles, "gatehouse_owner"])("cannot be changed, emptied or shortened by %s", async (role) => {
    const { id } = await newTenant("log");
    await asRole(role, async (sql) => {
      for (const statement of [
        "update audit_logs set event = 'nothing'",
        "delete from audit_logs",
        "truncate audit_logs",
        "update platform_audit_logs set event = 'nothing'",
        "delete from platform_audit_logs",
      ]) {
        const tampering = sql.begin(async (tx) => {
          await tx`select set_config('app.organization_id', ${id}, true)`;
          await tx.unsafe(statement);
        });
        await expect(tampering, statement).rejects.toThrow(/permission denied|append-only/);
      }
    });
  });
});
