import { randomBytes } from "node:crypto";
import { Agent, request as httpRequest, STATUS_CODES } from "node:http";
import type { ClientRequest, IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { forwardedHeaders, returnedHeaders } from "./edge-headers.ts";
import { refuseUpgrade } from "./edge-handler.ts";
import type { EdgeHandler } from "./edge-handler.ts";

/** Hands requests to a Worker and streams both ways. `close` ends idle connections. */
export interface WorkerProxy extends EdgeHandler {
  /** `set` are headers that the edge adds. */
  forward(request: IncomingMessage, response: ServerResponse, set: Readonly<Record<string, string>>): void;
  forwardUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, set: Readonly<Record<string, string>>): void;
  close(): void;
}

/**
 * @param name of the Worker, for the message when it cannot be reached
 * @param target where it listens now; asked for each request, because a reload moves it
 */
export function workerProxy(name: string, target: () => URL): WorkerProxy {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 64 });
  const unreachable = `The edge is running, but the Worker ${name} cannot be reached.\n`;

  const send = (request: IncomingMessage, headers: readonly string[], connection: Agent | false): ClientRequest => {
    const { hostname, port } = target();
    return httpRequest({
      agent: connection,
      hostname,
      port,
      method: request.method,
      path: request.url,
      headers: [...headers],
      setHost: false,
    });
  };

  const forward: WorkerProxy["forward"] = (request, response, set) => {
    const chunked = request.headers["transfer-encoding"] !== undefined;
    const hasBody = chunked || Number(request.headers["content-length"] ?? 0) > 0;
    const headers = forwardedHeaders(request.rawHeaders, { ...edgeHeaders(request), ...set });
    if (chunked) headers.push("transfer-encoding", "chunked");
    const attempt = (retries: number): void => {
      const upstream = send(request, headers, agent);
      const onGone = (): void => void upstream.destroy();
      response.once("close", onGone);
      upstream.once("response", (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.statusMessage, returnedHeaders(answer.rawHeaders));
        answer.pipe(response);
        answer.once("error", () => response.destroy());
      });
      upstream.once("error", (error: NodeJS.ErrnoException) => {
        response.off("close", onGone);
        if (response.destroyed) return;
        // The Worker closed an idle connection in the moment it was chosen; nothing has been done yet.
        if (retries > 0 && !hasBody && upstream.reusedSocket && error.code === "ECONNRESET")
          return attempt(retries - 1);
        if (response.headersSent) return void response.destroy();
        request.unpipe(upstream);
        response.writeHead(502, { "content-type": "text/plain; charset=utf-8", connection: "close" }).end(unreachable);
      });
      if (hasBody) request.pipe(upstream);
      else upstream.end();
    };
    attempt(1);
  };

  const forwardUpgrade: WorkerProxy["forwardUpgrade"] = (request, socket, head, set) => {
    const headers = forwardedHeaders(request.rawHeaders, { ...edgeHeaders(request), ...set });
    headers.push("connection", "Upgrade", "upgrade", request.headers.upgrade ?? "");
    const upstream = send(request, headers, false);
    socket.on("error", () => upstream.destroy());
    socket.on("close", () => upstream.destroy());
    upstream.once("error", () => refuseUpgrade(socket, 502, unreachable));
    upstream.once("upgrade", (answer, tunnel, early) => {
      socket.write(responseHead(answer, answer.rawHeaders));
      socket.write(early);
      tunnel.write(head);
      joined(socket, tunnel);
    });
    upstream.once("response", (answer) => {
      socket.write(responseHead(answer, [...returnedHeaders(answer.rawHeaders), "connection", "close"]));
      answer.pipe(socket);
    });
    upstream.end();
  };

  return {
    forward,
    forwardUpgrade,
    request: (request, response) => forward(request, response, {}),
    upgrade: (request, socket, head) => forwardUpgrade(request, socket, head, {}),
    close: () => agent.destroy(),
  };
}

/** What Cloudflare adds to every request, as far as anything here reads it. */
function edgeHeaders(request: IncomingMessage): Record<string, string> {
  const address = request.socket.remoteAddress ?? "127.0.0.1";
  return {
    // An IPv4 client on a socket of both kinds shows up as `::ffff:127.0.0.1`.
    "cf-connecting-ip": address.replace(/^::ffff:/, ""),
    "cf-ray": `${randomBytes(8).toString("hex")}-LOC`,
  };
}

function responseHead(answer: IncomingMessage, headers: readonly string[]): string {
  const status = answer.statusCode ?? 502;
  const lines = [`HTTP/1.1 ${status} ${answer.statusMessage || (STATUS_CODES[status] ?? "")}`];
  for (let index = 0; index + 1 < headers.length; index += 2) lines.push(`${headers[index]}: ${headers[index + 1]}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}

function joined(client: Duplex, worker: Duplex): void {
  client.pipe(worker).pipe(client);
  client.on("error", () => worker.destroy());
  worker.on("error", () => client.destroy());
  client.on("close", () => worker.destroy());
  worker.on("close", () => client.destroy());
}
