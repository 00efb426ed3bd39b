import { isUnanswered } from "../gatekeeper/attempts.ts";
import type { Snapshot } from "../gatekeeper/contract.ts";
import { unansweredProblem } from "../gatekeeper/refusal.ts";
import { etagOf, expectedVersion, preconditionFailed } from "../http/precondition.ts";
import { Problem } from "../http/problem.ts";
import { anyQuery, answer, nothing } from "../http/route.ts";
import { changeAsMember } from "../server/member-call.ts";
import { memberRoute } from "../server/route.ts";
import { settings, updateSettingsBody } from "./contract.ts";

export const settingsRoutes = [
  memberRoute({
    method: "get",
    path: "/api/org/settings",
    operation: "getSettings",
    summary: "The settings document; its ETag is the version to send back with If-Match",
    action: "settings:read",
    params: nothing,
    query: anyQuery,
    body: nothing,
    answers: { 200: settings },
    problems: [],
    handle: async ({ grant }) => document(grant.snapshot),
  }),

  memberRoute({
    method: "patch",
    path: "/api/org/settings",
    operation: "updateSettings",
    summary: "Change settings, if nobody else has since the version in If-Match",
    action: "settings:update",
    params: nothing,
    query: anyQuery,
    body: updateSettingsBody,
    answers: { 200: settings },
    problems: ["PRECONDITION_REQUIRED", "PRECONDITION_FAILED", "NOT_FOUND"],
    async handle({ body, ...call }) {
      const { exchange, admission } = call;
      const expected = expectedVersion(exchange.request);
      if (!expected.ok) return expected.failure;
      // Of JSON no field is undefined: what is there was sent.
      const wanted = body as WantedSettings;
      const changed = await changeAsMember(call, { kind: "settings", expectedVersion: expected.value, ...wanted });
      if (changed instanceof Problem) return changed;
      if (changed !== "stale") return document(changed);
      const { tenant } = admission;
      const { organizationId } = tenant;
      // The admission's snapshot may be as old as the caller's: ask what the document is now.
      const question = { organizationId, host: tenant.hostname, knownConfigVersion: 0 };
      const now = await exchange.ask(tenant, (gatekeeper) => gatekeeper.visit(question));
      if (isUnanswered(now)) return unansweredProblem(now);
      if (now.kind !== "welcome" || now.snapshot === null) return new Problem("UNAVAILABLE");
      return preconditionFailed(settings.parse(now.snapshot.settings));
    },
  }),
];

type WantedSettings = Partial<Omit<Snapshot["settings"], "version">>;

function document({ settings: current }: Snapshot) {
  return answer(200, settings.parse(current), [["etag", etagOf(current)]]);
}
