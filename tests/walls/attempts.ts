import { organizationOf, rowFor } from "./rows.ts";

/** A tenant's table as the catalogue has it, and what a role may do with it by column. */
export interface Target {
  readonly table: string;
  readonly tenantColumn: string;
  readonly columns: readonly string[];
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  readonly insertable: readonly string[];
}

const b = organizationOf("b");

/** How many of the ways to see rows, and of those to change them, are plain. */
export const plain = 3;

/** Ways to see rows, the plain ones first. None of them may show another tenant's. */
export function readings({ table, tenantColumn, columns, readable }: Target): string[] {
  if (readable.length === 0) return [`select ${columns.join(", ")} from ${table}`, `select count(*) from ${table}`];
  const seen = readable.join(", ");
  const condition = readable.includes(tenantColumn) ? `${tenantColumn} = '${b}'` : "true";
  return [
    `select ${seen} from ${table}`,
    `select ${seen} from ${table} where ${condition}`,
    `select ${seen} from ${table} where ${condition} or true`,
    `select ${seen} from only ${table} tablesample system (100)`,
    `select ctid, tableoid, ${seen} from ${table} where ctid >= '(0,0)'`,
    `select ${seen} from ${table} for update`,
    `select ${seen} from ${table} where ${condition} for key share skip locked`,
    `select max(t::text) from (select ${seen} from ${table}) t`,
    `with everything as materialized (select ${seen} from ${table}) select * from everything`,
    `select * from ${table} x join lateral (select ${seen} from ${table} y where y.* is distinct from x.*) z on true`,
    `explain (analyze, verbose) select ${seen} from ${table} order by ${seen}`,
    `select query_to_xml('select ${seen} from ${table}', true, false, '')`,
    `select table_to_xml('${table}', true, false, '')`,
    `select * from ts_stat('select to_tsvector(concat_ws('' '', ${seen})) from ${table}')`,
    `do $$ declare seen text; begin select string_agg(t::text, ';') into seen from (select ${seen} from ${table}) t; raise exception '%', seen; end $$`,
    // A cast that fails names the value it failed on, if it is asked about a row before the policy is.
    ...readable.map((column) => `select 1 from ${table} where cast(${column}::text as integer) = 1`),
    ...readable.map((column) => `select 1 from ${table} order by cast(${column}::text as integer)`),
    `select * from pg_stats where tablename = '${table}'`,
    `select * from pg_stats_ext where tablename = '${table}'`,
  ];
}

/** Ways to change rows, the plain ones first. None of them may reach another tenant's, or put a row there. */
export function changes(target: Target): string[] {
  const { table, tenantColumn, writable, columns } = target;
  const columnsToWrite = writable.length > 0 ? writable : columns.slice(0, 1);
  const [first = tenantColumn] = columnsToWrite;
  const insert = (row: Readonly<Record<string, string | number>>, more = "") => {
    const named = Object.keys(row).filter(
      (column) => target.insertable.length === 0 || target.insertable.includes(column),
    );
    return `insert into ${table} (${named.join(", ")}) values (${named.map((column) => `'${row[column] ?? ""}'`).join(", ")}) ${more}`;
  };
  return [
    `update ${table} set ${first} = ${first}`,
    `delete from ${table}`,
    insert(rowFor(table, "n", b)),
    ...columnsToWrite.map((column) => `update ${table} set ${column} = ${column}`),
    ...columnsToWrite.map((column) => `update ${table} set ${column} = default`),
    `update ${table} set ${first} = ${first} where ${tenantColumn} = '${b}'`,
    `update ${table} x set ${first} = y.${first} from ${table} y where x.${tenantColumn} <> y.${tenantColumn}`,
    `update ${table} set ${tenantColumn} = '${b}'`,
    `update ${table} set ${tenantColumn} = '${organizationOf("n")}'`,
    `delete from ${table} where ${tenantColumn} = '${b}'`,
    `delete from ${table} x using organizations y where x.${tenantColumn} = y.id`,
    `delete from ${table} where ctid >= '(0,0)'`,
    `with gone as (delete from ${table} returning 1) select count(*) from gone`,
    `merge into ${table} t using (select 1) s on true when matched then delete`,
    `merge into ${table} t using (select 1) s on true when matched then update set ${first} = ${first}`,
    insert(rowFor(table, "n", b), "on conflict do nothing"),
    insert(rowFor(table, "n", "")),
    insert(rowFor(table, "n")),
    `insert into ${table} select * from ${table} on conflict do nothing`,
  ];
}

/** Ways to take the wall down. Each must be refused. */
export const demolitions = ({ table, columns }: Target): string[] => [
  `alter table ${table} disable row level security`,
  `alter table ${table} no force row level security`,
  `alter table ${table} owner to current_user`,
  `alter table ${table} add column x text`,
  `alter policy tenant on ${table} using (true)`,
  `drop policy tenant on ${table}`,
  `create policy mine on ${table} using (true)`,
  `create index mine on ${table} (${columns[0] ?? ""})`,
  `create rule mine as on insert to ${table} do nothing`,
  `create trigger mine before insert on ${table} for each row execute function refuse_audit_change()`,
  `alter table ${table} disable trigger all`,
  `truncate ${table}`,
  `truncate ${table} cascade`,
  `drop table ${table}`,
  `copy ${table} from program 'true'`,
  `copy ${table} to '/tmp/${table}'`,
  `cluster ${table}`,
];
