import { z } from "@hono/zod-openapi";
import { memberContext } from "../audit/context.ts";
import { recordAudit } from "../audit/record.ts";
import { invitationGuard, linkGuard } from "../attempts/guard.ts";
import { reaches } from "../authorization/role.ts";
import { violatedConstraint } from "../database/failure.ts";
import { isoInstant } from "../database/instant.ts";
import { parseWith } from "../http/body.ts";
import { pageFrom, pageQuery, pageStart } from "../http/page.ts";
import { Problem } from "../http/problem.ts";
import { anyQuery, answer, nothing } from "../http/route.ts";
import { identityVisit, openingProblem } from "../identity/visit.ts";
import { sha256Hex } from "../identifiers/digest.ts";
import { newIdentifier } from "../identifiers/identifier.ts";
import { findMemberByEmail } from "../members/repository.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { doorRoute, memberRoute } from "../server/route.ts";
import {
  acceptance,
  acceptInvitationBody,
  acceptInvitationParams,
  createInvitationBody,
  invitation,
  invitationAccepted,
  invitationPage,
  invitationParams,
  openInvitation,
} from "./contract.ts";
import { presentInvitation } from "./presentation.ts";
import { invitationReference, invitationTarget } from "./reference.ts";
import {
  closeExpiredInvitations,
  findInvitation,
  insertInvitation,
  listInvitations,
  lockInvitation,
  revokeInvitation,
} from "./repository.ts";
import { invitationLifetimeMilliseconds, type InvitationRow } from "./table.ts";

