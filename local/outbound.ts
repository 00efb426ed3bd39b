import { Response } from "miniflare";
import type { Request } from "miniflare";
import type { LocalAccess } from "./access.ts";
import { loopbackFetch } from "./loopback-fetch.ts";

/** What a Worker finds when it calls out: an origin, and who answers for it on this machine. */
export type Outbound = Readonly<Record<string, (request: Request) => Promise<Response> | Response>>;

/** Answers whatever a Worker asks of the world outside. */
export type OutboundService = (request: Request) => Promise<Response>;

/** A call that a Worker made to the world outside. */
export interface OutboundCall {
  readonly method: string;
  readonly url: string;
}

/** How many calls are remembered. */
const rememberedCalls = 1_000;

/** The world outside, as far as this system needs it. */
export function outboundTable(access: LocalAccess, accessIssuer: string, port: number): Outbound {
  return {
    [accessIssuer]: async (request) => {
      const found = new URL(request.url).pathname === "/cdn-cgi/access/certs" ? access.certificates() : notFound();
      return new Response(await found.text(), { status: found.status, headers: [...found.headers] });
    },
    [`http://dns.localhost:${port}`]: (request) => throughEdge(port, request),
    [`http://idp.localhost:${port}`]: (request) => throughEdge(port, request),
    "https://api.cloudflare.com": (request) => throughEdge(port, request, `http://cloudflare.localhost:${port}`),
  };
}

/**
 * Answers what Workers ask of the world outside. Nothing leaves this machine.
 *
 * @param calls is told of every call, whether anybody stands in for its origin or not; the oldest are forgotten
 */
export function outboundService(table: Outbound, calls: OutboundCall[]): OutboundService {
  return async (request) => {
    const { origin } = new URL(request.url);
    calls.push({ method: request.method, url: request.url });
    if (calls.length > rememberedCalls) calls.shift();
    const answer = table[origin];
    if (answer !== undefined) return answer(request);
    return new Response(`Nothing stands in for ${origin} on this machine: add it to local/outbound.ts.\n`, {
      status: 502,
      headers: { "content-type": "text/plain; charset=utf-8" },
    });
  };
}

/** Over the edge like everybody else, so that a Worker sees what a browser would: redirects, pieces, delays. */
async function throughEdge(port: number, request: Request, origin?: string): Promise<Response> {
  const asked = new URL(request.url);
  const url = origin === undefined ? asked : new URL(`${origin}${asked.pathname}${asked.search}`);
  const body = request.method === "GET" || request.method === "HEAD" ? null : await request.arrayBuffer();
  const headers = [...request.headers].filter(
    ([name]) => !/^(?:(?:host|connection|content-length)$|cf-|mf-)/.test(name),
  );
  const found = await loopbackFetch(port, url, { method: request.method, headers, body }).catch(() => null);
  if (found === null) return brokenOff();
  return new Response(found.body as ConstructorParameters<typeof Response>[0], {
    status: found.status,
    headers: [...found.headers],
  });
}

/**
 * What a Worker sees when a connection breaks. Failing here would make Miniflare answer with 500 instead; announcing more
 * than there is and closing makes the runtime say that the connection was lost.
 */
function brokenOff(): Response {
  return new Response(null, { headers: { "content-length": "1", connection: "close" } });
}

function notFound(): globalThis.Response {
  return new globalThis.Response("There is nothing here.\n", { status: 404 });
}
