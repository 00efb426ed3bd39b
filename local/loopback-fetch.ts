import { request as httpRequest } from "node:http";
import { Readable } from "node:stream";

/**
 * `fetch` for addresses below `.localhost`, or any other host that the edge answers for: it always connects to
 * this machine and sends the host of the URL. Node's own neither resolves those names everywhere nor lets one
 * set the Host header. It follows no redirect and keeps no cookie.
 */
export async function loopbackFetch(port: number, input: string | URL, init: RequestInit = {}): Promise<Response> {
  const url = new URL(input);
  const request = new Request(url, { ...init, redirect: "manual" });
  const headers: Record<string, string> = Object.fromEntries(new Headers(init.headers));
  const contentType = request.headers.get("content-type");
  if (contentType !== null) headers["content-type"] = contentType;
  const body = request.body === null ? null : Buffer.from(await request.arrayBuffer());
  if (body !== null) headers["content-length"] = String(body.length);

  return new Promise((resolve, reject) => {
    const call = httpRequest(
      {
        host: "127.0.0.1",
        port,
        method: request.method,
        path: url.pathname + url.search,
        headers: { host: url.host, ...headers },
        agent: false,
        signal: init.signal ?? undefined,
      },
      (answer) => {
        const status = answer.statusCode ?? 0;
        const received = new Headers();
        for (const [name, values] of Object.entries(answer.headersDistinct)) {
          for (const value of values ?? []) received.append(name, value);
        }
        const empty = status === 204 || status === 205 || status === 304 || request.method === "HEAD";
        if (empty) answer.resume();
        resolve(
          new Response(empty ? null : (Readable.toWeb(answer) as unknown as BodyInit), {
            status,
            statusText: answer.statusMessage ?? "",
            headers: received,
          }),
        );
      },
    );
    call.once("error", reject);
    call.end(body ?? undefined);
  });
}
