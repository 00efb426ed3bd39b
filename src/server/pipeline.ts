import { authorize } from "../authorization/grant.ts";
import { isDatabaseUnavailable } from "../database/failure.ts";
import { AdmissionDesk } from "../gatekeeper/admission-desk.ts";
import { changesSomething, checkOrigin } from "../http/origin.ts";
import { Problem } from "../http/problem.ts";
import type { Answer } from "../http/route.ts";
import { admit, type Admission } from "../sessions/admission.ts";
import { sessionCookieOf } from "../sessions/cookie.ts";
import { bearerTokenOf, credentialOf } from "../sessions/credential.ts";
import { Directory } from "../tenancy/directory.ts";
import type { HostClass } from "../tenancy/host.ts";
import { publicOrigin } from "../tenancy/public-origin.ts";
import { visitTenant, type Tenant } from "../tenancy/visit.ts";
import { VerifiedCredentials } from "../sessions/verified-credentials.ts";
import { VerificationKeys } from "../tokens/verification-keys.ts";
import type { Exchange } from "./exchange.ts";
import type { ApexRoute, DoorRoute, MemberRoute } from "./route.ts";

/*
 * The way of a request through the server, in order. Each step needs the value of the one before, and only the step
 * itself can make it: a handler cannot be reached without them all.
 *
 *   Request → host ─────────────────────────────────────────────→ handler     (anyone at the apex)
 *   Request → host → tenant → visit ─────────→ origin ──────────→ handler     (anyone at the door)
 *   Request → host → body → tenant → admission → origin → grant → handler     (who is signed in)
 *   Request → host → tenant → origin → admission → grant → WebSocket          (live)
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
  return exchange.host?.kind === "apex" ? route.invoke(exchange, params) : new Problem("NOT_FOUND");
}

/** Anyone at a tenant's door. */
export async function door(exchange: Exchange, route: DoorRoute, params: PathParams): Promise<Outcome> {
  const host = hostStep(exchange);
  if (host instanceof Problem) return host;
  const visit = await withTenant(exchange, host, (tenant) =>
    visitTenant(tenant, (question) => exchange.ask(tenant, (gatekeeper) => gatekeeper.visit(question)), desk.snapshots),
  );
  if (visit instanceof Problem) return visit;
  // What signs somebody in needs its Origin even from who shows a token: the exemption is for members' requests.
  const refused = originStep(exchange, visit.tenant, always);
  if (refused !== null) return refused;
  return route.invoke(exchange, visit, params);
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
  return route.invoke(exchange, admission, grant, params);
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
  const status = await pageStatus(exchange, host);
  return status === 200 ? response : new Response(response.body, { status, headers: response.headers });
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

/** Resolves the tenant and goes on with it; when its gatekeeper says that the hint was wrong, once more past the hints. */
async function withTenant<Value>(
  exchange: Exchange,
  host: TenantHost,
  goOn: (tenant: Tenant) => Promise<Value | Problem | "host_moved">,
): Promise<Value | Problem> {
  const origin = publicOrigin(exchange.config.address, host.hostname);
  const hint = await directory.find(host, exchange.env.HINTS, () => exchange.controlDb());
  if (hint === null) return new Problem("TENANT_NOT_FOUND");
  const outcome = await goOn({ ...hint, hostname: host.hostname, publicOrigin: origin });
  if (outcome !== "host_moved") return outcome;
  const truth = await directory.refind(host, exchange.controlDb());
  if (truth === null || truth.organizationId === hint.organizationId) return new Problem("TENANT_NOT_FOUND");
  const second = await goOn({ ...truth, hostname: host.hostname, publicOrigin: origin });
  return second === "host_moved" ? new Problem("TENANT_NOT_FOUND") : second;
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

/** The assets Worker gets the path and what caching needs, and nothing else of the request: no cookie, no host. */
async function assetOf(exchange: Exchange): Promise<Response> {
  const { request } = exchange;
  const headers = new Headers();
  for (const name of ["accept", "accept-encoding", "if-none-match", "sec-fetch-mode", "range"]) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const { pathname } = new URL(request.url);
  return exchange.env.STATIC_ASSETS.fetch(new Request(`https://app${pathname}`, { method: request.method, headers }));
}

async function pageStatus(exchange: Exchange, host: HostClass | null): Promise<number> {
  if (host?.kind !== "tenant" && host?.kind !== "custom") return 404;
  try {
    return (await directory.find(host, exchange.env.HINTS, () => exchange.controlDb())) === null ? 404 : 200;
  } catch (error) {
    // The page itself needs no database, and says better than we could that its answers do not come.
    if (isDatabaseUnavailable(error)) return 503;
    throw error;
  }
}
