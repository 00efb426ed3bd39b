import type { z } from "@hono/zod-openapi";
import type { Exchange } from "../admin/exchange.ts";
import { operatorRoute } from "../admin/route.ts";
import { instantOrNull } from "../database/instant.ts";
import type { TenantDb } from "../database/tenant-db.ts";
import { pageFrom, pageStart } from "../http/page.ts";
import { etagOf, expectedVersion, preconditionFailed } from "../http/precondition.ts";
import { Problem } from "../http/problem.ts";
import { anyQuery, answer, nothing } from "../http/route.ts";
import { reasonBody, tenantParams } from "../tenants/contract.ts";
import { findTenant } from "../tenants/repository.ts";
import { hostnamesQuery } from "./contract.ts";
import type { StoredHostname } from "./hostname.ts";
import { checkTenantHostname, removeTenantHostname } from "./operator-acts.ts";
import { tenantHostname, tenantHostnamePage, tenantHostnameParams } from "./operator-contract.ts";
import { presentHostname, surroundingsOf, type HostnameSurroundings } from "./presentation.ts";
import { findHostname, findHostPolicy, listHostnames } from "./repository.ts";

const path = "/api/admin/tenants/{id}/hostnames";

export const operatorHostnameRoutes = [
  operatorRoute({
    method: "get",
    path,
    operation: "listTenantHostnames",
    summary: "A tenant's own hostnames, oldest first",
    action: "hostnames:read",
    params: tenantParams,
    query: hostnamesQuery,
    body: nothing,
    answers: { 200: tenantHostnamePage },
    problems: ["NOT_FOUND"],
    async handle({ exchange, grant, params, query }) {
      const after = pageStart(query);
      if (!after.ok) return after.failure;
      const wanted = { after: after.value, limit: query.limit, removed: query.removed === "true" };
      const [[tenant], rows, [policy]] = await exchange
        .tenantDb(grant, params.id)
        .batch((tx) => [findTenant(tx), listHostnames(tx, wanted), findHostPolicy(tx)]);
      if (tenant === undefined) return new Problem("NOT_FOUND");
      const page = pageFrom(rows, query.limit, (row) => ({ at: row.createdAt, id: row.id }));
      const surroundings = surroundingsOf(exchange.config, policy);
      return answer(200, { ...page, items: page.items.map((row) => present(row, surroundings)) });
    },
  }),

  operatorRoute({
    method: "post",
    path: `${path}/{hostnameId}/check`,
    operation: "checkTenantHostname",
    summary: "Look at a hostname now: at its DNS records, and at Cloudflare if it is proven",
    action: "hostnames:check",
    params: tenantHostnameParams,
    query: anyQuery,
    body: nothing,
    answers: { 200: tenantHostname },
    problems: ["NOT_FOUND", "HOSTNAME_TAKEN", "HOSTNAME_TOO_MANY_PENDING"],
    async handle({ exchange, grant, params }) {
      const checked = await checkTenantHostname(exchange, grant, params.id, params.hostnameId);
      return checked instanceof Problem ? checked : document(exchange, exchange.tenantDb(grant, params.id), checked);
    },
  }),

  operatorRoute({
    method: "delete",
    path: `${path}/{hostnameId}`,
    operation: "removeTenantHostname",
    summary: "Take a hostname away from a tenant, its primary one too; the sessions begun there end at once",
    action: "hostnames:remove",
    params: tenantHostnameParams,
    query: anyQuery,
    body: reasonBody,
    answers: { 200: tenantHostname },
    problems: ["PRECONDITION_REQUIRED", "PRECONDITION_FAILED", "NOT_FOUND"],
    async handle({ exchange, grant, params, body }) {
      const expected = expectedVersion(exchange.request);
      if (!expected.ok) return expected.failure;
      const { id, hostnameId } = params;
      const removal = { hostnameId, expectedVersion: expected.value, reason: body.reason };
      const removed = await removeTenantHostname(exchange, grant, id, removal);
      if (removed instanceof Problem) return removed;
      const db = exchange.tenantDb(grant, id);
      if (removed !== "stale") return document(exchange, db, removed);
      const [[row], [policy]] = await db.batch((tx) => [findHostname(tx, hostnameId), findHostPolicy(tx)]);
      return row === undefined
        ? new Problem("NOT_FOUND")
        : preconditionFailed(present(row, surroundingsOf(exchange.config, policy)));
    },
  }),
];

type TenantHostname = z.input<typeof tenantHostname>;

/** A hostname as an act has left it. */
async function document(exchange: Exchange, db: TenantDb, stored: StoredHostname) {
  const [policy] = await findHostPolicy(db);
  const current = present(stored, surroundingsOf(exchange.config, policy));
  return answer(200, current, [["etag", etagOf(current)]]);
}

function present(row: StoredHostname, surroundings: HostnameSurroundings): TenantHostname {
  return {
    ...presentHostname(row, surroundings),
    cloudflareId: row.cloudflareId,
    provenAt: instantOrNull(row.provenAt),
  };
}
