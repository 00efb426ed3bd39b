import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare, Response, type Request } from "miniflare";
import postgres from "postgres";
import { WebSocket } from "ws";
import { built } from "../../local/builds.ts";
import { composeMail, type MailMessage } from "../../local/mail-message.ts";
import { openPostgres, type LocalPostgres } from "../../local/postgres.ts";
import { secretStoreWorker } from "../../local/secret-store.ts";
import { openSecrets } from "../../local/secrets.ts";
import { cloneStatePath, openStateFolder } from "../../local/state-folder.ts";
import { runTool } from "../../local/tools.ts";
import { migrate } from "../../migrations/migrate.ts";
import type { Counter } from "../../src/attempts/contract.ts";
import type { CloudflareZone } from "../../src/cloudflare/zone.ts";
import type { Gatekeeper, LiveMessage } from "../../src/gatekeeper/contract.ts";
import { parseKeyRing } from "../../src/secrets/key-ring.ts";
import { sealWith, type Seal } from "../../src/secrets/seal.ts";
import { openPostgresLine, type PostgresLine } from "./postgres-line.ts";

const root = join(import.meta.dirname, "..", "..");
const scriptName = "gatehouse-coordinator";
const secretStore = "secret-store";

/** The coordinator as it is deployed, alone in a real workerd with a real PostgreSQL. */
export interface World {
  /** A new stub for every call, as its callers do. */
  gatekeeper(organizationId: string): Gatekeeper;
  /** The counter of a key, by a new stub for every call. */
  counter(key: string): Counter;
  evictCounter(key: string): Promise<void>;
  /** What a counter keeps: the names of its tables. */
  counterTables(key: string): Promise<unknown[]>;
  /** The zone's object, by a new stub for every call. */
  readonly zone: CloudflareZone;
  evictZone(): Promise<void>;
  /** Answers what the coordinator fetches from outside; nobody does as long as nothing is set. */
  outside: ((request: Request) => Response | Promise<Response>) | null;
  /** A page's live connection, as the server opens it. */
  live(knock: { organizationId: string; host: string; tokenHash: string }): Promise<LivePage>;
  /** Throws the object out of memory; its storage stays. */
  evict(organizationId: string): Promise<void>;
  /** Ends workerd, whatever it is doing, and starts it again on the same storage. */
  restart(): Promise<void>;
  /** Runs SQL in the object's storage. */
  storage(organizationId: string, query: string): Promise<Record<string, unknown>[]>;
  hint(hostname: string): Promise<unknown>;
  setHint(hostname: string, hint: unknown): Promise<void>;
  readonly mails: readonly MailMessage[];
  /** Refuses to take mail while true. */
  mailIsDown: boolean;
  /** Called when a mail was taken, before its sender hears so. */
  whenMailed: (() => void) | null;
  readonly seal: Seal;
  readonly sql: postgres.Sql;
  readonly postgres: LocalPostgres;
  /** The coordinator's line to PostgreSQL. */
  readonly line: PostgresLine;
  stop(): Promise<void>;
}

interface LivePage {
  readonly messages: readonly LiveMessage[];
  readonly closed: Promise<{ readonly code: number }>;
  send(text: string): void;
  /** As a browser does whose tab is closed. */
  close(): void;
  /** As a process does that is killed: nothing more is said. */
  vanish(): void;
  /** Neither reads nor answers anything, until `wake`. */
  sleep(): void;
  wake(): void;
}

