import { chmod, unlink } from "node:fs/promises";
import { connect, createServer } from "node:net";
import type { Server } from "node:net";
import { join } from "node:path";

/** What a running platform says about itself to whoever asks. */
export interface Runner {
  readonly pid: number;
  readonly port: number;
}

export type LockOutcome =
  | { readonly ok: true; readonly release: () => Promise<void> }
  | { readonly ok: false; readonly heldBy: Runner };

/**
 * Makes sure that one state is used by one platform. The lock is a listening socket and not a file with a
 * number in it: the kernel closes it when its owner dies, however that happens, and a number can be reused.
 *
 * @param self asked when somebody wants to know who holds the lock
 */
export async function takeLock(statePath: string, self: () => Runner): Promise<LockOutcome> {
  const path = socketPath(statePath);
  for (;;) {
    const server = await listen(path, self);
    if (server !== null) {
      // The pid and the port are no secret, but the state is nobody else's business.
      await chmod(path, 0o600);
      return { ok: true, release: () => new Promise((done) => server.close(() => done())) };
    }
    const runner = await askRunner(statePath);
    if (runner !== null) return { ok: false, heldBy: runner };
    await unlink(path).catch(() => undefined);
  }
}

/** Who runs on this state now, or null. */
export function askRunner(statePath: string): Promise<Runner | null> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(socketPath(statePath));
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => (answer += text));
    socket.on("error", () => resolve(null));
    socket.on("end", () => resolve(JSON.parse(answer) as Runner));
  });
}

function socketPath(statePath: string): string {
  return join(statePath, "running.socket");
}

function listen(path: string, self: () => Runner): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.end(JSON.stringify(self()));
    });
    server.unref();
    server.once("listening", () => resolve(server));
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(null) : reject(error),
    );
    server.listen(path);
  });
}
