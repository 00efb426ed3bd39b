import type { IncomingMessage, ServerResponse } from "node:http";
import { STATUS_CODES } from "node:http";
import { Readable } from "node:stream";
import type { Duplex } from "node:stream";
import type { ReadableStream } from "node:stream/web";

/** What stands behind one or more hosts of the edge. */
export interface EdgeHandler {
  request(request: IncomingMessage, response: ServerResponse): Promise<void> | void;
  /** A request to change the protocol, in practice to WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> | void;
}

/** Largest body that the platform's own pages and stand-ins take. */
const bodyLimitBytes = 10 * 1024 * 1024;

/** Serves a handler written in the terms of the web. It takes no upgrades. Null from it breaks the connection. */
export function webHandler(handle: (request: Request) => Promise<Response | null> | Response): EdgeHandler {
  return {
    async request(request, response) {
      const body = await readBody(request);
      if (body === null) return answer(response, new Response("The body is too large.\n", { status: 413 }));
      const answered = await handle(webRequest(request, body));
      if (answered === null) return void request.socket.destroy();
      await answer(response, answered);
    },
    upgrade: (_request, socket) => refuseUpgrade(socket, 404, "Nothing here takes a WebSocket.\n"),
  };
}

/** The head of a request, for deciding about it; it has no body. */
export function requestHead(request: IncomingMessage): Request {
  return webRequest(request, Buffer.alloc(0));
}

/** Sends a response of the web. */
export async function answer(target: ServerResponse, response: Response): Promise<void> {
  target.statusCode = response.status;
  for (const [name, value] of response.headers) if (name !== "set-cookie") target.setHeader(name, value);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) target.setHeader("set-cookie", cookies);
  if (response.body === null || target.req.method === "HEAD") return void target.end();
  await new Promise<void>((resolve) => {
    target.once("close", resolve);
    Readable.fromWeb(response.body as ReadableStream).pipe(target);
  });
}

/** Answers an upgrade with an ordinary response and closes the connection. */
export function refuseUpgrade(socket: Duplex, status: number, text: string): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    "content-type: text/plain; charset=utf-8",
    `content-length: ${Buffer.byteLength(text)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${text}`);
}

function webRequest(request: IncomingMessage, body: Buffer): Request {
  const headers = new Headers();
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const method = request.method ?? "GET";
  // Not resolved against the host: a path like `//other` would replace it.
  const url = new URL(`http://${request.headers.host}${request.url}`);
  const hasBody = body.length > 0 && method !== "GET" && method !== "HEAD";
  return new Request(url, { method, headers, body: hasBody ? new Uint8Array(body) : null });
}

/** The whole body, or null when it is too large. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimitBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
