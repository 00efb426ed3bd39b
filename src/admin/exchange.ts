import { Connection } from "../database/connection.ts";
import { ControlDb, tenantDbFor } from "../database/control-db.ts";
import type { TenantDb } from "../database/tenant-db.ts";
import type { Gatekeeper, LiveTopic, Unanswered } from "../gatekeeper/contract.ts";
import { askGatekeeper, tellGatekeeper } from "../gatekeeper/attempts.ts";
import { gatekeeperOf } from "../gatekeeper/stub.ts";
import { receiveBody } from "../http/body.ts";
import { clientOf, type Client } from "../http/respond.ts";
import { streamPages } from "../http/stream.ts";
import { newIdentifier } from "../identifiers/identifier.ts";
import { logFailure } from "../log/log.ts";
import { operatorScope, type OperatorGrant, type TenantAction } from "../operators/grant.ts";
import type { AdminConfig, AdminEnv } from "./config.ts";

/** Whom a gatekeeper keeps and where it lives. */
export interface Kept {
  readonly id: string;
  readonly homeRegion: string;
}

/** One request and what it may use: everything here lives and ends with it. */
export class Exchange {
  readonly request: Request;
  readonly env: AdminEnv;
  readonly config: AdminConfig;
  /** The name it goes by in logs and audit rows. */
  readonly requestId = newIdentifier("req");
  readonly #context: Pick<ExecutionContext, "waitUntil">;
  #connection: Connection | undefined;
  #held: Promise<void> = Promise.resolve();
  #body: Promise<string | null> | undefined;

  constructor(request: Request, env: AdminEnv, config: AdminConfig, context: Pick<ExecutionContext, "waitUntil">) {
    this.request = request;
    this.env = env;
    this.config = config;
    this.#context = context;
  }

  get client(): Client {
    return clientOf(this.request, this.requestId);
  }

  /** The body as text, null when it is too large. Whoever decides about the request asks for it first: see the pipeline. */
  receivedBody(): Promise<string | null> {
    this.#body ??= receiveBody(this.request);
    return this.#body;
  }

  tenantDb(grant: OperatorGrant<TenantAction>, organizationId: string): TenantDb {
    return tenantDbFor(operatorScope(grant, organizationId), this.#connect());
  }

  controlDb(): ControlDb {
    return new ControlDb(this.#connect());
  }

  /** Asks a tenant's gatekeeper what may be asked twice. */
  ask<Answer extends object | void>(
    tenant: Kept,
    question: (gatekeeper: Gatekeeper) => Promise<Answer>,
  ): Promise<Answer | Unanswered> {
    return askGatekeeper(() => this.#gatekeeper(tenant), question);
  }

  /** Tells a tenant's gatekeeper what must not be said twice. Unanswered: nobody knows whether it was done. */
  tell<Answer extends object | void>(
    tenant: Kept,
    command: (gatekeeper: Gatekeeper) => Promise<Answer>,
  ): Promise<Answer | Unanswered> {
    return tellGatekeeper(() => this.#gatekeeper(tenant), command);
  }

  /** After a commit: let the gatekeeper drain the outbox and tell open pages. The cron sweeps what this loses. */
  wake(tenant: Kept, topics: readonly LiveTopic[]): void {
    this.#context.waitUntil(
      this.#gatekeeper(tenant)
        .wake({ organizationId: tenant.id, topics })
        .catch(() => {}),
    );
  }

  /** Sends a mail of the platform itself. False when it could not be handed over. */
  async mail(to: string, mail: { subject: string; text: string; html: string }): Promise<boolean> {
    try {
      await this.env.EMAIL.send({ to, from: this.config.mailFrom, ...mail });
      return true;
    } catch (error) {
      logFailure("mail.refused", { requestId: this.requestId }, error);
      return false;
    }
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

  close(): void {
    const connection = this.#connection;
    if (connection !== undefined) this.#context.waitUntil(this.#held.then(() => connection.close()));
  }

  #gatekeeper(tenant: Kept): Gatekeeper {
    return gatekeeperOf(this.env.COORDINATOR, tenant.id, tenant.homeRegion);
  }

  #connect(): Connection {
    this.#connection ??= new Connection({
      connectionString: this.env.DB.connectionString,
      pipeline: this.config.databasePipeline,
    });
    return this.#connection;
  }
}
