import { Response } from "miniflare";
import type { Request } from "miniflare";
import type { LocalAccess } from "./access.ts";

/** What a Worker finds when it calls out: an origin, and who answers for it on this machine. */
export type Outbound = Readonly<Record<string, (request: Request) => Promise<Response> | Response>>;

/** The world outside, as far as this system needs it. Later stand-ins (DNS, Cloudflare's API) are more entries. */
export function outboundTable(access: LocalAccess, accessIssuer: string): Outbound {
  return {
    [accessIssuer]: async (request) => {
      const found = new URL(request.url).pathname === "/cdn-cgi/access/certs" ? access.certificates() : notFound();
      return new Response(await found.text(), { status: found.status, headers: [...found.headers] });
    },
  };
}

/** Answers what Workers ask of the world outside. Nothing leaves this machine. */
export function outboundService(table: Outbound): (request: Request) => Promise<Response> {
  return async (request) => {
    const { origin } = new URL(request.url);
    const answer = table[origin];
    if (answer !== undefined) return answer(request);
    return new Response(`Nothing stands in for ${origin} on this machine: add it to local/outbound.ts.\n`, {
      status: 502,
      headers: { "content-type": "text/plain; charset=utf-8" },
    });
  };
}

function notFound(): globalThis.Response {
  return new globalThis.Response("There is nothing here.\n", { status: 404 });
}
