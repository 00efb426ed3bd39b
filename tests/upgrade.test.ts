import { copyFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { migrate } from "../migrations/migrate.ts";
import { newIdentifier } from "../src/identifiers/identifier.ts";
import { scratchDatabase } from "./walls/scratch-database.ts";

const all = join(import.meta.dirname, "..", "migrations");

/** A folder with the migrations there were before the audit chain, the walls and the sealer. */
async function earlierMigrations(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-migrations-"));
  const earlier = (await readdir(all)).filter((name) => /^000\d_.*\.sql$/.test(name));
  expect(earlier).toHaveLength(9);
  for (const name of earlier) await copyFile(join(all, name), join(folder, name));
  return folder;
}

test("a database that was in use before the audit chain is brought up to date with all its rows", async () => {
  const folder = await earlierMigrations();
  await using database = await scratchDatabase("upgrade", folder);
  const { sql } = database;
  const [a, b] = [newIdentifier("org"), newIdentifier("org")];
  const [member, removed] = [newIdentifier("usr"), newIdentifier("usr")];
  for (const id of [a, b]) {
    await sql`insert into organizations (id, slug, name) values (${id}, ${id.slice(-12)}, 'Old')`;
    await sql`insert into organization_settings (organization_id, app_name) values (${id}, 'Old')`;
    for (let row = 0; row < 5; row += 1) {
      await sql`insert into audit_logs (id, organization_id, event, actor_type) values (${newIdentifier("aud")}, ${id}, 'tenant.created', 'operator')`;
    }
  }
  await sql`insert into platform_audit_logs (id, event, actor_type) values (${newIdentifier("aud")}, 'tenant.created', 'operator')`;
  await sql`insert into users (id, organization_id, email, name) values (${member}, ${a}, 'm@old.test', 'M')`;
  for (const user of [member, removed]) {
    await sql`
      insert into invitations (id, organization_id, email, role, status, invited_by_type, invited_by_id, invited_by_name, expires_at, accepted_at, accepted_user_id)
      values (${newIdentifier("inv")}, ${a}, 'm@old.test', 'member', 'accepted', 'operator', 'adm_x', 'Op', now(), now(), ${user})`;
  }

  expect((await migrate(database.url("gatehouse_owner"))).length).toBeGreaterThan(4);
  await rm(folder, { recursive: true });

  const chains = await sql`
    select l.organization_id as chain, count(*)::int as links, max(l.sequence)::int as through, max(h.sequence)::int as head,
           bool_and(exists (select from audit_logs r where r.organization_id = l.organization_id and r.id = l.audit_log_id)) as whole
    from audit_links l join audit_heads h using (organization_id) group by 1 order by 1`;
  expect([...chains]).toEqual(
    [a, b].toSorted().map((chain) => ({ chain, links: 5, through: 5, head: 5, whole: true })),
  );
  expect([...(await sql`select sequence::int, hash is not null as hashed from platform_audit_head`)]).toEqual([
    { sequence: 1, hashed: true },
  ]);
  const acceptances =
    await sql`select accepted_user_id as by, id_hash = encode(sha256(id::bytea), 'hex') as found from invitations`;
  expect([...acceptances]).toEqual(
    expect.arrayContaining([
      { by: member, found: true },
      { by: null, found: true },
    ]),
  );
  // What a key that was added over rows it does not hold for would refuse, a restore from a dump for one.
  await sql`alter table invitations drop constraint invitations_organization_id_accepted_user_id_fkey`;
  await sql`alter table invitations add foreign key (organization_id, accepted_user_id) references users (organization_id, id)`;
  expect([
    ...(await sql`select distinct account_failure_limit as failures, audit_retention_days as days from organization_settings`),
  ]).toEqual([{ failures: 10, days: null }]);
});
