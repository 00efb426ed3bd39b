import { hostnameCheckGuard, hostnameGuard } from "../attempts/guard.ts";
import { memberContext } from "../audit/context.ts";
import { isUnanswered } from "../gatekeeper/attempts.ts";
import { changeProblem, unansweredProblem } from "../gatekeeper/refusal.ts";
import { creationKeyOf } from "../http/creation-key.ts";
import { idempotencyKeyOf } from "../http/idempotency.ts";
import { pageStart } from "../http/page.ts";
import { expectedVersion } from "../http/precondition.ts";
import { Problem } from "../http/problem.ts";
import { anyQuery, answer, nothing } from "../http/route.ts";
import { randomToken } from "../identifiers/digest.ts";
import { changeAsMember, type MemberCall } from "../server/member-call.ts";
import { memberRoute } from "../server/route.ts";
import {
  addedTooMany,
  changedDocument,
  hostnameDocument,
  hostnameDocuments,
  isHeldElsewhere,
  outdatedHostname,
  storedDocument,
  versioned,
} from "./administration.ts";
import {
  createHostnameBody,
  hostname,
  hostnamePage,
  hostnameParams,
  hostnamesQuery,
  updateHostnameBody,
} from "./contract.ts";
import { hostnameFrom, type HostnameRefusal } from "./name.ts";

const path = "/api/tenancy/hostnames";

export const hostnameRoutes = [
  memberRoute({
    method: "get",
    path,
    operation: "listHostnames",
    summary: "The organization's own hostnames, oldest first; those that were removed with ?removed=true",
    action: "hostnames:read",
    params: nothing,
    query: hostnamesQuery,
    body: nothing,
    answers: { 200: hostnamePage },
    problems: [],
    async handle({ query, ...call }) {
      const after = pageStart(query);
      if (!after.ok) return after.failure;
      const wanted = { after: after.value, limit: query.limit, removed: query.removed === "true" };
      return answer(200, await hostnameDocuments(call, wanted));
    },
  }),

  memberRoute({
    method: "post",
    path,
    operation: "createHostname",
    summary:
      "Add a hostname, to be proven by a TXT record; with an Idempotency-Key it is added once however often it is sent",
    action: "hostnames:update",
    params: nothing,
    query: anyQuery,
    body: createHostnameBody,
    guard: hostnameGuard,
    answers: { 201: hostname },
    problems: [
      "HOSTNAME_REFUSED",
      "HOSTNAME_TAKEN",
      "HOSTNAME_IN_USE",
      "HOSTNAME_TOO_MANY_PENDING",
      "HOSTNAME_DAILY_LIMIT",
      "IDEMPOTENCY_KEY_REUSED",
    ],
    async handle({ body, ...call }) {
      const { exchange, admission, grant } = call;
      const { address, cnameTarget, reservedHostnames, sessionSecret } = exchange.config;
      const key = idempotencyKeyOf(exchange.request);
      if (!key.ok) return key.failure;
      const name = hostnameFrom(body.hostname, { baseDomain: address.baseDomain, cnameTarget, reservedHostnames });
      if (!name.ok) return refusedName(name.failure);
      if (await isHeldElsewhere(call, name.value)) return new Problem("HOSTNAME_TAKEN");
      const { organizationId } = admission.tenant;
      const creator = { organizationId, userId: grant.session.userId, key: key.value };
      const understood = { hostname: name.value, validation: body.validation };
      const { id: hostnameId, fingerprint } = await creationKeyOf("hst", sessionSecret.reveal(), creator, understood);
      const changed = await changeAsMember(call, {
        kind: "hostname-add",
        hostnameId,
        ...understood,
        challenge: randomToken(),
        fingerprint,
        actorRole: grant.session.role,
      });
      if (changed === "stale") return new Problem("UNAVAILABLE");
      if (changed instanceof Problem) return changed.code === "HOSTNAME_DAILY_LIMIT" ? addedTooMany(call) : changed;
      const created = await changedDocument(call, changed);
      return answer(201, created, [versioned(created), ["location", `${path}/${hostnameId}`]]);
    },
  }),

  memberRoute({
    method: "get",
    path: `${path}/{id}`,
    operation: "getHostname",
    summary: "A hostname with what was found of it; its ETag is the version to send back with If-Match",
    action: "hostnames:read",
    params: hostnameParams,
    query: anyQuery,
    body: nothing,
    answers: { 200: hostname },
    problems: ["NOT_FOUND"],
    async handle({ params, ...call }) {
      const found = await hostnameDocument(call, params.id);
      return found === null ? new Problem("NOT_FOUND") : answer(200, found, [versioned(found)]);
    },
  }),

  memberRoute({
    method: "patch",
    path: `${path}/{id}`,
    operation: "updateHostname",
    summary: "Choose how a hostname's certificate is validated, if nobody else has changed it since If-Match",
    action: "hostnames:update",
    params: hostnameParams,
    query: anyQuery,
    body: updateHostnameBody,
    guard: hostnameCheckGuard,
    answers: { 200: hostname },
    problems: ["PRECONDITION_REQUIRED", "PRECONDITION_FAILED", "NOT_FOUND", "WRONG_STATE"],
    async handle({ params, body, ...call }) {
      const expected = expectedVersion(call.exchange.request);
      if (!expected.ok) return expected.failure;
      const changed = await changeAsMember(call, {
        kind: "hostname-update",
        hostnameId: params.id,
        expectedVersion: expected.value,
        validation: body.validation,
        actorRole: call.grant.session.role,
      });
      if (changed === "stale") return outdatedHostname(call, params.id);
      if (changed instanceof Problem) return changed;
      const document = await changedDocument(call, changed);
      return answer(200, document, [versioned(document)]);
    },
  }),

  memberRoute({
    method: "delete",
    path: `${path}/{id}`,
    operation: "deleteHostname",
    summary:
      "Give a hostname up: it is not served from then on, its sessions end, and for a week nobody else can have it",
    action: "hostnames:update",
    params: hostnameParams,
    query: anyQuery,
    body: nothing,
    answers: { 200: hostname },
    problems: ["PRECONDITION_REQUIRED", "PRECONDITION_FAILED", "NOT_FOUND", "HOSTNAME_IS_PRIMARY", "HOSTNAME_NEEDED"],
    async handle({ params, ...call }) {
      const expected = expectedVersion(call.exchange.request);
      if (!expected.ok) return expected.failure;
      const changed = await changeAsMember(call, {
        kind: "hostname-remove",
        hostnameId: params.id,
        expectedVersion: expected.value,
        actorRole: call.grant.session.role,
      });
      if (changed === "stale") return outdatedHostname(call, params.id);
      if (changed instanceof Problem) return changed;
      const document = await changedDocument(call, changed);
      return answer(200, document, [versioned(document)]);
    },
  }),

  memberRoute({
    method: "post",
    path: `${path}/{id}/verify`,
    operation: "verifyHostname",
    summary: "Look at a hostname now: at its DNS records, then at Cloudflare; one that has failed is tried again",
    action: "hostnames:update",
    params: hostnameParams,
    query: anyQuery,
    body: nothing,
    guard: hostnameCheckGuard,
    answers: { 200: hostname },
    problems: ["NOT_FOUND", "HOSTNAME_TAKEN", "HOSTNAME_TOO_MANY_PENDING"],
    async handle({ params, ...call }) {
      const checked = await checkHostname(call, params.id);
      if (checked instanceof Problem) return checked;
      const document = await storedDocument(call, checked);
      return answer(200, document, [versioned(document)]);
    },
  }),
];

