import { changesSomething, checkOrigin } from "../http/origin.ts";
import { Problem } from "../http/problem.ts";
import type { Answer } from "../http/route.ts";
import { logFailure } from "../log/log.ts";
import { identify, type AccessIdentity } from "../operators/access-identity.ts";
import { AccessKeys, AccessUnreachable } from "../operators/access-keys.ts";
import { recordAccessRefusal } from "../operators/access-refusal.ts";
import { claimEnrollment } from "../operators/enrollment.ts";
import { authorizeOperator } from "../operators/grant.ts";
import { findOperator, type Operator } from "../operators/operator.ts";
import { classifyHost, type HostClass } from "../tenancy/host.ts";
import type { Exchange } from "./exchange.ts";
import type { OperatorRoute } from "./route.ts";

/*
 * The way of a request through the admin worker, in order. Each step needs the value of the one before, and only the
 * step itself can make it: a handler cannot be reached without them all.
 *
 *   Request → host → body → Access → origin → operator → grant → handler   (the operator API)
 *   Request → host → Access → assets                                   (the console itself)
 */

type PathParams = Readonly<Record<string, string>>;
type Outcome = Problem | Answer<number, unknown>;

/** An operator's request to the API. */
export async function operation(exchange: Exchange, route: OperatorRoute, params: PathParams): Promise<Outcome> {
  const host = hostStep(exchange);
  if (host instanceof Problem) return host;
  // Who asks is decided when all of the request is here: the end of a body must not outlast a deactivation.
  if (changesSomething(exchange.request)) await exchange.receivedBody();
  const identity = await accessStep(exchange, host);
  if (identity instanceof Problem) return identity;
  const refused = originStep(exchange);
  if (refused !== null) return refused;
  const operator = await operatorStep(exchange, identity);
  if (operator instanceof Problem) return operator;
  const grant = authorizeOperator(operator, route.action);
  if (grant === null) return new Problem("FORBIDDEN");
  return route.invoke(exchange, grant, params, async () => {
    const now = await findOperator(identity, exchange.controlDb());
    return now.ok ? authorizeOperator(now.value, route.action) : null;
  });
}

/** What anybody whom Access let in may have: the console's files, the API's document, and to hear that there is nothing. */
export async function behindAccess<Value>(exchange: Exchange, give: () => Promise<Value>): Promise<Value | Problem> {
  const host = hostStep(exchange);
  if (host instanceof Problem) return host;
  const identity = await accessStep(exchange, host);
  return identity instanceof Problem ? identity : give();
}

/** A page or a file of the console: the assets get the path and what caching needs, and nothing else of the request. */
export async function page(exchange: Exchange): Promise<Problem | Response> {
  const { request } = exchange;
  if (changesSomething(request)) return new Problem("NOT_FOUND");
  const headers = new Headers();
  for (const name of ["accept", "accept-encoding", "if-none-match", "sec-fetch-mode", "range"]) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const { pathname } = new URL(request.url);
  const found = await exchange.env.ASSETS.fetch(
    new Request(`https://console${pathname}`, { method: request.method, headers }),
  );
  const response = new Response(found.body, found);
  // Behind Access nothing is public: no shared cache may keep it.
  const caching = response.headers.get("cache-control");
  if (caching !== null) response.headers.set("cache-control", caching.replace("public", "private"));
  return response;
}

/** What this isolate remembers between requests. */
const accessKeys = new AccessKeys(Date.now);

type AdminHost = Extract<HostClass, { kind: "admin" }>;

function hostStep(exchange: Exchange): AdminHost | Problem {
  const host = classifyHost(exchange.request.headers.get("host"), exchange.config.address.baseDomain);
  return host.kind === "admin" ? host : new Problem("MISDIRECTED_REQUEST");
}

/** Access has checked this before; the Worker checks again, so that a way around Access leads nowhere. */
async function accessStep(exchange: Exchange, _host: AdminHost): Promise<AccessIdentity | Problem> {
  const { access } = exchange.config;
  const assertion = exchange.request.headers.get("cf-access-jwt-assertion");
  const fetchKeys = async (): Promise<unknown> => {
    const response = await fetch(`${access.issuer}/cdn-cgi/access/certs`, { signal: AbortSignal.timeout(5_000) });
    if (!response.ok) throw new Error(`Access answered ${response.status}`);
    return response.json();
  };
  try {
    const identity = await identify(assertion, access, (id) => accessKeys.find(id, fetchKeys), new Date());
    return identity.ok ? identity.value : new Problem("ACCESS_REQUIRED");
  } catch (error) {
    if (!(error instanceof AccessUnreachable)) throw error;
    logFailure("access.unreachable", { requestId: exchange.requestId }, error);
    return new Problem("UNAVAILABLE");
  }
}

function originStep(exchange: Exchange): Problem | null {
  return changesSomething(exchange.request) ? checkOrigin(exchange.request, exchange.config.origin) : null;
}

/** Asked on every request, so that a deactivation holds from the next one on. */
async function operatorStep(exchange: Exchange, identity: AccessIdentity): Promise<Operator | Problem> {
  const control = exchange.controlDb();
  const found = await findOperator(identity, control);
  if (found.ok) return found.value;
  const token = exchange.request.headers.get("x-admin-enrollment-token");
  if (found.failure === "deactivated" || token === null) {
    const isDeactivated = found.failure === "deactivated";
    await recordAccessRefusal(identity, isDeactivated ? "deactivated" : "not_enrolled", control, exchange.client);
    return new Problem(isDeactivated ? "OPERATOR_DEACTIVATED" : "ENROLLMENT_REQUIRED");
  }
  if (!(await claimEnrollment(identity, token, control, exchange.client))) return new Problem("ENROLLMENT_REFUSED");
  const enrolled = await findOperator(identity, control);
  return enrolled.ok ? enrolled.value : new Problem("OPERATOR_DEACTIVATED");
}
