import { readFileSync } from "node:fs";
import { join } from "node:path";
import { convertV4MiniflareOptions, Response } from "miniflare";
import type { MiniflareOptions, V4ServiceDesignator, V4SharedOptions, V4WorkerOptions } from "miniflare";
import type { Bundles } from "./bundles.ts";
import type { LocalMail } from "./mail.ts";
import { OWNER_VARIABLE } from "./orphans.ts";
import type { OutboundService } from "./outbound.ts";
import type { LocalPostgres } from "./postgres.ts";
import { secretStoreWorker } from "./secret-store.ts";
import { auditVerificationKeysOf, readEncryptionKeys, type LocalSecrets } from "./secrets.ts";
import type { StateFolder } from "./state-folder.ts";
import { unitNames, units } from "./units.ts";
import type { Unit, UnitName } from "./units.ts";
import { PlatformLog, workerLogs } from "./worker-log.ts";
import type { Report } from "./worker-log.ts";

export interface WorkersContext {
  readonly bundles: Bundles;
  readonly state: StateFolder;
  readonly secrets: LocalSecrets;
  readonly postgres: LocalPostgres;
  readonly mail: LocalMail;
  readonly outbound: OutboundService;
  /** What this machine's deployment sets differently from the wrangler files, for every unit that has it. */
  readonly vars: Readonly<Record<string, string>>;
  readonly extraVars: Readonly<Partial<Record<UnitName, Readonly<Record<string, string>>>>>;
  readonly adjust: (workers: V4WorkerOptions[]) => V4WorkerOptions[];
  readonly report: Report;
}

/** Workers that are reached from outside, through the edge. */
const edgeUnits: ReadonlySet<UnitName> = new Set(["server", "admin"]);

const mailWorkerName = "local-mail";
const secretStoreName = "local-secret-store";

/**
 * The whole system as Miniflare runs it: the real wrangler files and bundles, with the bindings that lead
 * outside connected to this machine. Everything a Worker can see is made here.
 */
export function miniflareOptions(context: WorkersContext): MiniflareOptions {
  const workers = unitNames.map((unit) => workerOptions(unit, context));
  const secretStore = secretStoreWorker(secretStoreName, () => readEncryptionKeys(context.state.private));
  const shared: V4SharedOptions = {
    // Only the platform itself talks to this; people come through the edge and the Workers' own sockets.
    host: "127.0.0.1",
    port: 0,
    cf: false,
    resourcePersistencePath: join(context.state.private, "cloudflare"),
    unsafeRuntimeEnv: { [OWNER_VARIABLE]: context.state.path },
    unsafeInspectDurableObjects: true,
    telemetry: { enabled: false },
    logRequests: false,
    log: new PlatformLog(context.report),
    handleStructuredLogs: workerLogs(context.report),
  };
  return convertV4MiniflareOptions({
    ...shared,
    workers: context.adjust([...workers, ...mailWorkers(context), secretStore]),
  });
}

function workerOptions(name: UnitName, context: WorkersContext): V4WorkerOptions {
  const unit: Unit = units[name];
  const fromWrangler = context.bundles.options[name] as Partial<V4WorkerOptions>;
  const declared = fromWrangler.bindings ?? {};
  const script = context.bundles.scripts[name];
  const { email, assets, secretsStoreSecrets, modulesRules: _rules, connectHandlers: _connect, ...rest } = fromWrangler;
  const options = {
    ...rest,
    name: unit.name,
    ...(script === undefined
      ? { modules: [{ type: "ESModule", path: "worker.mjs", contents: "export default {};" }] }
      : { modules: script.modules, modulesRoot: script.folder }),
    bindings: {
      ...declared,
      ...Object.fromEntries(Object.entries(context.vars).filter(([variable]) => variable in declared)),
      ...context.extraVars[name],
      ...secretsOf(name, context.secrets),
    },
    hyperdrives: hyperdrives(fromWrangler, unit, context.postgres),
    serviceBindings: {
      ...fromWrangler.serviceBindings,
      ...mailBindings(name, email),
      ...storedSecrets(secretsStoreSecrets),
    },
    outboundService: context.outbound as V4ServiceDesignator,
    unsafeDirectSockets: edgeUnits.has(name) ? [{ host: "127.0.0.1", port: 0 }] : [],
    // The edge sets this header; a Worker that calls out passes on what it was given.
    stripCfConnectingIp: false,
    ...(assets && (name === "app" || name === "admin")
      ? { assets: { ...assets, directory: context.bundles.assets[name] } }
      : {}),
  };
  return options as V4WorkerOptions;
}

/** The secrets that the unit's wrangler file requires. */
function secretsOf(name: UnitName, secrets: LocalSecrets): Record<string, string> {
  const session = { SESSION_SECRET: secrets.sessionSecret };
  const verification = { AUDIT_VERIFICATION_KEYS: auditVerificationKeysOf(secrets) };
  const required: Record<UnitName, Record<string, string>> = {
    server: { ...session, ...verification, CLOUDFLARE_WEBHOOK_SECRET: secrets.cloudflareWebhookSecret },
    auth: session,
    admin: { ...verification, AUDIT_SIGNING_KEY: secrets.auditSigningKey },
    coordinator: { CLOUDFLARE_API_TOKEN: secrets.cloudflareApiToken },
    app: {},
  };
  return required[name];
}

function hyperdrives(from: Partial<V4WorkerOptions>, unit: Unit, postgres: LocalPostgres): Record<string, string> {
  const { role } = unit;
  if (role === undefined) return {};
  return Object.fromEntries(
    Object.keys(from.hyperdrives ?? {}).map((binding) => [binding, `${postgres.url(role)}?sslmode=disable`]),
  );
}

/** The platform keeps one secret in the store, whatever the binding that leads to it is called. */
function storedSecrets(secrets: V4WorkerOptions["secretsStoreSecrets"]): Record<string, V4ServiceDesignator> {
  return Object.fromEntries(Object.keys(secrets ?? {}).map((binding) => [binding, { name: secretStoreName }]));
}

type EmailOptions = V4WorkerOptions["email"];

/** Each `send_email` binding becomes a service with the same method, one per set of allowed senders. */
function mailBindings(name: UnitName, email: EmailOptions): Record<string, V4ServiceDesignator> {
  const bindings = email?.send_email ?? [];
  return Object.fromEntries(bindings.map((binding) => [binding.name, { name: mailWorker(name, binding.name) }]));
}

function mailWorkers(context: WorkersContext): V4WorkerOptions[] {
  return unitNames.flatMap((name) => {
    const { email } = context.bundles.options[name] as { email?: EmailOptions };
    return (email?.send_email ?? []).map((binding) => ({
      name: mailWorker(name, binding.name),
      compatibilityDate: "2026-11-01",
      modules: [{ type: "ESModule" as const, path: "worker.mjs", contents: mailWorkerSource() }],
      serviceBindings: {
        INBOX: async (request: Request) => {
          const senders = binding.allowed_sender_addresses ?? [];
          const delivered = await context.mail.deliver(await request.json(), senders);
          return new Response(await delivered.text(), { status: delivered.status });
        },
      } as unknown as Record<string, V4ServiceDesignator>,
    }));
  });
}

function mailWorker(unit: UnitName, binding: string): string {
  return `${mailWorkerName}-${unit}-${binding.toLowerCase()}`;
}

function mailWorkerSource(): string {
  return readFileSync(join(import.meta.dirname, "mail-worker.mjs"), "utf8");
}
