import type { Exchange } from "../admin/exchange.ts";
import { operatorRoute } from "../admin/route.ts";
import { operatorContext } from "../audit/context.ts";
import { recordPlatformAudit } from "../audit/record.ts";
import { Problem } from "../http/problem.ts";
import { anyQuery, answer, nothing } from "../http/route.ts";
import {
  enrollmentIssued,
  inviteOperatorBody,
  operator,
  operatorList,
  operatorMe,
  operatorParams,
  profile,
  updateProfileBody,
} from "./contract.ts";
import { deactivate } from "./deactivation.ts";
import { enrollmentMail } from "./enrollment-mail.ts";
import { inviteOperator, reissueEnrollment, type Invited } from "./invitation.ts";
import { presentOperator } from "./presentation.ts";
import { listOperators, renameOperator } from "./repository.ts";
import { operatorMatrix } from "./role.ts";

export const operatorRoutes = [
  operatorRoute({
    method: "get",
    path: "/api/admin/me",
    operation: "getOperatorMe",
    summary: "Who you are here and what you may do",
    action: "profile:read",
    params: nothing,
    query: anyQuery,
    body: nothing,
    answers: { 200: operatorMe },
    problems: [],
    async handle({ grant: { operator: me } }) {
      const permissions = [...operatorMatrix[me.role]];
      return answer(200, { id: me.id, email: me.email, name: me.name, role: me.role, permissions });
    },
  }),

  operatorRoute({
    method: "get",
    path: "/api/admin/profile",
    operation: "getProfile",
    summary: "Your own profile",
    action: "profile:read",
    params: nothing,
    query: anyQuery,
    body: nothing,
    answers: { 200: profile },
    problems: [],
    async handle({ grant: { operator: me } }) {
      return answer(200, { email: me.email, name: me.name });
    },
  }),

  operatorRoute({
    method: "patch",
    path: "/api/admin/profile",
    operation: "updateProfile",
    summary: "Change the name that tenants read in their audit log",
    action: "profile:update",
    params: nothing,
    query: anyQuery,
    body: updateProfileBody,
    answers: { 200: profile },
    problems: [],
    async handle({ exchange, grant, body }) {
      const { id, email } = grant.operator;
      await exchange.controlDb().db.transaction(async (tx) => {
        await renameOperator(tx, id, body.name);
        await recordPlatformAudit(
          tx,
          {
            event: "admin.profile_updated",
            target: { type: "operator", id, name: email },
            data: { ...(grant.operator.name === null ? {} : { from: grant.operator.name }), to: body.name },
          },
          operatorContext(grant, exchange.client),
        );
      });
      return answer(200, { email, name: body.name });
    },
  }),

  operatorRoute({
    method: "get",
    path: "/api/admin/global-admins",
    operation: "listOperators",
    summary: "Every operator there is or was, oldest first",
    action: "global-admins:read",
    params: nothing,
    query: anyQuery,
    body: nothing,
    answers: { 200: operatorList },
    problems: [],
    async handle({ exchange }) {
      const rows = await listOperators(exchange.controlDb().db);
      return answer(200, { items: rows.map(presentOperator), nextCursor: null });
    },
  }),

  operatorRoute({
    method: "post",
    path: "/api/admin/global-admins",
    operation: "inviteOperator",
    summary: "Invite an operator; the enrollment token is shown this once",
    action: "global-admins:manage",
    params: nothing,
    query: anyQuery,
    body: inviteOperatorBody,
    answers: { 201: enrollmentIssued },
    problems: ["OPERATOR_EXISTS"],
    async handle({ exchange, grant, body }) {
      const invited = await inviteOperator(grant, body, exchange.controlDb(), exchange.client);
      if (!invited.ok) return new Problem("OPERATOR_EXISTS");
      return answer(201, await hand(exchange, invited.value));
    },
  }),

  operatorRoute({
    method: "post",
    path: "/api/admin/global-admins/{id}/reissue-enrollment",
    operation: "reissueEnrollment",
    summary: "A new enrollment token for an operator who is not active; the old one is void",
    action: "global-admins:manage",
    params: operatorParams,
    query: anyQuery,
    body: nothing,
    answers: { 200: enrollmentIssued },
    problems: ["NOT_FOUND", "WRONG_STATE"],
    async handle({ exchange, grant, params }) {
      const reissued = await reissueEnrollment(grant, params.id, exchange.controlDb(), exchange.client);
      if (reissued.ok) return answer(200, await hand(exchange, reissued.value));
      return reissued.failure === "not_found"
        ? new Problem("NOT_FOUND")
        : new Problem("WRONG_STATE", { detail: "This operator is active. Deactivate the account first." });
    },
  }),

  operatorRoute({
    method: "post",
    path: "/api/admin/global-admins/{id}/deactivate",
    operation: "deactivateOperator",
    summary: "Take an operator's access away, from their next request on",
    action: "global-admins:manage",
    params: operatorParams,
    query: anyQuery,
    body: nothing,
    answers: { 200: operator },
    problems: ["NOT_FOUND", "WRONG_STATE", "LAST_SUPER_ADMIN"],
    async handle({ exchange, grant, params }) {
      const deactivated = await deactivate(grant, params.id, exchange.controlDb(), exchange.client);
      if (deactivated.ok) return answer(200, presentOperator(deactivated.value));
      switch (deactivated.failure) {
        case "not_found":
          return new Problem("NOT_FOUND");
        case "yourself":
          return new Problem("WRONG_STATE", { detail: "You cannot deactivate yourself." });
        case "already":
          return new Problem("WRONG_STATE", { detail: "This operator is already deactivated." });
        case "last_super_admin":
          return new Problem("LAST_SUPER_ADMIN");
      }
    },
  }),
];

/** Mails the link, after the commit, and shows it this once: a mail that is lost can be handed over by other means. */
async function hand(exchange: Exchange, { id, email, issued }: Invited) {
  const enrollmentUrl = `${exchange.config.origin}/enroll#token=${issued.token}`;
  const mailed = await exchange.mail(email, enrollmentMail(enrollmentUrl, issued.expiresAt));
  return { id, enrollmentToken: issued.token, enrollmentUrl, expiresAt: issued.expiresAt, mailed };
}
