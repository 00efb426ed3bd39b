import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export interface NodeServer {
  readonly address: URL;
  stop(): Promise<void>;
}

/** Starts one of the servers beside this file in a process of its own: one thread, as a Worker has. */
export async function startNodeServer(name: "session-server" | "token-server", settings: object): Promise<NodeServer> {
  const child = fork(join(import.meta.dirname, `${name}.ts`), {
    env: { ...process.env, NODE_ENV: "production", BENCH_SETTINGS: JSON.stringify(settings) },
  });
  const exit = once(child, "exit");
  const port = await Promise.race([
    once(child, "message").then(([message]) => Number(message)),
    exit.then(() => {
      throw new Error(`${name} ended before it listened`);
    }),
  ]);
  return {
    address: new URL(`http://127.0.0.1:${port}`),
    async stop() {
      child.kill();
      await exit;
    },
  };
}
