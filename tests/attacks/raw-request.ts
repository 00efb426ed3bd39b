import { connect } from "node:net";
import { platform } from "../platform.ts";

export interface RawReply {
  readonly status: number;
  readonly text: string;
}

/** Sends bytes to the edge, or to another port, as they are; returns all that comes back until the connection closes. */
export async function sendRaw(bytes: string, port = platform().port): Promise<RawReply> {
  const begun = await beginRaw(bytes, port);
  return begun.finish("");
}

/** The same in two parts: the second when `finish` is called. */
export async function beginRaw(beginning: string, port = platform().port) {
  const socket = connect(port, "127.0.0.1");
  socket.setTimeout(10_000, () => socket.destroy());
  let received = "";
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string) => (received += chunk));
  socket.on("error", () => undefined);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  await new Promise<void>((resolve) => {
    socket.write(beginning, () => resolve());
  });
  return {
    async finish(rest: string): Promise<RawReply> {
      if (rest !== "") socket.write(rest);
      await closed;
      return { status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(received)?.[1] ?? 0), text: received };
    },
  };
}

/** A request's head and body on the wire; the connection ends with the answer. */
export function wire(requestLine: string, headers: readonly string[], body = ""): string {
  return [requestLine, ...headers, "Connection: close", "", body].join("\r\n");
}
