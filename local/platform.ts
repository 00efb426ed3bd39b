import { join } from "node:path";
import { Miniflare } from "miniflare";
import type { V4WorkerOptions } from "miniflare";
import { migrate, MigrationRefusal } from "../migrations/migrate.ts";
import { openAccess } from "./access.ts";
import type { LocalAccess } from "./access.ts";
import { accessGate } from "./access-gate.ts";
import { buildBundles } from "./bundles.ts";
import { openCloudflare } from "./cloudflare.ts";
import { webhook } from "./cloudflare-notification.ts";
import type { Pace } from "./cloudflare-progress.ts";
import { openDns } from "./dns.ts";
import { openEdge } from "./edge.ts";
import { webHandler } from "./edge-handler.ts";
import { anything, exactly } from "./edge-routes.ts";
import { openIdp } from "./idp.ts";
import { loopbackFetch } from "./loopback-fetch.ts";
import { openMail } from "./mail.ts";
import type { LocalMail } from "./mail.ts";
import { miniflareOptions } from "./miniflare-options.ts";
import { endOrphans } from "./orphans.ts";
import { outboundService, outboundTable } from "./outbound.ts";
import type { Outbound, OutboundCall } from "./outbound.ts";
import { openPostgres } from "./postgres.ts";
import type { LocalPostgres } from "./postgres.ts";
import { PlatformRefusal } from "./refusal.ts";
import { takeLock } from "./running-lock.ts";
import { openSecrets } from "./secrets.ts";
import { openStateFolder } from "./state-folder.ts";
import { units } from "./units.ts";
import type { UnitName } from "./units.ts";
import type { Report } from "./worker-log.ts";
import { workerProxy } from "./worker-proxy.ts";

export interface PlatformOptions {
  /** 0 takes any free one. */
  readonly port: number;
  /** Name of the state: platforms with different ones have nothing in common and may run at the same time. */
  readonly state: string;
  /** False trades durability for speed: for tests. */
  readonly durable?: boolean;
  /** Fills a new database; told where it is. */
  readonly seed?: (postgres: LocalPostgres) => Promise<void>;
  /** Runs the cron triggers every minute. Tests call `runCron` instead. */
  readonly cron?: boolean;
  /** Whom the sign-in page of Access offers. */
  readonly operators?: readonly string[];
  /** How fast Cloudflare validates custom hostnames and issues their certificates. */
  readonly cloudflarePace?: Partial<Pace>;
  /** Variables that replace or extend a unit's own. */
  readonly vars?: Readonly<Partial<Record<UnitName, Readonly<Record<string, string>>>>>;
  /** Further origins of the world outside, or other answers of those there are. */
  readonly outbound?: Outbound;
  /** Changes what runs, for instance adds a second server; `workers.unsafeGetDirectURL(name)` finds it. */
  readonly adjust?: (workers: V4WorkerOptions[]) => V4WorkerOptions[];
  /** The caller stops the platform when the process is told to end; otherwise Miniflare ends the process at once. */
  readonly handlesSignals?: boolean;
  /** Gets what Workers print, and what happens to the platform. */
  readonly report?: Report;
}

