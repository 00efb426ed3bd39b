import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { realmAnswer } from "./idp-answer.ts";
import { controlAnswer } from "./idp-control.ts";
import { frontPage } from "./idp-page.ts";
import { openIdpRealm } from "./idp-realm.ts";
import type { IdpRealm } from "./idp-realm.ts";
import { loopbackFetch } from "./loopback-fetch.ts";
import { pageFile } from "./page-files.ts";
import type { Report } from "./worker-log.ts";

/** The identity providers of the world outside: each path of one segment is one, made when it is first asked for. */
export interface LocalIdp {
  fetch(request: Request): Promise<Response>;
  close(): Promise<void>;
}

const realmPath = /^\/([a-z0-9][a-z0-9-]{0,40})(\/.*)?$/;
const controlPath = /^\/_control\/realms\/([a-z0-9][a-z0-9-]{0,40})(\/.*)?$/;

const files = { "/page.css": ["page.css", "text/css"], "/sign-in.css": ["sign-in.css", "text/css"] } as const;

/**
 * @param folder where the keys are kept
 * @param port of the edge
 */
export async function openIdp(folder: string, origin: string, port: number, report: Report): Promise<LocalIdp> {
  const realms = new Map<string, Promise<IdpRealm>>();
  const realmOf = async (name: string): Promise<IdpRealm> => {
    const open = (): Promise<IdpRealm> =>
      openIdpRealm({
        name,
        origin,
        folder: join(folder, "idp"),
        isAllowed: (uri) => isOfEdge(uri, port),
        fetch: (url, init) => loopbackFetch(port, url, init),
        report,
      });
    const realm = realms.get(name) ?? open();
    realms.set(name, realm);
    return realm;
  };

  // The library takes Node's requests and writes its answers itself; altering them takes a server in between.
  const inner = createServer((request, response) => void handleInner(request, response, realmOf));
  await new Promise<void>((resolve) => inner.listen(0, "127.0.0.1", resolve));
  const innerPort = (inner.address() as AddressInfo).port;

  return {
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      const control = controlPath.exec(pathname);
      if (control !== null) return controlAnswer(await realmOf(control[1] as string), request, control[2] ?? "");
      const found = realmPath.exec(pathname);
      if (found === null) return stillAnswer(request, pathname, origin);
      const realm = await realmOf(found[1] as string);
      const body = request.method === "POST" ? await request.text() : null;
      const ask = (path: string): Promise<Response> =>
        loopbackFetch(innerPort, `${realm.issuer}${path}${search}`, {
          method: request.method,
          headers: endToEnd(request.headers),
          body,
        }).then(unframed);
      return realmAnswer(realm, request, found[2] ?? "", new URLSearchParams(body ?? ""), ask);
    },
    async close() {
      inner.closeAllConnections();
      await new Promise((resolve) => inner.close(resolve));
    },
  };
}

async function handleInner(
  request: IncomingMessage & { originalUrl?: string },
  response: ServerResponse,
  realmOf: (name: string) => Promise<IdpRealm>,
): Promise<void> {
  const [, name = "", path = ""] = realmPath.exec(request.url?.replace(/\?.*$/, "") ?? "") ?? [];
  const realm = await realmOf(name);
  // As middleware is mounted: the library finds its routes below the issuer, and makes addresses with it.
  request.originalUrl = request.url ?? "";
  request.url = `${path || "/"}${new URL(request.originalUrl, realm.issuer).search}`;
  realm.handle(request, response);
}

/** Whether an address is one of this platform's own: the only ones that people are sent back to. */
function isOfEdge(uri: string, port: number): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname, port: given } = new URL(uri);
  return protocol === "http:" && hostname.endsWith(".localhost") && given === String(port);
}

async function stillAnswer(request: Request, path: string, origin: string): Promise<Response> {
  const notFound = (): Response => new Response("There is nothing here.\n", { status: 404 });
  if (request.method !== "GET" && request.method !== "HEAD") return notFound();
  if (path !== "/") return (await pageFile(files, path)) ?? notFound();
  return new Response(frontPage(origin), { headers: { "content-type": "text/html; charset=utf-8" } });
}

const hopByHop = new Set(["connection", "content-length", "host", "keep-alive", "transfer-encoding"]);

function endToEnd(headers: Headers): [string, string][] {
  return [...headers].filter(([name]) => !hopByHop.has(name));
}

/** The answer without what is only about the connection it came over. */
function unframed(answered: Response): Response {
  const headers = new Headers(endToEnd(answered.headers));
  return new Response(answered.body, { status: answered.status, headers });
}
