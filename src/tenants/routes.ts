import type { Exchange } from "../admin/exchange.ts";
import { operatorRoute } from "../admin/route.ts";
import type { TenantDb } from "../database/tenant-db.ts";
import { pageFrom, pageStart } from "../http/page.ts";
import { Problem } from "../http/problem.ts";
import { anyQuery, answer, nothing } from "../http/route.ts";
import { newIdentifier } from "../identifiers/identifier.ts";
import { revocation } from "../sessions/contract.ts";
import { changeTenant, revokeTenantSessions } from "./acts.ts";
import {
  createTenantBody,
  inviteBody,
  invited,
  overview,
  reasonBody,
  tenant,
  tenantCreated,
  tenantHealth,
  tenantPage,
  tenantParams,
  tenantQuery,
  tenantUserList,
  userQuery,
} from "./contract.ts";
import { countTenants, findUsersByEmail, searchTenants } from "./directory.ts";
import { readTenantHealth } from "./health.ts";
import { createTenant, defaultHomeRegion, inviteToTenant } from "./onboarding.ts";
import { hostedAt, presentTenant, presentTenantUser, tenantDocument } from "./presentation.ts";

export const tenantRoutes = [
  operatorRoute({
    method: "get",
    path: "/api/admin/overview",
    operation: "getOverview",
    summary: "How many tenants there are",
    action: "tenants:read",
    params: nothing,
    query: anyQuery,
    body: nothing,
    answers: { 200: overview },
    problems: [],
    async handle({ exchange }) {
      return answer(200, { tenants: await countTenants(exchange.controlDb()) });
    },
  }),

  operatorRoute({
    method: "get",
    path: "/api/admin/tenants",
    operation: "listTenants",
    summary: "The tenants, newest first",
    action: "tenants:read",
    params: nothing,
    query: tenantQuery,
    body: nothing,
    answers: { 200: tenantPage },
    problems: [],
    async handle({ exchange, query }) {
      const after = pageStart(query);
      if (!after.ok) return after.failure;
      const search = query.search === undefined || query.search === "" ? null : query.search;
      const rows = await searchTenants(exchange.controlDb(), search, after.value, query.limit);
      const page = pageFrom(rows, query.limit, (row) => ({ at: row.createdAt, id: row.id }));
      return answer(200, { ...page, items: page.items.map((row) => presentTenant(row, exchange.config.address)) });
    },
  }),

  operatorRoute({
    method: "post",
    path: "/api/admin/tenants",
    operation: "createTenant",
    summary: "Create a tenant and invite its first owner",
    action: "tenants:create",
    params: nothing,
    query: anyQuery,
    body: createTenantBody,
    answers: { 201: tenantCreated },
    problems: ["SLUG_RESERVED", "SLUG_TAKEN"],
    async handle({ exchange, grant, body }) {
      const orgId = newIdentifier("org");
      const { address } = exchange.config;
      const created = await createTenant(grant, body, exchange.tenantDb(grant, orgId), address, exchange.client);
      if (!created.ok) return new Problem(created.failure === "taken" ? "SLUG_TAKEN" : "SLUG_RESERVED");
      exchange.wake({ id: orgId, homeRegion: body.homeRegion ?? defaultHomeRegion }, []);
      return answer(201, { orgId, invitationId: created.value, hostedAt: hostedAt(address, body.slug) });
    },
  }),

  operatorRoute({
    method: "get",
    path: "/api/admin/tenants/{id}",
    operation: "getTenant",
    summary: "One tenant, its people and its open invitations",
    action: "tenants:read",
    params: tenantParams,
    query: anyQuery,
    body: nothing,
    answers: { 200: tenant },
    problems: ["NOT_FOUND"],
    async handle({ exchange, grant, params }) {
      return document(exchange, exchange.tenantDb(grant, params.id));
    },
  }),

  operatorRoute({
    method: "get",
    path: "/api/admin/tenants/{id}/health",
    operation: "getTenantHealth",
    summary: "How a tenant's gatekeeper is, and what it has admitted and refused",
    action: "tenants:read",
    params: tenantParams,
    query: anyQuery,
    body: nothing,
    answers: { 200: tenantHealth },
    problems: ["NOT_FOUND", "OVERLOADED"],
    async handle({ exchange, grant, params }) {
      const health = await readTenantHealth(exchange, grant, params.id);
      return health instanceof Problem ? health : answer(200, health);
    },
  }),

  operatorRoute({
    method: "delete",
    path: "/api/admin/tenants/{id}",
    operation: "deleteTenant",
    summary: "Delete a tenant; its sessions end at once and its slug is never given out again",
    action: "tenants:delete",
    params: tenantParams,
    query: anyQuery,
    body: nothing,
    answers: { 200: tenant },
    problems: ["NOT_FOUND", "WRONG_STATE"],
    async handle({ exchange, grant, params }) {
      const failed = await changeTenant(exchange, grant, params.id, { kind: "delete" });
      return failed ?? document(exchange, exchange.tenantDb(grant, params.id));
    },
  }),

  operatorRoute({
    method: "post",
    path: "/api/admin/tenants/{id}/suspend",
    operation: "suspendTenant",
    summary: "Suspend a tenant; its sessions end at once",
    action: "tenants:suspend",
    params: tenantParams,
    query: anyQuery,
    body: reasonBody,
    answers: { 200: tenant },
    problems: ["NOT_FOUND", "WRONG_STATE"],
    async handle({ exchange, grant, params, body }) {
      const failed = await changeTenant(exchange, grant, params.id, { kind: "suspend", reason: body.reason });
      return failed ?? document(exchange, exchange.tenantDb(grant, params.id));
    },
  }),

  operatorRoute({
    method: "post",
    path: "/api/admin/tenants/{id}/restore",
    operation: "restoreTenant",
    summary: "Let a suspended tenant's people sign in again; old sessions stay dead",
    action: "tenants:restore",
    params: tenantParams,
    query: anyQuery,
    body: nothing,
    answers: { 200: tenant },
    problems: ["NOT_FOUND", "WRONG_STATE"],
    async handle({ exchange, grant, params }) {
      const failed = await changeTenant(exchange, grant, params.id, { kind: "restore" });
      return failed ?? document(exchange, exchange.tenantDb(grant, params.id));
    },
  }),

  operatorRoute({
    method: "post",
    path: "/api/admin/tenants/{id}/invitations",
    operation: "inviteToTenant",
    summary: "Invite somebody into a tenant",
    action: "tenants:invite",
    params: tenantParams,
    query: anyQuery,
    body: inviteBody,
    answers: { 201: invited },
    problems: ["NOT_FOUND", "WRONG_STATE", "ALREADY_MEMBER", "INVITATION_PENDING"],
    async handle({ exchange, grant, params, body }) {
      const outcome = await inviteToTenant(grant, body, exchange.tenantDb(grant, params.id), exchange.client);
      if (!outcome.ok) return new Problem(invitationCodes[outcome.failure]);
      const { invitationId, homeRegion } = outcome.value;
      exchange.wake({ id: params.id, homeRegion }, ["invitations", "audit-logs"]);
      return answer(201, { invitationId });
    },
  }),

  operatorRoute({
    method: "post",
    path: "/api/admin/tenants/{id}/sessions/revoke-all",
    operation: "revokeTenantSessions",
    summary: "End every session of a tenant",
    action: "tenants:revoke-sessions",
    params: tenantParams,
    query: anyQuery,
    body: reasonBody,
    answers: { 200: revocation },
    problems: ["NOT_FOUND"],
    async handle({ exchange, grant, params, body }) {
      const closed = await revokeTenantSessions(exchange, grant, params.id, body.reason);
      return closed instanceof Problem ? closed : answer(200, { closed });
    },
  }),

  operatorRoute({
    method: "get",
    path: "/api/admin/users",
    operation: "findUsers",
    summary: "The accounts of an e-mail address, in whichever tenants",
    action: "users:read",
    params: nothing,
    query: userQuery,
    body: nothing,
    answers: { 200: tenantUserList },
    problems: [],
    async handle({ exchange, query }) {
      const rows = await findUsersByEmail(exchange.controlDb(), query.email);
      return answer(200, { items: rows.map(presentTenantUser), nextCursor: null });
    },
  }),
];

const invitationCodes = {
  not_found: "NOT_FOUND",
  deleted: "WRONG_STATE",
  member: "ALREADY_MEMBER",
  pending: "INVITATION_PENDING",
} as const;

async function document(exchange: Exchange, db: TenantDb) {
  const found = await tenantDocument(db, exchange.config.address);
  return found === null ? new Problem("NOT_FOUND") : answer(200, found);
}
