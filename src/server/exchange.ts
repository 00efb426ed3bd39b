import type { AttemptTools } from "../attempts/attempt.ts";
import { counterOf, type CountingScope } from "../attempts/counter.ts";
import { visitorScope, type Grant } from "../authorization/grant.ts";
import { Connection } from "../database/connection.ts";
import { ControlDb, tenantDbFor } from "../database/control-db.ts";
import type { TenantDb } from "../database/tenant-db.ts";
import type { Asker } from "../gatekeeper/admission-desk.ts";
import type { Gatekeeper, LiveTopic, Unanswered } from "../gatekeeper/contract.ts";
import { askGatekeeper, tellGatekeeper } from "../gatekeeper/attempts.ts";
import type { Crew } from "../gatekeeper/next-flight.ts";
import { gatekeeperOf } from "../gatekeeper/stub.ts";
import type { HeldName } from "../hostnames/held.ts";
import { receiveBody } from "../http/body.ts";
import { clientOf, type Client } from "../http/respond.ts";
import { streamPages } from "../http/stream.ts";
import { newIdentifier } from "../identifiers/identifier.ts";
import { logFailure } from "../log/log.ts";
import type { Letter } from "../mail/letter.ts";
import { classifyHost, type HostClass } from "../tenancy/host.ts";
import type { Tenant, Visit } from "../tenancy/visit.ts";
import type { ServerConfig, ServerEnv } from "./config.ts";

/** One request and what it may use: everything here lives and ends with it. */
export class Exchange {
  readonly request: Request;
  readonly env: ServerEnv;
  readonly config: ServerConfig;
  /** The name it goes by in logs and audit rows. */
  readonly requestId = newIdentifier("req");
  readonly #context: Pick<ExecutionContext, "waitUntil">;
  #attempts = 0;
  #host: HostClass | null | undefined;
  #connection: Connection | undefined;
  #held: Promise<void> = Promise.resolve();
  #body: Promise<string | null> | undefined;

  constructor(request: Request, env: ServerEnv, config: ServerConfig, context: Pick<ExecutionContext, "waitUntil">) {
    this.request = request;
    this.env = env;
    this.config = config;
    this.#context = context;
  }

  /** What its Host header names, null when it has none. */
  get host(): HostClass | null {
    if (this.#host === undefined) {
      const header = this.request.headers.get("host");
      const { address, cnameTarget } = this.config;
      this.#host = header === null || header === "" ? null : classifyHost(header, address.baseDomain, cnameTarget);
    }
    return this.#host;
  }

  get client(): Client {
    return clientOf(this.request, this.requestId);
  }

  /** The body as text, null when it is too large. Whoever decides about the request asks for it first: see the pipeline. */
  receivedBody(): Promise<string | null> {
    this.#body ??= receiveBody(this.request);
    return this.#body;
  }

  gatekeeper(tenant: Tenant): Gatekeeper & Pick<DurableObjectStub, "fetch"> {
    return gatekeeperOf(this.env.COORDINATOR, tenant.organizationId, tenant.homeRegion);
  }

  /** Asks the tenant's gatekeeper what may be asked twice. When it does not answer: that is 503, never admission. */
  ask<Answer extends object | void>(
    tenant: Tenant,
    question: (gatekeeper: Gatekeeper) => Promise<Answer>,
  ): Promise<Answer | Unanswered> {
    return askGatekeeper(() => this.gatekeeper(tenant), question);
  }

  /** What this request counts its next attempt with. */
  attempts(scope: CountingScope): AttemptTools {
    return {
      requestId: this.requestId,
      id: `${this.requestId}/${(this.#attempts += 1)}`,
      counter: (key) => counterOf(this.env.ATTEMPTS, scope, key),
      anchor: this.crew().anchor,
    };
  }

  /** What this request lends to the desk where it is admitted. */
  asker(tenant: Tenant): Asker {
    return { ask: (batch) => this.ask(tenant, (gatekeeper) => gatekeeper.admit(batch)), ...this.crew() };
  }

  /** What this request lends to work that it shares with others. */
  crew(): Crew {
    return {
      wait: (milliseconds) => scheduler.wait(milliseconds),
      anchor: (work) => this.#context.waitUntil(work.catch(() => {})),
    };
  }

  /** Tells the tenant's gatekeeper what must not be said twice. Unanswered: nobody knows whether it was done. */
  tell<Answer extends object | void>(
    tenant: Tenant,
    command: (gatekeeper: Gatekeeper) => Promise<Answer>,
  ): Promise<Answer | Unanswered> {
    return tellGatekeeper(() => this.gatekeeper(tenant), command);
  }

  tenantDb(grant: Grant): TenantDb {
    return tenantDbFor(grant.scope, this.#connect());
  }

  visitorDb(visit: Visit): TenantDb {
    return tenantDbFor(visitorScope(visit), this.#connect());
  }

  /** For a message to who holds a name, found by looking up the name. */
  holderDb({ scope }: Pick<HeldName, "scope">): TenantDb {
    return tenantDbFor(scope, this.#connect());
  }

  controlDb(): ControlDb {
    return new ControlDb(this.#connect());
  }

  /** After a commit: let the gatekeeper drain the outbox and tell open pages. The cron sweeps what this loses. */
  wake(tenant: Pick<Tenant, "organizationId" | "homeRegion">, topics: readonly LiveTopic[]): void {
    const { organizationId, homeRegion } = tenant;
    this.#context.waitUntil(
      gatekeeperOf(this.env.COORDINATOR, organizationId, homeRegion)
        .wake({ organizationId, topics })
        .catch(() => {}),
    );
  }

  /** Tells open pages what changed, where no outbox row was written. */
  announce(tenant: Tenant, topics: readonly LiveTopic[]): void {
    const { organizationId } = tenant;
    this.#context.waitUntil(
      this.gatekeeper(tenant)
        .announce({ organizationId, topics })
        .catch(() => {}),
    );
  }

  /** An answer that is sent while it is made: this request's connection stays open until it is out, or its reader gone. */
  stream(pages: AsyncIterator<string>): ReadableStream<Uint8Array> {
    const { promise, resolve } = Promise.withResolvers<void>();
    // What answers HEAD has its body thrown away, neither read nor cancelled: nothing would end the wait.
    if (this.request.method !== "HEAD") this.#held = promise;
    return streamPages(pages, (failed) => {
      resolve();
      if (failed !== undefined) logFailure("answer.broken_off", { requestId: this.requestId }, failed);
    });
  }

  /** Work that whoever asked does not wait for, and learns nothing of: this request's connection stays open for it. */
  afterwards(work: () => Promise<void>): void {
    const before = this.#held;
    const done = async () => {
      await Promise.all([before, work()]);
    };
    this.#held = done().catch((error: unknown) => {
      logFailure("request.afterwards_failed", { requestId: this.requestId }, error);
    });
    this.#context.waitUntil(this.#held);
  }

  /** Sends a mail of the platform itself. What a tenant has mailed goes through its outbox. */
  async mail(to: string, letter: Letter): Promise<void> {
    await this.env.EMAIL.send({ to, from: this.config.mailFrom, ...letter });
  }

  close(): void {
    const connection = this.#connection;
    if (connection !== undefined) this.#context.waitUntil(this.#held.then(() => connection.close()));
  }

  #connect(): Connection {
    this.#connection ??= new Connection({
      connectionString: this.env.DB.connectionString,
      pipeline: this.config.databasePipeline,
    });
    return this.#connection;
  }
}
