import type { Grant } from "../authorization/grant.ts";
import { etagOf, expectedVersion, preconditionFailed } from "../http/precondition.ts";
import { Problem } from "../http/problem.ts";
import { anyQuery, answer, nothing } from "../http/route.ts";
import type { Exchange } from "../server/exchange.ts";
import { changeAsMember } from "../server/member-call.ts";
import { memberRoute } from "../server/route.ts";
import { tenantHostname } from "../tenancy/public-origin.ts";
import { primaryHost, updatePrimaryHostBody, type PrimaryHost } from "./contract.ts";
import type { StoredHostPolicy } from "./hostname.ts";
import { presentPrimaryHost } from "./presentation.ts";
import { findHostname, findPrimaryHost } from "./repository.ts";

export const primaryHostRoutes = [
  memberRoute({
    method: "get",
    path: "/api/tenancy/primary-host",
    operation: "getPrimaryHost",
    summary: "Which host mails lead to, and whether pages at the others do; its ETag goes back with If-Match",
    action: "hostnames:read",
    params: nothing,
    query: anyQuery,
    body: nothing,
    answers: { 200: primaryHost },
    problems: [],
    handle: async ({ exchange, grant }) => documentAnswer(await currentPrimaryHost(exchange, grant)),
  }),

  memberRoute({
    method: "patch",
    path: "/api/tenancy/primary-host",
    operation: "updatePrimaryHost",
    summary: "Choose another of the organization's hosts that are in service, if nobody else has since If-Match",
    action: "hostnames:update",
    params: nothing,
    query: anyQuery,
    body: updatePrimaryHostBody,
    answers: { 200: primaryHost },
    problems: ["PRECONDITION_REQUIRED", "PRECONDITION_FAILED", "NOT_FOUND", "WRONG_STATE", "SSO_NOT_PROVEN"],
    async handle({ body, ...call }) {
      const { exchange, grant } = call;
      const expected = expectedVersion(exchange.request);
      if (!expected.ok) return expected.failure;
      const current = await currentPrimaryHost(exchange, grant);
      if (current.version !== expected.value) return preconditionFailed(current);
      const { hostnameId = current.hostnameId, redirectOthers = current.redirectOthers } = body;
      const changed = await changeAsMember(call, {
        kind: "primary-host",
        expectedVersion: expected.value,
        hostnameId,
        redirectOthers,
        actorRole: grant.session.role,
      });
      if (changed === "stale") return preconditionFailed(await currentPrimaryHost(exchange, grant));
      if (changed instanceof Problem) return changed;
      if (changed.hostPolicy === undefined)
        throw new Error("The gatekeeper has not said what became of the primary host");
      return documentAnswer(await storedPrimaryHost(exchange, grant, changed.hostPolicy));
    },
  }),
];

async function currentPrimaryHost(exchange: Exchange, grant: Grant): Promise<PrimaryHost> {
  const [[row]] = await exchange.tenantDb(grant).batch((tx) => [findPrimaryHost(tx)]);
  return presentPrimaryHost(row, ownHost(exchange, grant));
}

/** The choice as the gatekeeper has left it, whatever others have made of it since. In service or not, it has a name. */
async function storedPrimaryHost(exchange: Exchange, grant: Grant, policy: StoredHostPolicy): Promise<PrimaryHost> {
  const { version, primaryHostnameId: hostnameId, redirectOthers } = policy;
  const [row] = hostnameId === null ? [] : await findHostname(exchange.tenantDb(grant), hostnameId);
  const chosen = { version, hostnameId, hostname: row?.hostname ?? null, redirectOthers };
  return presentPrimaryHost(chosen, ownHost(exchange, grant));
}

function ownHost({ config: { address } }: Exchange, { snapshot }: Grant): string {
  return tenantHostname(address, snapshot.slug);
}

function documentAnswer(document: PrimaryHost) {
  return answer(200, document, [["etag", etagOf(document)]]);
}
