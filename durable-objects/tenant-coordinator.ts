import { DurableObject, env as environment } from "cloudflare:workers";
import type {
  Addressed,
  AdmissionBatch,
  ChangeCommand,
  Gatekeeper,
  HostnameCheckCommand,
  LiveTopic,
  OpenSessionCommand,
  RevokeCommand,
  VisitQuestion,
} from "../src/gatekeeper/contract.ts";
import { logFailure } from "../src/log/log.ts";
import { Seal } from "../src/secrets/seal.ts";
import { coordinatorConfig, type CoordinatorEnv } from "./config.ts";
import { reconcilerWith } from "./hostname-outside.ts";
import { Keeper } from "./keeper.ts";
import { knock, knockHeader } from "./knock.ts";
import { Live } from "./live.ts";
import { deliveryWith } from "./outbox-delivery.ts";
import { PostgresRecord } from "./postgres-record.ts";
import { Postgres } from "./postgres.ts";
import { Storage } from "./storage.ts";
import { answering } from "./surface.ts";

// A Worker with a bad configuration does not start.
const config = coordinatorConfig(environment);
const seal = new Seal(() => config.keyRing.current());

/** The gatekeeper of one organization, on Cloudflare: its RPC surface, sockets, alarm and clock. What it does is in keeper.ts. */
export class TenantCoordinator extends DurableObject<CoordinatorEnv> implements Gatekeeper {
  readonly #live: Live;
  readonly #keeper: Keeper;

  constructor(context: DurableObjectState, env: CoordinatorEnv) {
    super(context, env);
    this.#live = new Live(context);
    const anchor = (work: Promise<unknown>): void =>
      context.waitUntil(work.catch((error: unknown) => logFailure("gatekeeper.background_failed", {}, error)));
    const now = (): number => Date.now();
    const random = (): number => Math.random();
    this.#keeper = new Keeper({
      name: context.id.name,
      storage: new Storage(context.storage),
      live: this.#live,
      leases: config.leases,
      now,
      random,
      wait: (milliseconds) => scheduler.wait(milliseconds),
      anchor,
      setAlarm: (at) => anchor(at === null ? context.storage.deleteAlarm() : context.storage.setAlarm(at)),
      record: (organizationId, duties) => {
        const options = () => ({ connectionString: env.DB.connectionString, pipeline: config.databasePipeline });
        const deliver = deliveryWith({ duties, config, seal, env, now });
        const postgres = new Postgres(organizationId, options, anchor);
        const hostnames = reconcilerWith({ organizationId, postgres, duties, config, env, now, random });
        return new PostgresRecord(postgres, config.address, deliver, hostnames);
      },
    });
  }

  admit(batch: Addressed<AdmissionBatch>) {
    return answering(() => this.#keeper.admit(batch));
  }

  visit(question: Addressed<VisitQuestion>) {
    return answering(() => this.#keeper.visit(question));
  }

  openSession(command: Addressed<OpenSessionCommand>) {
    return answering(() => this.#keeper.openSession(command));
  }

  sessionsOf(question: Addressed<{ readonly userId: string }>) {
    return answering(() => this.#keeper.sessionsOf(question));
  }

  revoke(command: Addressed<RevokeCommand>) {
    return answering(() => this.#keeper.revoke(command));
  }

  change(command: Addressed<ChangeCommand>) {
    return answering(() => this.#keeper.change(command));
  }

  wake(command: Addressed<{ readonly topics: readonly LiveTopic[] }>) {
    return answering(() => this.#keeper.wake(command));
  }

  announce(command: Addressed<{ readonly topics: readonly LiveTopic[] }>) {
    return answering(() => this.#keeper.announce(command));
  }

  checkHostname(command: Addressed<HostnameCheckCommand>) {
    return answering(() => this.#keeper.checkHostname(command));
  }

  health(question: Addressed<object>) {
    return answering(() => this.#keeper.health(question));
  }

  override alarm() {
    return answering(() => this.#keeper.alarm());
  }

  /** A page's live connection. The server has admitted it; it is admitted again in the step that accepts the socket. */
  override async fetch(request: Request): Promise<Response> {
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") return new Response(null, { status: 426 });
    const parsed = knock.safeParse(request.headers.get(knockHeader));
    if (!parsed.success) return new Response(null, { status: 400 });
    const admitted = await answering(() => this.#keeper.admitPage(parsed.data));
    if (admitted === "unavailable") return new Response(null, { status: 503, headers: { "retry-after": "5" } });
    if (typeof admitted === "string") return this.#live.turnAway(admitted);
    return this.#live.accept(admitted.session, admitted.revision);
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    this.#live.heard(socket, message);
  }

  override webSocketClose(socket: WebSocket): void {
    this.#live.left(socket);
  }

  override webSocketError(socket: WebSocket): void {
    this.#live.left(socket);
  }
}
