import type { Client } from "pg";

/** What is needed of the stream under a node-postgres client. Inside a Worker it is pg-cloudflare's, and has a socket. */
interface ClientStream {
  destroy(): void;
  _cfSocket?: { close(): Promise<void> } | null;
}

/**
 * Has pg-cloudflare close its socket when the other side hangs up; by itself it only forgets it. workerd holds on to a
 * socket that nobody has closed, hung up or not, and with it to the Durable Object it belongs to: each time Postgres
 * went away, a gatekeeper would stay awake. To be called before connecting.
 */
export function closeDroppedSocket(client: Client): void {
  const stream = streamOf(client);
  if (!("_cfSocket" in stream)) return;
  let socket: ClientStream["_cfSocket"] = null;
  Object.defineProperty(stream, "_cfSocket", {
    get: () => socket,
    set(next: ClientStream["_cfSocket"]) {
      if (next === null) socket?.close().catch(() => {});
      socket = next;
    },
  });
}

/** Takes leave of Postgres, and hangs up when it has not answered within a second. Never throws. */
export async function endClient(client: Client): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, 1_000);
  });
  // A client whose connection has failed may never say that it ended.
  await Promise.race([client.end().catch(() => {}), late]);
  clearTimeout(timer);
  streamOf(client).destroy();
}

function streamOf(client: Client): ClientStream {
  return (client as unknown as { connection: { stream: ClientStream } }).connection.stream;
}
