import { authorize } from "../authorization/grant.ts";
import { isDatabaseUnavailable } from "../database/failure.ts";
import { AdmissionDesk } from "../gatekeeper/admission-desk.ts";
import type { Snapshot } from "../gatekeeper/contract.ts";
import { changesSomething, checkOrigin } from "../http/origin.ts";
import { Problem } from "../http/problem.ts";
import type { Answer } from "../http/route.ts";
import { admit, type Admission } from "../sessions/admission.ts";
import { sessionCookieOf } from "../sessions/cookie.ts";
import { bearerTokenOf, credentialOf } from "../sessions/credential.ts";
import { Directory, type HostHint } from "../tenancy/directory.ts";
import type { HostClass } from "../tenancy/host.ts";
import { primaryRedirect } from "../tenancy/primary-redirect.ts";
import { publicOrigin } from "../tenancy/public-origin.ts";
import { isVisit, visitTenant, type Tenant, type Visit } from "../tenancy/visit.ts";
import { VerifiedCredentials } from "../sessions/verified-credentials.ts";
import { VerificationKeys } from "../tokens/verification-keys.ts";
import type { Exchange } from "./exchange.ts";
import { addressStep, attemptStep, platformAttemptStep, platformStep, tenantStep, unknownHostStep } from "./limits.ts";
import type { ApexRoute, DoorRoute, MemberRoute } from "./route.ts";

/*
 * The way of a request through the server, in order. Each step needs the value of the one before, and only the step
 * itself can make it: a handler cannot be reached without them all.
 *
 *   Request → host → address → origin → attempt ───────────────→ handler     (anyone at the apex)
 *   Request → host → address → tenant → attempt → visit → origin → handler    (anyone at the door)
 *   Request → host → body → tenant → admission → origin → grant → attempt → handler   (who is signed in)
 *   Request → host → tenant → origin → admission → grant → WebSocket          (live)
 *
 * Address and attempt are the limits: how often an address may come at all, and what of it is counted exactly
 * (limits.ts). Each stands before whatever a flood must not reach.
 */

type PathParams = Readonly<Record<string, string>>;
type Outcome = Problem | Answer<number, unknown>;

/** The first step of everything: a Host that is missing, or another Worker's, is refused. */
export function refuseForeignHost(exchange: Exchange): Problem | null {
  if (exchange.host === null) return new Problem("INVALID_HOST");
  return exchange.host.kind === "admin" ? new Problem("MISDIRECTED_REQUEST") : null;
}

/** Anyone at the apex. On every other host there is nothing at such a path. */
export async function apex(exchange: Exchange, route: ApexRoute, params: PathParams): Promise<Outcome> {
  const { host } = exchange;
  if (host?.kind !== "apex") return new Problem("NOT_FOUND");
  const flooded = await addressStep(exchange, host.hostname);
  if (flooded !== null) return flooded;
  const isFromPage = route.isCalledByServers !== true && changesSomething(exchange.request);
  const refused = isFromPage
    ? checkOrigin(exchange.request, publicOrigin(exchange.config.address, host.hostname))
    : null;
  if (refused !== null) return refused;
  const limits = await route.guard.limits(exchange, params, { address: exchange.client.address });
  if (limits.length === 0) return route.invoke(exchange, params);
  const attempt = await platformAttemptStep(exchange, limits);
  if (attempt instanceof Problem) return attempt;
  return attempt.judge<Outcome>(
    (outcome) => route.guard.counts(outcome),
    async () => (await platformStep(exchange)) ?? route.invoke(exchange, params),
  );
}

/** Anyone at a tenant's door. */
export async function door(exchange: Exchange, route: DoorRoute, params: PathParams): Promise<Outcome> {
  const host = hostStep(exchange);
  if (host instanceof Problem) return host;
  const flooded = await addressStep(exchange, host.hostname);
  if (flooded !== null) return flooded;
  return withTenant(exchange, host, async (tenant) => {
    const visiting = () => visitStep(exchange, tenant);
    // Counted by what this isolate knows of the tenant, so that whoever is refused has not reached the gatekeeper.
    const known = desk.snapshots.find(tenant.organizationId);
    if (known !== undefined) return atDoor(exchange, route, params, tenant, known, visiting);
    const visit = await visiting();
    if (visit instanceof Problem || visit === "host_moved") return visit;
    return atDoor(exchange, route, params, tenant, visit.snapshot, async () => visit);
  });
}

