import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { refuseUpgrade } from "./edge-handler.ts";
import type { EdgeHandler } from "./edge-handler.ts";
import { routeFor } from "./edge-routes.ts";
import type { EdgeRoute } from "./edge-routes.ts";
import { PlatformRefusal } from "./refusal.ts";

/** The one port that everything is reached through. */
export interface Edge {
  readonly port: number;
  /** Requests wait until this has been called, so that a page opened too early simply loads a moment later. */
  serve(routes: readonly EdgeRoute<EdgeHandler>[]): void;
  /** Requests from now on wait for `work`. */
  pauseDuring<Value>(work: () => Promise<Value>): Promise<Value>;
  close(): Promise<void>;
}

const badRequest = "This request is not one the edge takes: it needs one Host header and a path.\n";

/**
 * Listens on the loopback addresses, the one of IPv6 too when there is one.
 *
 * @param port 0 takes any free one
 * @param report told of faults in what stands behind; the client only sees its connection close
 * @throws PlatformRefusal when the port is in use
 */
export async function openEdge(port: number, report: (fault: unknown) => void): Promise<Edge> {
  // Node forgets a connection once it has changed its protocol, but closing the server waits for it.
  const sockets = new Set<Socket>();
  let routes: readonly EdgeRoute<EdgeHandler>[] = [];
  const open = Promise.withResolvers<void>();
  let gate: Promise<unknown> = open.promise;

  const targetOf = async (request: IncomingMessage): Promise<EdgeHandler | null> => {
    await gate;
    const header = request.headers.host;
    // Two Host headers, or a target with a host of its own, could be read differently by us and by the Worker.
    const hosts = request.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host");
    if (header === undefined || hosts.length !== 1 || !request.url?.startsWith("/")) return null;
    // A port that is none: no URL can be made of it.
    if (Number(/:(\d+)$/.exec(header)?.[1] ?? 0) > 65_535) return null;
    // It would echo the caller's own credentials; Cloudflare does not take it either.
    if (request.method === "TRACE") return null;
    return routeFor(routes, header) ?? null;
  };
  const onRequest = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const target = await targetOf(request);
    if (target !== null) return target.request(request, response);
    response.writeHead(400, { "content-type": "text/plain; charset=utf-8" }).end(badRequest);
  };
  const onUpgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const target = await targetOf(request);
    if (target !== null) return target.upgrade(request, socket, head);
    refuseUpgrade(socket, 400, badRequest);
  };

  const serverFor = async (address: string, wanted: number): Promise<Server> => {
    // Uploads and live pages may take their time.
    const server = createServer({ requestTimeout: 0, keepAliveTimeout: 30_000 });
    server.on("request", (request, response) => {
      void onRequest(request, response).catch((fault: unknown) => {
        report(fault);
        response.destroy();
      });
    });
    server.on("upgrade", (request, socket, head) => {
      void onUpgrade(request, socket, head).catch((fault: unknown) => {
        report(fault);
        socket.destroy();
      });
    });
    server.on("connection", (socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once("listening", resolve);
      server.once("error", reject);
      server.listen({ host: address, port: wanted, ipv6Only: address.includes(":") });
    });
    return server;
  };

  const servers = await listenTwice(port, serverFor);
  return {
    port: portOf(servers[0]),
    serve(table) {
      routes = table;
      open.resolve();
    },
    async pauseDuring(work) {
      const before = gate;
      const done = before.then(work);
      gate = done.catch(() => undefined);
      return done;
    },
    async close() {
      const done = Promise.all(servers.map(closed));
      for (const socket of sockets) socket.destroy();
      await done;
    },
  };
}

async function listenTwice(
  port: number,
  serverFor: (address: string, port: number) => Promise<Server>,
): Promise<[Server, ...Server[]]> {
  const inUse = (error: NodeJS.ErrnoException): never => {
    if (error.code !== "EADDRINUSE") throw error;
    throw new PlatformRefusal(
      `Port ${port} is in use by another program. Choose another one: PORT=${port + 1} npm start`,
    );
  };
  const first = await serverFor("127.0.0.1", port).catch(inUse);
  try {
    return [first, await serverFor("::1", portOf(first))];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT") return [first];
    await closed(first);
    // Somebody chose the same port on the other address in the meantime: any other will do.
    if (code === "EADDRINUSE" && port === 0) return listenTwice(port, serverFor);
    return inUse(error as NodeJS.ErrnoException);
  }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => void server.close(() => resolve()));
}
