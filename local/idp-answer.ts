import { setTimeout as delay } from "node:timers/promises";
import { endpointOf, faultyEndpoints } from "./idp-faults.ts";
import type { IdpEndpoint, IdpFault } from "./idp-faults.ts";
import { clientCredentials } from "./idp-clients.ts";
import type { IdpRealm } from "./idp-realm.ts";
import { alteredToken, alteredUserinfo } from "./idp-tokens.ts";
import type { Claims } from "./idp-tokens.ts";

/** Paths that lead to the provider without its faults: where a redirect of a bad one goes. */
const elsewhere = "/elsewhere";

/** Enough that nobody should read it to its end. */
const hugeBytes = 20 * 1024 * 1024;

/**
 * What a realm answers: what its provider says, altered on the way out as far as the realm behaves differently.
 *
 * @param path below the issuer
 * @param body of the request, when it is a form
 * @param ask asks the provider itself, at a path below the issuer
 */
export async function realmAnswer(
  realm: IdpRealm,
  request: Request,
  path: string,
  body: URLSearchParams,
  ask: (path: string) => Promise<Response>,
): Promise<Response> {
  if (path.startsWith(`${elsewhere}/`)) return ask(path.slice(elsewhere.length));
  const endpoint = endpointOf(path);
  const credentials = clientCredentials(request.headers.get("authorization"), body);
  if (endpoint === "token" && credentials !== null) realm.clients.shown(credentials);
  if (path === "/auth") noteClient(realm, new URL(request.url).searchParams);

  const { behaviour } = realm;
  const shows = endpoint !== null && showsAt(behaviour.fault, behaviour.endpoints, endpoint);
  const fault = shows ? behaviour.fault : null;
  const instead = await insteadOfAnswer(realm, fault, path, endpoint);
  if (instead !== null) return instead;
  const answered = await ask(path);
  if (endpoint === null) return withIssParameter(answered, behaviour.fault, realm.issuer);
  if (answered.status !== 200) return answered;
  switch (endpoint) {
    case "discovery":
      return discoveryAnswer(answered, fault, realm.issuer);
    case "token":
      return tokenAnswer(realm, answered, fault, credentials?.secret ?? null);
    case "userinfo": {
      if (fault === null && Object.keys(behaviour.claims).length === 0) return answered;
      return json(answered, alteredUserinfo(await answered.json<Claims>(), behaviour.claims, fault));
    }
    case "jwks":
      return answered;
  }
}

function showsAt(fault: IdpFault | null, only: readonly IdpEndpoint[] | null, endpoint: IdpEndpoint): boolean {
  return fault !== null && faultyEndpoints(fault).includes(endpoint) && (only ?? [endpoint]).includes(endpoint);
}

/** What the client says about itself when it sends people here. */
function noteClient(realm: IdpRealm, parameters: URLSearchParams): void {
  const [id, redirectUri] = [parameters.get("client_id"), parameters.get("redirect_uri")];
  if (id && redirectUri && URL.canParse(redirectUri)) realm.clients.seen(id, redirectUri);
}

/** The faults that never ask the provider. */
async function insteadOfAnswer(
  realm: IdpRealm,
  fault: IdpFault | null,
  path: string,
  endpoint: IdpEndpoint | null,
): Promise<Response | null> {
  switch (fault) {
    case "slow":
      // Not a reason to keep a platform that is told to stop.
      await delay(realm.behaviour.delaySeconds * 1000, undefined, { ref: false });
      return null;
    case "huge":
      return new Response(hugeDocument(), { headers: { "content-type": "application/json" } });
    case "redirecting":
      // A client that follows it gets a good answer there, and shows by that that it followed.
      return new Response(null, {
        status: endpoint === "token" ? 307 : 302,
        headers: { location: realm.issuer + elsewhere + path },
      });
    case "not-found":
      return new Response("There is nothing here.\n", { status: 404 });
    case "server-error":
      return Response.json({ error: "server_error" }, { status: 500 });
    case "token-error":
      return Response.json({ error: "invalid_grant", error_description: "The code is not good." }, { status: 400 });
    case "token-not-json":
      return new Response("<!doctype html><title>Please wait</title>", { headers: { "content-type": "text/html" } });
    default:
      return null;
  }
}

/** JSON that does not end for a long time. */
function hugeDocument(): ReadableStream<Uint8Array> {
  const piece = Buffer.alloc(64 * 1024, "x");
  let sent = 0;
  return new ReadableStream({
    start: (controller) => controller.enqueue(Buffer.from('{"padding":"')),
    pull(controller) {
      controller.enqueue(piece);
      sent += piece.length;
      if (sent < hugeBytes) return;
      controller.enqueue(Buffer.from('"}'));
      controller.close();
    },
  });
}

async function discoveryAnswer(answered: Response, fault: IdpFault | null, issuer: string): Promise<Response> {
  if (fault === "wrong-issuer-in-discovery") {
    return json(answered, { ...(await answered.json<Claims>()), issuer: `${issuer}-other` });
  }
  if (fault !== "wrong-content-type") return answered;
  return new Response(await answered.text(), { headers: { "content-type": "text/html; charset=utf-8" } });
}

async function tokenAnswer(
  realm: IdpRealm,
  answered: Response,
  fault: IdpFault | null,
  clientSecret: string | null,
): Promise<Response> {
  const { claims } = realm.behaviour;
  if (fault === null && Object.keys(claims).length === 0) return answered;
  const { id_token: token, ...rest } = await answered.json<{ id_token: string }>();
  if (fault === "missing-id-token") return json(answered, rest);
  const context = { keys: realm.keys.all(), issuer: realm.issuer, clientSecret, now: new Date() };
  return json(answered, { ...rest, id_token: await alteredToken(token, claims, fault, context) });
}

/** Alters `iss` where a browser is sent back to the client (RFC 9207). */
function withIssParameter(answered: Response, fault: IdpFault | null, issuer: string): Response {
  if (fault !== "missing-iss-parameter" && fault !== "wrong-iss-parameter") return answered;
  const location = answered.headers.get("location");
  if (location === null || !URL.canParse(location) || location.startsWith(`${issuer}/`)) return answered;
  const url = new URL(location);
  if (!url.searchParams.has("iss")) return answered;
  if (fault === "missing-iss-parameter") url.searchParams.delete("iss");
  else url.searchParams.set("iss", `${issuer}-other`);
  const headers = new Headers(answered.headers);
  headers.set("location", url.href);
  return new Response(answered.body, { status: answered.status, headers });
}

function json(answered: Response, document: unknown): Response {
  const headers = new Headers(answered.headers);
  headers.delete("content-length");
  return new Response(JSON.stringify(document), { status: answered.status, headers });
}
