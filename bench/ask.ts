import { Agent, request as httpRequest } from "node:http";
import { inParallel } from "./parallel.ts";
import type { RequestHeaders } from "./subject.ts";

export interface Reply {
  readonly status: number;
  readonly text: string;
}

// Connections are kept, as browsers keep them: a new one for each question would be most of its time.
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });

/** One request, with any Host. The body is empty. */
export function ask(address: URL, method: "GET" | "POST" | "DELETE", path: string, headers: RequestHeaders) {
  return new Promise<Reply>((resolve, reject) => {
    const { hostname, port } = address;
    const call = httpRequest({ agent, hostname, port, method, path, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => (text += chunk));
      answer.once("error", reject);
      answer.once("end", () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    call.once("error", reject);
    call.end();
  });
}

/** Asks for everybody's `GET /api/me` once, and fails when somebody is refused. */
export async function askForAll(address: URL, requests: readonly RequestHeaders[]): Promise<void> {
  await inParallel(32, requests, async (headers) => {
    const { status, text } = await ask(address, "GET", "/api/me", headers);
    if (status !== 200) throw new Error(`${headers["host"]} answers ${status}: ${text}`);
  });
}