async function atDoor(
  exchange: Exchange,
  route: DoorRoute,
  params: PathParams,
  tenant: Tenant,
  { settings }: Snapshot,
  visiting: () => Promise<Visit | Problem | "host_moved">,
): Promise<Outcome | "host_moved"> {
  const limits = await route.guard.limits(exchange, params, { address: exchange.client.address, settings });
  const attempt = await attemptStep(exchange, tenant, limits, visiting);
  if (attempt instanceof Problem) return attempt;
  const counts = (outcome: Outcome | "host_moved" | Visit) =>
    outcome !== "host_moved" && !isVisit(outcome) && route.guard.counts(outcome);
  const outcome = await attempt.judge<Outcome | "host_moved" | Visit>(counts, async () => {
    // What signs somebody in needs its Origin even from who shows a token: the exemption is for members' requests.
    const refused = route.isCalledByServers === true ? null : originStep(exchange, tenant, always);
    // What will be refused for its Origin, or could not be read, hashes nothing and uses up nothing of the tenant's.
    // And what servers say is not lost because people crowd the door.
    const isWork =
      refused === null && limits.length > 0 && route.isCalledByServers !== true && changesSomething(exchange.request);
    const crowded = isWork ? await tenantStep(exchange, tenant, route.guard.crowd) : null;
    if (crowded !== null) return crowded;
    const visit = await visiting();
    if (visit instanceof Problem || visit === "host_moved") return visit;
    // Counted by thresholds that are not the tenant's any more.
    if (limits.length > 0 && visit.snapshot.settings.version !== settings.version) return visit;
    if (refused !== null) return refused;
    return route.invoke(exchange, visit, params);
  });
  if (!isVisit(outcome)) return outcome;
  return atDoor(exchange, route, params, tenant, outcome.snapshot, async () => outcome);
}

/** Who is signed in, by cookie or by a tenant's JWT. */
export async function member(exchange: Exchange, route: MemberRoute, params: PathParams): Promise<Outcome> {
  const host = hostStep(exchange);
  if (host instanceof Problem) return host;
  // Admitted is what has arrived whole: whoever kept the end of a body back could otherwise act on an admission that
  // was taken away in the meantime.
  if (changesSomething(exchange.request)) await exchange.receivedBody();
  const admission = await withTenant(exchange, host, (tenant) => admissionStep(exchange, tenant));
  if (admission instanceof Problem) return admission;
  const refused = originStep(exchange, admission.tenant, sentByBrowser);
  if (refused !== null) return refused;
  const grant = authorize(admission, route.action);
  if (grant === null) return new Problem("FORBIDDEN");
  const { tenant } = admission;
  const limits = await route.guard.limits(exchange, params, { userId: grant.session.userId });
  const attempt = await attemptStep(exchange, tenant, limits, () => visitStep(exchange, tenant));
  if (attempt instanceof Problem) return attempt;
  const stillMay = async () => {
    const now = await admit(tenant, admission.credential, desk, exchange.asker(tenant));
    return now !== "host_moved" && !(now instanceof Problem) && authorize(now, route.action) !== null;
  };
  return attempt.judge(route.guard.counts, () => route.invoke(exchange, admission, grant, params, stillMay));
}

/** A page's live connection. The gatekeeper admits the credential once more, in the step that accepts the socket. */
export async function live(exchange: Exchange): Promise<Problem | Response> {
  if (exchange.request.headers.get("upgrade")?.toLowerCase() !== "websocket") return new Problem("UPGRADE_REQUIRED");
  const host = hostStep(exchange);
  if (host instanceof Problem) return host;
  const admission = await withTenant(exchange, host, async (tenant) => {
    // Sibling tenants' pages send our cookies on WebSockets too, and no preflight asks first.
    if (exchange.request.headers.get("origin") !== tenant.publicOrigin) return new Problem("ORIGIN_REFUSED");
    return admissionStep(exchange, tenant);
  });
  if (admission instanceof Problem) return admission;
  if (authorize(admission, "live:connect") === null) return new Problem("FORBIDDEN");
  const { tenant, credential } = admission;
  if (credential.kind !== "cookie") return new Problem("SIGNED_OUT");
  const knock = { organizationId: tenant.organizationId, host: tenant.hostname, tokenHash: credential.tokenHash };
  return exchange.gatekeeper(tenant).fetch("https://gatekeeper/live", {
    headers: { upgrade: "websocket", "x-gatehouse-knock": JSON.stringify(knock) },
  });
}

/** A page or a file of the tenant app: one build for every tenant, told apart only by what the API answers. */
export async function page(exchange: Exchange): Promise<Problem | Response> {
  const { host } = exchange;
  if (changesSomething(exchange.request)) return new Problem("NOT_FOUND");
  const response = await assetOf(exchange);
  const isPage = response.headers.get("content-type")?.startsWith("text/html") === true;
  if (!isPage || response.status !== 200 || host?.kind === "apex") return response;
  const found = await pageStep(exchange, host);
  if (found === null) return response;
  if (!(found instanceof Problem)) return leadingTo(found.location);
  const headers = [...response.headers, ...Object.entries(found.headers)];
  return new Response(response.body, { status: found.status, headers });
}

/*
 * What this isolate remembers between requests: bounded, keyed by host or tenant, and without authority.
 */
const directory = new Directory(Date.now);
const desk = new AdmissionDesk(Date.now);
const verificationKeys = new VerificationKeys(Date.now);
const verifiedCredentials = new VerifiedCredentials();

type TenantHost = Extract<HostClass, { kind: "tenant" | "custom" }>;