export async function startWorld(name: string): Promise<World> {
  await rm(join(cloneStatePath(root), name), { recursive: true, force: true });
  await using opened = new AsyncDisposableStack();
  const state = await openStateFolder(root, name);
  const secrets = await openSecrets(state.private);
  const report = (line: string) => {
    if (process.env["GATEKEEPER_LOG"] !== undefined) console.info(line);
  };
  const [database, bundle] = await Promise.all([
    openPostgres({ root, state, secrets, durable: false, report }),
    buildCoordinator(),
  ]);
  opened.defer(() => database.stop());
  await migrate(database.url("gatehouse_owner"));
  const line = await openPostgresLine(database.port);
  opened.defer(() => line.close());
  const sql = postgres(database.url("postgres"), { max: 2, onnotice: () => undefined });
  opened.defer(() => sql.end());

  const mails: MailMessage[] = [];
  const world: Pick<World, "mailIsDown" | "whenMailed" | "outside"> = {
    mailIsDown: false,
    whenMailed: null,
    outside: null,
  };
  const url = new URL(database.url("gatehouse_coordinator"));
  url.port = String(line.port);
  const options = () =>
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      cf: false,
      telemetry: { enabled: false },
      resourcePersistencePath: join(state.private, "cloudflare"),
      unsafeInspectDurableObjects: true,
      handleStructuredLogs: ({ level, message }) => report(`${level}: ${message}`),
      workers: [
        {
          name: "caller",
          compatibilityDate,
          compatibilityFlags: ["no_web_socket_compression"],
          modules: [{ type: "ESModule", path: "caller.mjs", contents: caller }],
          durableObjects: {
            COORDINATOR: { className: "TenantCoordinator", scriptName },
            ATTEMPTS: { className: "AttemptCounter", scriptName },
            CLOUDFLARE_ZONE: { className: "CloudflareZone", scriptName },
          },
          unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
        },
        {
          name: scriptName,
          compatibilityDate,
          compatibilityFlags: ["nodejs_compat", "global_fetch_strictly_public", "no_web_socket_compression"],
          scriptPath: bundle,
          modules: true,
          modulesRoot: join(bundle, ".."),
          bindings: {
            BASE_DOMAIN: "localhost",
            PUBLIC_SCHEME: "http",
            PUBLIC_PORT: "8787",
            DNS_OVER_HTTPS: "http://dns.localhost:8787/dns-query http://dns.localhost:8787/resolve",
            CLOUDFLARE_ZONE_ID: "0".repeat(32),
            CNAME_TARGET: "customers.localhost",
            CLOUDFLARE_API_TOKEN: "a token of twenty characters",
            MAIL_FROM: "Gatehouse <no-reply@gatehouse.example>",
          },
          durableObjects: {
            COORDINATOR: { className: "TenantCoordinator", useSQLite: true },
            ATTEMPTS: { className: "AttemptCounter", useSQLite: true },
            CLOUDFLARE_ZONE: { className: "CloudflareZone", useSQLite: true },
          },
          outboundService: (request: Request) => world.outside?.(request) ?? new Response(null, { status: 502 }),
          kvNamespaces: { HINTS: "hints" },
          hyperdrives: { DB: `${url.href}?sslmode=disable` },
          serviceBindings: { EMAIL: { name: "mail", entrypoint: "Mail" }, ENCRYPTION_KEYS: { name: secretStore } },
        },
        secretStoreWorker(secretStore, async () => secrets.encryptionKeys),
        {
          name: "mail",
          compatibilityDate,
          modules: [{ type: "ESModule", path: "mail.mjs", contents: mail }],
          serviceBindings: {
            INBOX: async (request) => {
              if (world.mailIsDown) return new Response(null, { status: 500 });
              const composed = composeMail(await request.json(), [], new Date(), () => `msg_${mails.length}`);
              if (!composed.ok) return new Response(composed.failure.message, { status: 400 });
              mails.push(...composed.value);
              world.whenMailed?.();
              return new Response("{}");
            },
          },
        },
      ],
    });
  const miniflare = new Miniflare(options());
  opened.defer(() => miniflare.dispose());
  await miniflare.ready;

  const everything = opened.move();
  return Object.assign(world, {
    mails,
    sql,
    line,
    postgres: database,
    seal: sealWith(parseKeyRing(secrets.encryptionKeys)),
    gatekeeper: (organizationId: string) => through(miniflare, "COORDINATOR", `org:${organizationId}`),
    counter: (key: string) => through(miniflare, "ATTEMPTS", key),
    evictCounter: (key: string) => miniflare.unsafeEvictDurableObject(scriptName, "AttemptCounter", { name: key }),
    zone: through(miniflare, "CLOUDFLARE_ZONE", "zone"),
    evictZone: () => miniflare.unsafeEvictDurableObject(scriptName, "CloudflareZone", { name: "zone" }),
    async counterTables(key: string) {
      const storage = await miniflare.unsafeGetDurableObjectStorage(scriptName, "AttemptCounter", { name: key });
      return storage.exec("select name from sqlite_master");
    },
    live: async (knock: object) => openPage(await miniflare.unsafeGetDirectURL("caller"), knock),
    async restart() {
      await miniflare.setOptions(options());
      await miniflare.ready;
    },
    async evict(id: string) {
      await quiet(() => storageOf(miniflare, id, pendingWork));
      await miniflare.unsafeEvictDurableObject(scriptName, "TenantCoordinator", {
        name: `org:${id}`,
        webSockets: "hibernate",
      });
    },
    storage: (id: string, query: string) => storageOf(miniflare, id, query),
    hint: async (hostname: string) => (await hintsOf(miniflare)).get(`host:${hostname}`, "json"),
    setHint: async (hostname: string, hint: unknown) =>
      (await hintsOf(miniflare)).put(`host:${hostname}`, JSON.stringify(hint)),
    stop: () => everything.disposeAsync(),
  });
}

