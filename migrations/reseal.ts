/**
 * Seals again, with the current key of a ring, what was sealed with another. It goes from tenant to tenant under row
 * security, as gatehouse_sealer, and changes a value only if it is still the one that was read: what a Worker writes in
 * the meantime is never lost, and running this twice, or twice at once, does no harm.
 */
import type { ReservedSql } from "postgres";
import type { KeyRingDocument } from "../src/secrets/key-ring.ts";
import { sealingKeyOf, sealWith, type Seal } from "../src/secrets/seal.ts";
import { placeOf, sealedColumns, type SealedColumn } from "../src/secrets/sealed-columns.ts";

/** How much is sealed with which key, and what nobody could open: the names of rows, never what they hold. */
export interface Inventory {
  readonly byKey: Readonly<Record<string, number>>;
  readonly unopened: readonly string[];
}

/** @returns what there is afterwards */
export async function reseal(sql: ReservedSql, ring: KeyRingDocument): Promise<Inventory> {
  const seal = sealWith(ring);
  const unopened: string[] = [];
  await forEachPlace(sql, async (column, organizationId) => {
    unopened.push(...(await resealColumn({ sql, seal, current: ring.current }, column, organizationId)));
  });
  return { byKey: await countByKey(sql), unopened };
}

/** How many texts are sealed with which key, in all tenants and on the platform. */
async function countByKey(sql: ReservedSql): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  await forEachPlace(sql, async (column, organizationId) => {
    const text = textOf(sql, column);
    const rows = await within(
      sql,
      organizationId,
      () => sql`
        select split_part(${text}, '.', 2) as key, count(*)::int as texts from ${sql(column.table)}
        where ${text} is not null ${ownedBy(sql, organizationId)} group by 1`,
    );
    for (const { key, texts } of rows) counts[key] = (counts[key] ?? 0) + Number(texts);
  });
  return counts;
}

const rowsPerBatch = 200;
const tenantsPerPage = 500;

interface SealedRow {
  readonly row: string;
  readonly sealed: string;
}

interface Resealing {
  readonly sql: ReservedSql;
  readonly seal: Seal;
  readonly current: string;
}

async function resealColumn(
  { sql, seal, current }: Resealing,
  column: SealedColumn,
  organizationId: string | null,
): Promise<string[]> {
  const { table, primaryKey } = column;
  const text = textOf(sql, column);
  const unopened: string[] = [];
  let after = "";
  for (;;) {
    const last: string = after;
    const rows: SealedRow[] = await within(
      sql,
      organizationId,
      () => sql<SealedRow[]>`
        select ${sql(primaryKey)}::text as row, ${text} as sealed from ${sql(table)}
        where ${text} is not null and split_part(${text}, '.', 2) <> ${current} ${ownedBy(sql, organizationId)}
          and ${sql(primaryKey)}::text > ${last}
        order by 1 limit ${rowsPerBatch}`,
    );
    const fresh: (SealedRow & { readonly old: string })[] = [];
    for (const { row, sealed } of rows) {
      const place = placeOf(column, organizationId ?? row);
      const opened = await seal.open(sealed, place).catch(() => null);
      if (opened === null) unopened.push(`${table}.${column.column} of ${row} (${nameOfKey(sealed)})`);
      else fresh.push({ row, old: sealed, sealed: await seal.seal(opened, place) });
    }
    await within(sql, organizationId, async () => {
      for (const { row, old, sealed } of fresh) {
        await sql`
          update ${sql(table)} set ${sql(column.column)} = ${valueOf(sql, column, sealed)}
          where ${sql(primaryKey)}::text = ${row} and ${text} = ${old} ${ownedBy(sql, organizationId)}`;
      }
    });
    if (rows.length < rowsPerBatch) return unopened;
    after = rows.at(-1)?.row ?? "";
  }
}

/** Every column of every tenant, then those of the platform, for which no organization is named. */
async function forEachPlace(
  sql: ReservedSql,
  work: (column: SealedColumn, organizationId: string | null) => Promise<void>,
): Promise<void> {
  const columns: readonly SealedColumn[] = Object.values(sealedColumns);
  for await (const organizationId of organizations(sql)) {
    for (const column of columns.filter(({ owner }) => owner === "tenant")) await work(column, organizationId);
  }
  for (const column of columns.filter(({ owner }) => owner === "row")) await work(column, null);
}

async function* organizations(sql: ReservedSql): AsyncGenerator<string> {
  let after = "";
  for (;;) {
    const page = await sql<{ organization_id: string }[]>`
      select organization_id from lookup_organizations(${after}, ${tenantsPerPage})`;
    for (const { organization_id } of page) yield organization_id;
    if (page.length < tenantsPerPage) return;
    after = page.at(-1)?.organization_id ?? "";
  }
}

/** One transaction, in which the tenant's rows show; the platform's own tables need no tenant. */
async function within<Value>(
  sql: ReservedSql,
  organizationId: string | null,
  work: () => Promise<Value>,
): Promise<Value> {
  await sql`begin`;
  try {
    await sql`select set_config('app.organization_id', ${organizationId ?? ""}, true)`;
    const value = await work();
    await sql`commit`;
    return value;
  } catch (error) {
    await sql`rollback`.catch(() => undefined);
    throw error;
  }
}

function ownedBy(sql: ReservedSql, organizationId: string | null) {
  return organizationId === null ? sql`` : sql`and organization_id = ${organizationId}`;
}

function textOf(sql: ReservedSql, { column, member }: SealedColumn) {
  return member === null ? sql`${sql(column)}` : sql`(${sql(column)} ->> ${member}::text)`;
}

function valueOf(sql: ReservedSql, { column, member }: SealedColumn, sealed: string) {
  return member === null
    ? sql`${sealed}`
    : sql`jsonb_set(${sql(column)}, array[${member}::text], to_jsonb(${sealed}::text))`;
}

function nameOfKey(sealed: string): string {
  try {
    return sealingKeyOf(sealed);
  } catch {
    return "not a sealed text";
  }
}