function hostStep(exchange: Exchange): TenantHost | Problem {
  const { host } = exchange;
  switch (host?.kind) {
    case "apex":
      return new Problem("APEX");
    case "admin":
    case "invalid":
    case undefined:
      return new Problem("TENANT_NOT_FOUND");
    case "tenant":
    case "custom":
      return host;
  }
}

function hintStep(exchange: Exchange, host: TenantHost): Promise<HostHint | Problem | null> {
  const refuse = () => unknownHostStep(exchange);
  return directory.find(host, exchange.env.HINTS, () => exchange.controlDb(), refuse);
}

/** Resolves the tenant and goes on with it; when its gatekeeper says that the hint was wrong, once more past the hints. */
async function withTenant<Value>(
  exchange: Exchange,
  host: TenantHost,
  goOn: (tenant: Tenant) => Promise<Value | Problem | "host_moved">,
): Promise<Value | Problem> {
  const origin = publicOrigin(exchange.config.address, host.hostname);
  const hint = await hintStep(exchange, host);
  if (hint instanceof Problem) return hint;
  if (hint === null) return new Problem("TENANT_NOT_FOUND");
  const outcome = await goOn({ ...hint, hostname: host.hostname, publicOrigin: origin });
  if (outcome !== "host_moved") return outcome;
  const truth = await directory.refind(host, exchange.controlDb());
  if (truth === null || truth.organizationId === hint.organizationId) return new Problem("TENANT_NOT_FOUND");
  const second = await goOn({ ...truth, hostname: host.hostname, publicOrigin: origin });
  return second === "host_moved" ? new Problem("TENANT_NOT_FOUND") : second;
}

function visitStep(exchange: Exchange, tenant: Tenant): Promise<Visit | Problem | "host_moved"> {
  const ask: Parameters<typeof visitTenant>[1] = (question) =>
    exchange.ask(tenant, (gatekeeper) => gatekeeper.visit(question));
  return visitTenant(tenant, ask, desk.snapshots);
}

async function admissionStep(exchange: Exchange, tenant: Tenant): Promise<Admission | Problem | "host_moved"> {
  const credential = await credentialOf(exchange.request, tenant, {
    platformSecret: exchange.config.sessionSecret.reveal(),
    keysFor: (token) => verificationKeys.forToken(token, () => exchange.env.AUTH.jwks()),
    verified: verifiedCredentials,
    now: Date.now(),
  });
  if (credential instanceof Problem) return credential;
  return admit(tenant, credential, desk, exchange.asker(tenant));
}

function originStep({ request }: Exchange, tenant: Tenant, isNeeded: (request: Request) => boolean): Problem | null {
  return changesSomething(request) && isNeeded(request) ? checkOrigin(request, tenant.publicOrigin) : null;
}

const always = (): boolean => true;

/** A bearer token without a cookie was put there by a program: no browser sends one on its own. */
function sentByBrowser(request: Request): boolean {
  return bearerTokenOf(request) === null || sessionCookieOf(request.headers.get("cookie")) !== null;
}

/**
 * The assets Worker gets the path and what caching needs, and nothing else of the request: no cookie, no host. A page is
 * always answered whole: that a browser has it already does not say that it is still to be shown at this host.
 */
async function assetOf(exchange: Exchange): Promise<Response> {
  const { request } = exchange;
  const headers = new Headers();
  const wantsPage = request.headers.get("accept")?.includes("text/html") === true;
  const passedOn = ["accept", "accept-encoding", "sec-fetch-mode", "range", ...(wantsPage ? [] : ["if-none-match"])];
  for (const name of passedOn) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const { pathname } = new URL(request.url);
  return exchange.env.STATIC_ASSETS.fetch(new Request(`https://app${pathname}`, { method: request.method, headers }));
}

/**
 * What is wrong with the host of a page (the page itself is shown all the same, and says so), or where it leads, because
 * the tenant wants people elsewhere; null for neither. Whoever comes too often is shown the page and nobody is asked.
 */
async function pageStep(
  exchange: Exchange,
  host: HostClass | null,
): Promise<Problem | { readonly location: string } | null> {
  if (host?.kind !== "tenant" && host?.kind !== "custom") return new Problem("TENANT_NOT_FOUND");
  if ((await addressStep(exchange, host.hostname)) !== null) return null;
  try {
    const visit = await withTenant(exchange, host, (tenant) => visitStep(exchange, tenant));
    if (visit instanceof Problem) return visit;
    const { address } = exchange.config;
    const { url, headers } = exchange.request;
    const location = primaryRedirect(visit.snapshot, address, {
      hostname: host.hostname,
      url: new URL(url),
      bringsSession: sessionCookieOf(headers.get("cookie")) !== null,
    });
    return location === null ? null : { location };
  } catch (error) {
    // The page itself needs no database, and says better than we could that its answers do not come.
    if (isDatabaseUnavailable(error)) return new Problem("UNAVAILABLE");
    throw error;
  }
}

/** Not for ever, and kept by nobody: the tenant may choose another host, or lose this one. */
function leadingTo(location: string): Response {
  return new Response(null, { status: 302, headers: { location, "cache-control": "no-store" } });
}