function hintsOf(miniflare: Miniflare) {
  return miniflare.getKVNamespace("HINTS", scriptName);
}

async function storageOf(miniflare: Miniflare, id: string, query: string): Promise<Record<string, unknown>[]> {
  const storage = await miniflare.unsafeGetDurableObjectStorage(scriptName, "TenantCoordinator", { name: `org:${id}` });
  return (await storage.exec(query)) as Record<string, unknown>[];
}

const pendingWork = "select 1 from effects union all select 1 from gatekeeper where outbox_due is not null";

/**
 * Waits, but not for ever, until a gatekeeper has done its background work: this way of evicting waits for it too,
 * while its connections to PostgreSQL already stand still, so that each would have to run into its timeout.
 */
async function quiet(work: () => Promise<unknown[]>): Promise<void> {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    if ((await work()).length === 0) break;
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
}

const compatibilityDate = "2026-11-01";

/** Forwards RPC: `POST /{binding}/{object}/{method}` with the argument as JSON. */
const caller = `
export default {
  async fetch(request, env) {
    const [, binding, object, method] = new URL(request.url).pathname.split("/");
    const knock = request.headers.get("x-gatehouse-knock");
    if (knock !== null) {
      const page = env.COORDINATOR.getByName("org:" + JSON.parse(knock).organizationId);
      return page.fetch("https://gatekeeper/live", { headers: { upgrade: "websocket", "x-gatehouse-knock": knock } });
    }
    const stub = env[binding].getByName(decodeURIComponent(object));
    try {
      return Response.json((await stub[method](await request.json())) ?? null);
    } catch (error) {
      return new Response(String(error), { status: 500 });
    }
  },
};`;

const mail = `
import { WorkerEntrypoint } from "cloudflare:workers";
export class Mail extends WorkerEntrypoint {
  async send(message) {
    const response = await this.env.INBOX.fetch("http://inbox/", { method: "POST", body: JSON.stringify(message) });
    if (!response.ok) throw new Error("mail refused: " + (await response.text()));
    return {};
  }
}
export default {};`;

interface Stubs {
  readonly COORDINATOR: Gatekeeper;
  readonly ATTEMPTS: Counter;
  readonly CLOUDFLARE_ZONE: CloudflareZone;
}

function through<Binding extends keyof Stubs>(miniflare: Miniflare, binding: Binding, name: string): Stubs[Binding] {
  const call = async (method: string, argument: unknown = null) => {
    const response = await miniflare.dispatchFetch(`http://caller/${binding}/${encodeURIComponent(name)}/${method}`, {
      method: "POST",
      body: JSON.stringify(argument),
    });
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  };
  return new Proxy({} as Stubs[Binding], { get: (_, method) => (argument: unknown) => call(String(method), argument) });
}

async function openPage(server: URL, knock: object): Promise<LivePage> {
  const url = new URL("/any/live", server);
  url.protocol = "ws:";
  const socket = new WebSocket(url, { headers: { "x-gatehouse-knock": JSON.stringify(knock) } });
  const messages: LiveMessage[] = [];
  socket.on("message", (data: Buffer) => {
    const text = data.toString("utf8");
    if (text !== "pong") messages.push(JSON.parse(text) as LiveMessage);
  });
  const closed = new Promise<{ code: number }>((resolve) => {
    socket.on("close", (code) => resolve({ code }));
  });
  await once(socket, "open");
  // As pages do: workerd is slow to hang up on a hibernating socket that has never said anything.
  socket.send("ping");
  return {
    messages,
    closed,
    send: (text) => socket.send(text),
    close: () => socket.close(),
    vanish: () => socket.terminate(),
    sleep: () => socket.pause(),
    wake: () => socket.resume(),
  };
}

async function buildCoordinator(): Promise<string> {
  const folder = await built(root, {
    name: "coordinator",
    inputs: ["src/**", "durable-objects/**", "package-lock.json", "tsconfig*.json"],
    make: (target) =>
      runTool(
        root,
        [
          join(root, "node_modules", "wrangler", "bin", "wrangler.js"),
          "deploy",
          "--dry-run",
          "--outdir",
          target,
          "-c",
          "durable-objects/wrangler.toml",
        ],
        { WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true" },
      ),
  });
  return join(folder, "worker.js");
}
