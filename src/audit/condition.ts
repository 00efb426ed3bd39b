import { and, eq, gte, ilike, inArray, lt, notLike, or, sql, type SQL } from "drizzle-orm";
import type { AuditFilter } from "./contract.ts";
import { eventsThatAre } from "./event.ts";
import { auditLogs, platformAuditLogs } from "./table.ts";

type Columns = typeof auditLogs | typeof platformAuditLogs;

/** What a tenant's rows must satisfy. Row security sees to whose they are; the index wants to be told as well. */
export function tenantCondition(organizationId: string, filter: AuditFilter): SQL | undefined {
  return and(eq(auditLogs.organizationId, organizationId), condition(auditLogs, filter));
}

/** What the platform's rows must satisfy, for whoever may read what concerns operators and for whoever may not. */
export function platformCondition(filter: AuditFilter, withOperators: boolean): SQL | undefined {
  const { organizationId } = filter;
  return and(
    withOperators ? undefined : notLike(platformAuditLogs.event, "admin.%"),
    organizationId === undefined ? undefined : sql`${platformAuditLogs.data} ->> 'organizationId' = ${organizationId}`,
    condition(platformAuditLogs, filter),
  );
}

function condition(columns: Columns, filter: AuditFilter): SQL | undefined {
  const { category, outcome, search } = filter;
  const isClass = category !== undefined || outcome !== undefined;
  return and(
    ...exactly.map((name) => (filter[name] === undefined ? undefined : eq(columns[name], filter[name]))),
    isClass ? inArray(columns.event, eventsThatAre({ category, outcome })) : undefined,
    filter.from === undefined ? undefined : gte(columns.at, filter.from),
    filter.to === undefined ? undefined : lt(columns.at, filter.to),
    search === undefined ? undefined : or(...searched.map((name) => ilike(columns[name], containing(search)))),
  );
}

const exactly = ["event", "actorType", "actorId", "targetId", "address", "requestId", "correlationId"] as const;

/** Where a search looks. */
const searched = ["event", "actorId", "actorName", "targetId", "targetName"] as const;

/** A pattern that finds a text wherever it stands, taken by the letter: `%` and `_` mean themselves. */
function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