export const invitationRoutes = [
  doorRoute({
    method: "get",
    path: "/api/invitations/{invitationId}",
    operation: "getInvitation",
    summary: "What an invitation is for, to whoever holds its link",
    params: acceptInvitationParams,
    query: anyQuery,
    body: nothing,
    guard: linkGuard,
    answers: { 200: openInvitation },
    problems: ["NOT_FOUND", "INVITATION_USED", "INVITATION_EXPIRED"],
    async handle({ exchange, visit, params }) {
      const [row] = await findInvitation(exchange.visitorDb(visit), await sha256Hex(params.invitationId));
      const closed = closedProblem(row);
      if (row === undefined || closed !== null) return closed ?? new Problem("NOT_FOUND");
      return answer(200, {
        id: params.invitationId,
        email: row.email,
        role: row.role,
        organization: { name: visit.snapshot.name, slug: visit.snapshot.slug },
        invitedBy: { name: row.invitedByName },
        expiresAt: isoInstant(row.expiresAt),
      });
    },
  }),

  doorRoute({
    method: "post",
    path: "/api/invitations/accept/{invitationId}",
    operation: "acceptInvitation",
    summary: "Become a member and sign in",
    params: acceptInvitationParams,
    query: anyQuery,
    body: acceptInvitationBody,
    guard: linkGuard,
    answers: { 200: invitationAccepted },
    problems: [
      "NOT_FOUND",
      "INVITATION_USED",
      "INVITATION_EXPIRED",
      "ALREADY_MEMBER",
      "SIGN_IN_INTERRUPTED",
      "SSO_REQUIRED",
    ],
    async handle({ exchange, visit, params, body }) {
      if (visit.snapshot.enforceSso) return new Problem("SSO_REQUIRED");
      const wanted = parseWith(acceptance, body);
      if (!wanted.ok) {
        const [row] = await findInvitation(exchange.visitorDb(visit), await sha256Hex(params.invitationId));
        return closedProblem(row) ?? wanted.failure;
      }
      const accepted = await exchange.env.AUTH.acceptInvitation(identityVisit(visit, exchange.client), {
        invitationId: params.invitationId,
        ...wanted.value,
      });
      if (accepted.ok) {
        exchange.wake(visit.tenant, ["members", "invitations", "audit-logs"]);
        return answer(200, { redirectTo: "/" }, [["set-cookie", accepted.value.setCookie]]);
      }
      switch (accepted.failure) {
        case "not_found":
          return new Problem("NOT_FOUND");
        case "used":
          return new Problem("INVITATION_USED");
        case "expired":
          return new Problem("INVITATION_EXPIRED");
        case "already_member":
          return new Problem("ALREADY_MEMBER");
        default:
          return openingProblem(accepted.failure);
      }
    },
  }),

  memberRoute({
    method: "get",
    path: "/api/org/invitations",
    operation: "listInvitations",
    summary: "The invitations of the organization, newest first",
    action: "invitations:read",
    params: nothing,
    query: pageQuery,
    body: nothing,
    answers: { 200: invitationPage },
    problems: [],
    async handle({ exchange, grant, query }) {
      const after = pageStart(query);
      if (!after.ok) return after.failure;
      const rows = await listInvitations(exchange.tenantDb(grant), after.value, query.limit);
      const page = pageFrom(rows, query.limit, (row) => ({ at: row.createdAt, id: row.reference }));
      const now = Date.now();
      return answer(200, { ...page, items: page.items.map((row) => presentInvitation(row, now)) });
    },
  }),

  memberRoute({
    method: "post",
    path: "/api/org/invitations",
    operation: "createInvitation",
    summary: "Invite somebody by mail; nobody may invite above their own role",
    action: "invitations:create",
    params: nothing,
    query: anyQuery,
    body: createInvitationBody,
    guard: invitationGuard,
    answers: { 201: invitation },
    problems: ["ALREADY_MEMBER", "INVITATION_PENDING"],
    async handle({ exchange, admission, grant, body }) {
      if (!reaches(grant.session.role, body.role)) return new Problem("FORBIDDEN");
      const db = exchange.tenantDb(grant);
      const [existing] = await findMemberByEmail(db, body.email);
      if (existing !== undefined) return new Problem("ALREADY_MEMBER");
      const id = newIdentifier("inv");
      const [reference, idHash] = [invitationReference(id), await sha256Hex(id)];
      try {
        const [, , [created]] = await db.batch((tx) => [
          closeExpiredInvitations(tx, body.email),
          insertInvitation(tx, {
            id,
            email: body.email,
            role: body.role,
            invitedByType: "user",
            invitedById: grant.session.userId,
            invitedByName: grant.session.name,
            expiresAt: new Date(Date.now() + invitationLifetimeMilliseconds).toISOString(),
          }),
          findInvitation(tx, idHash),
          recordAudit(
            tx,
            {
              event: "invitation.created",
              target: invitationTarget({ reference, email: body.email }),
              data: { role: body.role },
            },
            memberContext(grant, exchange.client),
          ),
          enqueue(tx, { kind: "mail.invitation", payload: { invitationId: id } }),
        ]);
        if (created === undefined) throw new Error("The invitation that was just made is not there");
        exchange.wake(admission.tenant, ["invitations", "audit-logs"]);
        // Whoever may create it may hold it: this answer has the id whole, as the mail does.
        return answer(201, { ...presentInvitation(created, Date.now()), id });
      } catch (error) {
        if (violatedConstraint(error) === "invitations_one_pending") return new Problem("INVITATION_PENDING");
        throw error;
      }
    },
  }),

  memberRoute({
    method: "delete",
    path: "/api/org/invitations/{id}",
    operation: "revokeInvitation",
    summary: "Withdraw an open invitation; nobody may withdraw what reaches above their own role",
    action: "invitations:revoke",
    params: invitationParams,
    query: anyQuery,
    body: nothing,
    answers: { 204: z.undefined() },
    problems: ["NOT_FOUND", "INVITATION_USED"],
    async handle({ exchange, admission, grant, params }) {
      const failed = await exchange.tenantDb(grant).transaction(async (tx) => {
        const [row] = await lockInvitation(tx, invitationReference(params.id));
        if (row === undefined) return new Problem("NOT_FOUND");
        if (!reaches(grant.session.role, row.role)) return new Problem("FORBIDDEN");
        if (row.status === "accepted") return new Problem("INVITATION_USED");
        if (row.status === "revoked") return null;
        await revokeInvitation(tx, row.reference);
        await recordAudit(
          tx,
          { event: "invitation.revoked", target: invitationTarget(row) },
          memberContext(grant, exchange.client),
        );
        return null;
      });
      if (failed !== null) return failed;
      exchange.wake(admission.tenant, ["invitations", "audit-logs"]);
      return answer(204, undefined);
    },
  }),
];

/** Why an invitation cannot be accepted, null when it can be. */
function closedProblem(row: InvitationRow | undefined): Problem | null {
  if (row === undefined) return new Problem("NOT_FOUND");
  if (row.status === "accepted") return new Problem("INVITATION_USED");
  const isOver = row.status === "revoked" || Date.parse(row.expiresAt) <= Date.now();
  return isOver ? new Problem("INVITATION_EXPIRED") : null;
}
