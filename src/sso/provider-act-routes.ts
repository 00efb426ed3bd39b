import { ssoLookUpGuard } from "../attempts/guard.ts";
import { resolversOf } from "../dns/resolvers.ts";
import { inTurns } from "../egress/turns.ts";
import type { SsoChange } from "./change.ts";
import { expectedVersion } from "../http/precondition.ts";
import { Problem } from "../http/problem.ts";
import { anyQuery, answer, nothing } from "../http/route.ts";
import { randomToken } from "../identifiers/digest.ts";
import { changeAsMember, type MemberCall } from "../server/member-call.ts";
import { memberRoute } from "../server/route.ts";
import { changedDocument, outdatedProvider, providerDocument, versioned } from "./configuration.ts";
import {
  checkedProvider,
  discoverBody,
  discovered,
  provider,
  providerFields,
  restoreBody,
  ssoParams,
  verifyDomainBody,
} from "./contract.ts";
import { checksOf, domainsAtOnce, lookUpDomain } from "./domain-look-up.ts";
import { findProvider, findRevision, listDomains } from "./repository.ts";

const path = "/api/sso-config/providers/{id}";

export const ssoProviderActRoutes = [
  memberRoute({
    method: "post",
    path: `${path}/verify-domain`,
    operation: "verifySsoDomain",
    summary: "Ask the DNS for the record of a domain, or of all the provider's",
    action: "sso:update",
    params: ssoParams,
    query: anyQuery,
    body: verifyDomainBody,
    guard: ssoLookUpGuard,
    answers: { 200: checkedProvider },
    problems: ["NOT_FOUND", "DOMAIN_TAKEN"],
    async handle({ params, body, ...call }) {
      const { exchange, grant } = call;
      const [[known], domains] = await exchange
        .tenantDb(grant)
        .batch((tx) => [findProvider(tx, params.id), listDomains(tx, params.id)]);
      if (known === undefined) return new Problem("NOT_FOUND");
      const asked = domains.filter(({ domain }) => body.domain === undefined || domain === body.domain);
      if (body.domain !== undefined && asked.length === 0) return new Problem("NOT_FOUND");
      // Before the change: nobody waits for a resolver in the gatekeeper's queue.
      const resolvers = resolversOf(exchange.config);
      const lookUps = await inTurns(asked, (domain) => lookUpDomain(domain, resolvers), domainsAtOnce);
      const checks = checksOf(lookUps);
      if (asked.length > 0 && lookUps.every(({ outcome }) => outcome === "no_answer")) {
        return new Problem("UNAVAILABLE", { detail: "The DNS does not answer. Nothing was changed." });
      }
      const changed =
        checks.length === 0
          ? null
          : await changeAsMember(call, { kind: "sso-domain-check", providerId: params.id, checks });
      if (changed === "stale") return new Problem("UNAVAILABLE");
      if (changed instanceof Problem) return changed;
      const document =
        changed === null ? await providerDocument(call, params.id) : await changedDocument(call, changed);
      if (document === null) return new Problem("NOT_FOUND");
      const told = lookUps.map(({ domain, outcome, found }) => ({ domain, outcome, found: [...found] }));
      return answer(200, { ...document, checks: told }, [versioned(document)]);
    },
  }),

  memberRoute({
    method: "post",
    path: `${path}/confirm`,
    operation: "confirmSsoProvider",
    summary: "Vouch, as an owner, for a provider as it is configured: owners can come in by it again",
    action: "sso:confirm",
    params: ssoParams,
    query: anyQuery,
    body: nothing,
    answers: { 200: provider },
    problems: ["PRECONDITION_REQUIRED", "PRECONDITION_FAILED", "NOT_FOUND"],
    async handle({ params, ...call }) {
      const expected = expectedVersion(call.exchange.request);
      if (!expected.ok) return expected.failure;
      return changeProvider(call, {
        kind: "sso-provider-confirm",
        providerId: params.id,
        expectedVersion: expected.value,
        actorRole: call.grant.session.role,
      });
    },
  }),

  memberRoute({
    method: "post",
    path: `${path}/restore`,
    operation: "restoreSsoProvider",
    summary: "Bring back an earlier version, also of a provider that was deleted",
    action: "sso:update",
    params: ssoParams,
    query: anyQuery,
    body: restoreBody,
    answers: { 200: provider },
    problems: [
      "PRECONDITION_REQUIRED",
      "PRECONDITION_FAILED",
      "NOT_FOUND",
      "DOMAIN_IN_USE",
      "SSO_ENFORCED",
      "SSO_TOO_MANY_PROVIDERS",
    ],
    async handle({ params, body, ...call }) {
      const expected = expectedVersion(call.exchange.request);
      if (!expected.ok) return expected.failure;
      const [revision] = await findRevision(call.exchange.tenantDb(call.grant), params.id, body.version);
      if (revision === undefined) return new Problem("NOT_FOUND");
      const { domains } = providerFields.pick({ domains: true }).parse(revision.document);
      return changeProvider(call, {
        kind: "sso-provider-restore",
        providerId: params.id,
        expectedVersion: expected.value,
        version: body.version,
        challenges: domains.map(randomToken),
        actorRole: call.grant.session.role,
      });
    },
  }),

  memberRoute({
    method: "post",
    path: "/api/sso-config/discover",
    operation: "discoverSsoIssuer",
    summary: "Ask an issuer where it is to be reached, without keeping anything",
    action: "sso:update",
    params: nothing,
    query: anyQuery,
    body: discoverBody,
    guard: ssoLookUpGuard,
    answers: { 200: discovered },
    problems: [],
    async handle({ exchange, body }) {
      const { requestId } = exchange;
      const { checks, ...found } = await exchange.env.AUTH.discoverIssuer({ issuer: body.issuer, requestId });
      return answer(200, { ...found, checks: [...checks] });
    },
  }),
];

/** Makes a change of a provider and answers with what has become of it. */
async function changeProvider(call: MemberCall, change: Extract<SsoChange, { readonly providerId: string }>) {
  const { providerId } = change;
  const changedTo = await changeAsMember(call, change);
  if (changedTo === "stale") return outdatedProvider(call, providerId);
  if (changedTo instanceof Problem) return changedTo;
  const document = await changedDocument(call, changedTo);
  return answer(200, document, [versioned(document)]);
}
