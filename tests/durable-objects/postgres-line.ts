import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A line to PostgreSQL that can be cut at the worst moment: around a COMMIT. */
export interface PostgresLine {
  readonly port: number;
  /**
   * The COMMIT of the next configuration change is lost on its way there, or its answer on the way back. Resolves when
   * that has happened.
   */
  cutAtNextChange(where: "before" | "after"): Promise<void>;
  /** Nobody gets through any more, and whoever is connected is cut off. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function openPostgresLine(target: number): Promise<PostgresLine> {
  let isCut = false;
  let trap: { readonly where: "before" | "after"; readonly sprung: () => void } | null = null;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const upstream = connect(target, "127.0.0.1");
    let deaf = false;
    let changes = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on("data", (data) => {
      changes ||= data.includes("for no key update");
      if (trap === null || !changes || !data.includes("commit\0")) {
        upstream.write(data);
        return;
      }
      const { where, sprung } = trap;
      trap = null;
      if (where === "before") {
        client.destroy();
        sprung();
        return;
      }
      deaf = true;
      upstream.write(data);
      upstream.once("data", () => {
        client.destroy();
        sprung();
      });
    });
    upstream.on("data", (data) => {
      if (!deaf) client.write(data);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    cutAtNextChange: (where) =>
      new Promise((resolve) => {
        trap = { where, sprung: resolve };
      }),
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      isCut = false;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
