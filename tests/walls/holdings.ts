import { organizationOf } from "./rows.ts";

interface TenantTable {
  readonly name: string;
  readonly tenantColumn: string;
}

/** A query for all that two tenants have, in one row with a column for each. */
export function holdingsQuery(tables: readonly TenantTable[]): string {
  const columns = (["a", "b"] as const).map((letter) => {
    const texts = tables.map(
      ({ name, tenantColumn }) =>
        `(select coalesce(string_agg(t::text, ';' order by t::text), '') from ${name} t where ${tenantColumn} = '${organizationOf(letter)}')`,
    );
    return `${texts.join(" || '|' || ")} as ${letter}`;
  });
  return `select ${columns.join(", ")}`;
}