/** The whole system, running on this machine. */
export interface Platform {
  readonly port: number;
  /** `origin("acme.app.localhost")` is `http://acme.app.localhost:<port>`. */
  origin(host: string): string;
  /** `fetch` that reaches any host of the edge by its name. No redirects, no cookies of its own. */
  fetch(input: string | URL, init?: RequestInit): Promise<Response>;
  readonly postgres: LocalPostgres;
  readonly access: LocalAccess;
  readonly mail: LocalMail;
  /** What Workers have asked of the world outside, oldest first. */
  readonly outboundCalls: readonly OutboundCall[];
  /** Miniflare itself, for what this interface lacks. */
  readonly workers: Miniflare;
  /** Throws an organization's gatekeeper out of memory; its storage stays. */
  evictCoordinator(organizationId: string, webSockets?: "close" | "hibernate"): Promise<void>;
  /** Runs SQL inside an organization's gatekeeper, which may start it. */
  coordinatorSql(
    organizationId: string,
    query: string,
    ...bindings: (string | number | null)[]
  ): Promise<Record<string, unknown>[]>;
  runCron(): Promise<void>;
  /** Builds what has changed and swaps the Workers; state stays. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

/** The clone this file is in. */
const root = join(import.meta.dirname, "..");

const baseDomain = "localhost";
/** What tenants cannot have on this machine: the platform itself. Everything else below localhost can be a tenant's own. */
const reservedHostnames = [
  "localhost",
  ...["app", "admin"].flatMap((name) => [`${name}.localhost`, `*.${name}.localhost`]),
  ...["mail", "dns", "idp", "cloudflare", "customers"].flatMap((name) => [`${name}.localhost`, `*.${name}.localhost`]),
].join(" ");

/** What Access is asked for locally, as the admin worker's wrangler file has it for production. */
const application = {
  audience: "6c6f63616c2d67617465686f7573652d61646d696e2d636f6e736f6c652d6175",
  issuer: "https://gatehouse.cloudflareaccess.com",
};

/** The zone whose custom hostnames are those of the tenants, and what their CNAME records lead to. */
const zone = { id: "00000000000000000000000000000031", target: `customers.${baseDomain}` };

const coordinator = [units.coordinator.name, "TenantCoordinator"] as const;

/**
 * Starts everything, in an order in which nothing is started for nothing: state, lock, port, then the database
 * and the bundles at the same time, then the Workers.
 *
 * @throws PlatformRefusal when something is in the way that a person can remove
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const report = options.report ?? (() => undefined);
  await using opened = new AsyncDisposableStack();
  const state = await openStateFolder(root, options.state);
  const self = { pid: process.pid, port: options.port };
  const lock = await takeLock(state.path, () => self);
  if (!lock.ok) throw new PlatformRefusal(alreadyRunning(lock.heldBy));
  opened.defer(lock.release);
  const edge = await openEdge(options.port, (fault) => report(`The edge failed: ${String(fault)}`));
  opened.defer(() => edge.close());
  const { port } = Object.assign(self, { port: edge.port });
  await endOrphans(state.path);

  const secrets = await openSecrets(state.private);
  const mail = await openMail(state.private);
  const access = await openAccess(state.private, application, options.operators ?? []);
  const dns = await openDns(state.private, [zone.target]);
  const cloudflare = await openCloudflare({
    folder: state.private,
    zoneId: zone.id,
    token: secrets.cloudflareApiToken,
    target: zone.target,
    records: () => dns.records(),
    notify: webhook(port, `app.${baseDomain}`, secrets.cloudflareWebhookSecret),
    ...(options.cloudflarePace && { pace: options.cloudflarePace }),
  });
  opened.defer(() => cloudflare.close());
  const idp = await openIdp(state.private, `http://idp.${baseDomain}:${port}`, port, report);
  opened.defer(() => idp.close());
  const startDatabase = async (): Promise<LocalPostgres> => {
    const local = await openPostgres({ root, state, secrets, durable: options.durable ?? true, report });
    opened.defer(() => local.stop());
    await migrate(local.url("gatehouse_owner")).catch((error: unknown) => {
      if (!(error instanceof MigrationRefusal)) throw error;
      throw new PlatformRefusal(`${error.message}\nTo start over with an empty database: npm run reset`);
    });
    await options.seed?.(local);
    return local;
  };
  const [database, bundles] = await Promise.allSettled([startDatabase(), buildBundles(root)]);
  // Both are over before either failure is passed on, so that what was opened can be closed.
  if (database.status === "rejected") throw database.reason;
  if (bundles.status === "rejected") throw bundles.reason;
  const postgres = database.value;

  const outboundCalls: OutboundCall[] = [];
  const outbound = outboundService(
    { ...outboundTable(access, application.issuer, port), ...options.outbound },
    outboundCalls,
  );
  const optionsWith = (built: typeof bundles.value) =>
    miniflareOptions({
      bundles: built,
      state,
      secrets,
      postgres,
      mail,
      report,
      outbound,
      vars: {
        BASE_DOMAIN: baseDomain,
        PUBLIC_SCHEME: "http",
        PUBLIC_PORT: String(port),
        DNS_OVER_HTTPS: `http://dns.${baseDomain}:${port}/dns-query http://dns.${baseDomain}:${port}/resolve`,
        LOCAL_ISSUERS: `http://idp.${baseDomain}:${port}`,
        CNAME_TARGET: zone.target,
        CLOUDFLARE_ZONE_ID: zone.id,
        RESERVED_HOSTNAMES: reservedHostnames,
        ACCESS_TEAM_DOMAIN: application.issuer,
        ACCESS_AUDIENCE: application.audience,
      },
      extraVars: options.vars ?? {},
      adjust: options.adjust ?? ((workers) => workers),
    });
  const make = (): Miniflare => new Miniflare(optionsWith(bundles.value));
  const workers = options.handlesSignals ? keepingSignalHandlers(make) : make();
  opened.defer(() => workers.dispose());
  const addresses = { server: new URL("http://unknown"), admin: new URL("http://unknown") };
  const findAddresses = async (): Promise<void> => {
    addresses.server = await workers.unsafeGetDirectURL(units.server.name);
    addresses.admin = await workers.unsafeGetDirectURL(units.admin.name);
  };
  await workers.ready;
  await findAddresses();

  const server = workerProxy(units.server.name, () => addresses.server);
  const admin = workerProxy(units.admin.name, () => addresses.admin);
  opened.defer(() => server.close());
  opened.defer(() => admin.close());
  edge.serve([
    { matches: exactly(`admin.${baseDomain}`), target: accessGate(access, admin) },
    { matches: exactly(`mail.${baseDomain}`), target: webHandler((request) => mail.fetch(request)) },
    { matches: exactly(`dns.${baseDomain}`), target: webHandler((request) => dns.fetch(request)) },
    { matches: exactly(`idp.${baseDomain}`), target: webHandler((request) => idp.fetch(request)) },
    { matches: exactly(`cloudflare.${baseDomain}`), target: webHandler((request) => cloudflare.fetch(request)) },
    { matches: anything, target: server },
  ]);

  const runCron = async (): Promise<void> => {
    const worker = await workers.getWorker(units.admin.name);
    await worker.scheduled({ cron: "* * * * *" });
  };
  if (options.cron ?? false) {
    const timer = setInterval(
      () => void runCron().catch((error: Error) => report(`The cron trigger failed: ${error.message}`)),
      60_000,
    );
    opened.defer(() => clearInterval(timer));
  }

  const everything = opened.move();
  let stopped: Promise<void> | undefined;
  return {
    port,
    postgres,
    access,
    mail,
    outboundCalls,
    workers,
    runCron,
    origin: (host) => `http://${host}:${port}`,
    fetch: (input, init) => loopbackFetch(port, input, init),
    evictCoordinator: (id, webSockets) =>
      workers.unsafeEvictDurableObject(...coordinator, { name: `org:${id}`, ...(webSockets && { webSockets }) }),
    async coordinatorSql(id, query, ...bindings) {
      const storage = await workers.unsafeGetDurableObjectStorage(...coordinator, { name: `org:${id}` });
      return storage.exec(query, ...bindings);
    },
    async reload() {
      const fresh = await buildBundles(root);
      await edge.pauseDuring(async () => {
        await workers.setOptions(optionsWith(fresh));
        await findAddresses();
      });
    },
    stop: () => (stopped ??= everything.disposeAsync()),
  };
}

/** Runs something that installs signal handlers, and takes them away again. */
function keepingSignalHandlers<Value>(work: () => Value): Value {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const before = signals.map((signal) => new Set(process.listeners(signal)));
  const value = work();
  for (const [index, signal] of signals.entries()) {
    for (const listener of process.listeners(signal)) {
      if (!before[index]?.has(listener)) process.off(signal, listener);
    }
  }
  return value;
}

function alreadyRunning(runner: { readonly pid: number; readonly port: number }): string {
  return `Gatehouse is already running from this clone, on port ${runner.port} (process ${runner.pid}).`;
}
