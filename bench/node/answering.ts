import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Me } from "../me.ts";

/**
 * Serves `GET /api/me` from this process on a free port, and tells the parent which. Plain node:http: nothing is
 * faster in Node without native code.
 *
 * @param me null for nobody: 401
 */
export function serveMe(me: (request: IncomingMessage) => Promise<Me | null>): void {
  const server = createServer((request, response) => {
    void me(request).then(
      (found) => {
        if (found === null) return response.writeHead(401).end();
        const body = JSON.stringify(found);
        return response
          .writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) })
          .end(body);
      },
      (error: unknown) => {
        console.error(error);
        response.writeHead(500).end();
      },
    );
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
  process.once("disconnect", () => process.exit());
}

/** What the parent hands to one of these processes. */
export function givenSettings(): unknown {
  return JSON.parse(process.env["BENCH_SETTINGS"] ?? "null");
}