/** A hostname as it is after a look at it. */
async function checkHostname({ exchange, admission: { tenant }, grant }: MemberCall, hostnameId: string) {
  const { organizationId } = tenant;
  const command = { organizationId, hostnameId, audit: memberContext(grant, exchange.client) };
  const checked = await exchange.tell(tenant, (gatekeeper) => gatekeeper.checkHostname(command));
  if (isUnanswered(checked)) return unansweredProblem(checked);
  if (!checked.ok) return changeProblem(checked.failure);
  const { state, findings } = checked.value;
  if (state !== "awaiting_txt" || findings?.txt.outcome !== "no_answer") return checked.value;
  return new Problem("UNAVAILABLE", { detail: "The DNS does not answer. Nothing was changed." });
}

function refusedName(reason: HostnameRefusal): Problem {
  return new Problem("HOSTNAME_REFUSED", { detail: refusals[reason], extensions: { reason } });
}

const refusals: Readonly<Record<HostnameRefusal, string>> = {
  not_a_name: "This is not a hostname. Enter one like app.example.com, in letters, digits and hyphens.",
  too_long: "This name is too long: a hostname can have 64 characters, and no part between dots more than 63.",
  wildcard: "A wildcard cannot be added. Add each hostname by itself.",
  ip_address: "This is an IP address. Enter a hostname like app.example.com.",
  single_label: "This name has only one part. Enter a hostname like app.example.com.",
  public_suffix: "Under this name others register theirs. Enter a hostname below a domain of your own.",
  apex: "This is a domain itself, which cannot have a CNAME record. Enter a hostname below it, like app.example.com.",
  own_name: "This name belongs to the platform.",
};
