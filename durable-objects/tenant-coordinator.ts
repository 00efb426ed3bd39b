import { DurableObject, env as environment } from "cloudflare:workers";
import type {
  Addressed,
  AdmissionAnswer,
  AdmissionBatch,
  ChangeCommand,
  ChangeFailure,
  Gatekeeper,
  LiveTopic,
  OpenSession,
  OpenSessionCommand,
  OpenSessionFailure,
  Revocation,
  RevokeCommand,
  Snapshot,
  Verdict,
  VisitAnswer,
  VisitQuestion,
} from "../src/gatekeeper/contract.ts";
import { failure, success, type Result } from "../src/result/result.ts";
import { decideAdmission, refusalAtDoor } from "./admission.ts";
import { initialize } from "./adoption.ts";
import { coordinatorConfig, type CoordinatorEnv } from "./config.ts";
import { changeConfiguration } from "./configuration.ts";
import { knock, knockHeader } from "./knock.ts";
import { LastSeen } from "./last-seen.ts";
import { Live } from "./live.ts";
import { openOffice, postgresOf, type Office, type OfficeParts } from "./office.ts";
import { decideOpening } from "./opening.ts";
import { TaskQueue } from "./queue.ts";
import { revoke } from "./revocation.ts";
import { endOf } from "./session-record.ts";
import { Storage, type KeeperState } from "./storage.ts";
import { within } from "./time-limit.ts";
import { readTruth } from "./truth.ts";
import { assumeTheWorst } from "./unknown-outcome.ts";

// A Worker with a bad configuration does not start.
const config = coordinatorConfig(environment);

/**
 * The gatekeeper of one organization: its RPC surface and lifecycle. What it decides is in admission.ts, opening.ts and
 * change-rules.ts; what it does is in revocation.ts, configuration.ts and housekeeping.ts; what it knows is in storage.ts.
 *
 * Memory is a cache: the object may be gone after any await, and its successor has only the storage.
 */
export class TenantCoordinator extends DurableObject<CoordinatorEnv> implements Gatekeeper {
  readonly #storage: Storage;
  readonly #live: Live;
  readonly #lastSeen = new LastSeen();
  readonly #changes = new TaskQueue();
  readonly #parts: OfficeParts;
  readonly #loads = new Map<string, Promise<Office | "unknown" | "unavailable">>();
  #office: Office | undefined;

  constructor(context: DurableObjectState, env: CoordinatorEnv) {
    super(context, env);
    this.#storage = new Storage(context.storage);
    this.#live = new Live(context);
    this.#parts = {
      config,
      env,
      context,
      storage: this.#storage,
      live: this.#live,
      changes: this.#changes,
      anchor: (work) => this.#anchor(work),
    };
    // Its object died with a change on the way: nobody is admitted with what that change may have taken away.
    if (this.#storage.state?.intent?.unknown === false) {
      assumeTheWorst(this.#storage, this.#live, Date.now());
      this.#work(this.#storage.state.organizationId, 0).housekeeping.arm();
    }
  }

  async admit(batch: Addressed<AdmissionBatch>): Promise<AdmissionAnswer> {
    if (batch.questions.length > largestBatch) throw new RangeError(`A batch has at most ${largestBatch} questions`);
    const office = await this.#enter(batch.organizationId);
    if (office === "unavailable") return { kind: "unavailable" };
    if (office === "unknown") return { kind: "answered", snapshot: null, verdicts: batch.questions.map(() => moved) };
    const { state } = office;
    const now = Date.now();
    // With no question at all this is what touches storage: see readRevision.
    if (batch.questions.length === 0) this.#storage.readRevision();
    const verdicts = batch.questions.map((question) =>
      decideAdmission(question, this.#storage.sessions.find(question.credential), state, now),
    );
    this.#noteSeen(verdicts, now);
    this.#lookAround(office);
    return { kind: "answered", snapshot: unlessKnown(state, batch.knownConfigVersion), verdicts };
  }

  async visit(question: Addressed<VisitQuestion>): Promise<VisitAnswer> {
    const office = await this.#enter(question.organizationId);
    if (office === "unavailable") return { kind: "unavailable" };
    if (office === "unknown") return { kind: "refused", refusal: "host_moved" };
    const { state } = office;
    this.#lookAround(office);
    const revision = this.#storage.readRevision();
    const refusal = refusalAtDoor(question.host, state);
    if (refusal !== null) return { kind: "refused", refusal };
    return { kind: "welcome", snapshot: unlessKnown(state, question.knownConfigVersion), revision };
  }

  async openSession(command: Addressed<OpenSessionCommand>): Promise<Result<null, OpenSessionFailure>> {
    const office = await this.#enter(command.organizationId);
    if (office === "unavailable") return failure("unavailable");
    if (office === "unknown") return failure("host_moved");
    const { session, tokenHash, asOf } = command;
    const { sessions } = this.#storage;
    const now = Date.now();
    const opening = decideOpening(
      command,
      {
        standing: office.state,
        revision: this.#storage.readRevision(),
        epoch: sessions.epochOf(session.userId),
        sameId: sessions.byId(session.id),
        closedBefore: sessions.wasClosedBefore(session.id),
        tokenTaken: sessions.isTokenTaken(tokenHash),
      },
      now,
    );
    if (opening === "already_open") return success(null);
    if (opening !== "open") return failure(opening);
    // What is written here is durable before the answer leaves the object.
    this.#storage.transaction(() => {
      sessions.forgetExpired(now);
      sessions.insert(command, sessions.newerRole(session.userId, asOf) ?? session.role);
    });
    this.#live.changed(["sessions"], session.userId);
    return success(null);
  }

  async sessionsOf(
    question: Addressed<{ readonly userId: string }>,
  ): Promise<Result<readonly OpenSession[], "unavailable">> {
    const office = await this.#enter(question.organizationId);
    if (office === "unavailable") return failure("unavailable");
    if (office === "unknown") return success([]);
    const now = Date.now();
    const open = this.#storage.sessions
      .ofUser(question.userId)
      .filter((record) => endOf(record, office.state.sessionVersion, now) === null)
      .map(({ session }) => session);
    return success(open.toSorted((one, other) => other.lastSeenAt - one.lastSeenAt));
  }

  async revoke(command: Addressed<RevokeCommand>): Promise<Result<Revocation, "unavailable" | "not_found">> {
    const office = await this.#enter(command.organizationId);
    if (typeof office === "string") return failure(office === "unknown" ? "not_found" : "unavailable");
    const { workshop, housekeeping } = office;
    const byOperator = command.audit.actor.type === "operator";
    // An operator's act is in the platform's log when it is done, so it is not begun while that cannot be written.
    if (byOperator && !(await workshop.postgres.isThere())) return failure("unavailable");
    const revoked = revoke(this.#storage, office.state, command, Date.now());
    if (!revoked.ok) return revoked;
    const { revocation, effectId, audience, userId, refusal } = revoked.value;
    this.#live.end(audience, refusal);
    if (userId === null) this.#live.changed(["sessions"]);
    else this.#live.changed(["sessions"], userId);
    housekeeping.arm();
    if (byOperator && effectId !== null && this.#storage.isEffectPending(effectId)) {
      // Should Postgres have gone since: the revocation stands, and its rows will follow.
      await within(longestWaitMilliseconds, housekeeping.drainEffects()).catch(() => {});
    }
    return success(revocation);
  }

  async change(command: Addressed<ChangeCommand>): Promise<Result<Snapshot, ChangeFailure>> {
    const office = await this.#enter(command.organizationId);
    if (typeof office === "string") return failure(office === "unknown" ? "not_found" : "unavailable");
    const { workshop, housekeeping } = office;
    const arrivedAt = Date.now();
    const result = this.#changes.run(async () => {
      // Whoever asked has nearly given up, and must not learn later that it was done after all.
      if (Date.now() - arrivedAt > longestWaitMilliseconds) return failure("unavailable");
      const changed = await changeConfiguration(workshop, command);
      housekeeping.arm();
      return changed;
    });
    this.#anchor(result);
    return result;
  }

  async wake(command: Addressed<{ readonly topics: readonly LiveTopic[] }>): Promise<void> {
    const office = await this.#enter(command.organizationId);
    if (typeof office === "string") return;
    this.#storage.transaction(() => this.#storage.setOutbox(Date.now(), 0));
    office.housekeeping.arm();
    this.#live.changed(command.topics);
  }

  override async alarm(): Promise<void> {
    const { state } = this.#storage;
    if (state !== null) await this.#work(state.organizationId, 0).housekeeping.run();
  }

  /** A page's live connection. The server has admitted it; it is admitted again in the step that accepts the socket. */
  override async fetch(request: Request): Promise<Response> {
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") return new Response(null, { status: 426 });
    const parsed = knock.safeParse(request.headers.get(knockHeader));
    if (!parsed.success) return new Response(null, { status: 400 });
    const { organizationId, host, tokenHash } = parsed.data;
    const office = await this.#enter(organizationId);
    if (office === "unavailable") return new Response(null, { status: 503, headers: { "retry-after": "5" } });
    if (office === "unknown") return this.#live.turnAway("host_moved");
    const credential = { kind: "cookie", tokenHash } as const;
    const record = this.#storage.sessions.find(credential);
    const verdict = decideAdmission({ host, credential }, record, office.state, Date.now());
    if (!verdict.admitted) return this.#live.turnAway(verdict.refusal);
    return this.#live.accept(verdict.session, office.state.revision);
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    this.#live.heard(socket, message);
  }

  /**
   * The state this object is in, loaded from Postgres when its storage is empty. For an organization that does not
   * exist, or is not this object's, nothing is written.
   */
  async #enter(organizationId: string): Promise<Office | "unknown" | "unavailable"> {
    const own = this.ctx.id.name;
    if (own !== undefined && own !== `org:${organizationId}`) return "unknown";
    const { state } = this.#storage;
    if (state !== null) return state.organizationId === organizationId ? this.#work(organizationId, 0) : "unknown";
    // Requests that come while it loads share the load. When it fails, the next request tries again.
    let load = this.#loads.get(organizationId);
    if (load === undefined) {
      load = this.#load(organizationId).finally(() => this.#loads.delete(organizationId));
      this.#loads.set(organizationId, load);
      this.#anchor(load);
    }
    return load;
  }

  async #load(organizationId: string): Promise<Office | "unknown" | "unavailable"> {
    try {
      const truth = await postgresOf(this.#parts, organizationId).run((db) => readTruth(db, config.address));
      if (truth === null) return "unknown";
      if (this.#storage.state === null) initialize(this.#storage, truth, Date.now());
    } catch (error) {
      console.error(`The gatekeeper of ${organizationId} has an empty storage and cannot read Postgres:`, error);
      return "unavailable";
    }
    if (this.#storage.state?.organizationId !== organizationId) return "unknown";
    const office = this.#work(organizationId, Date.now());
    office.housekeeping.arm();
    return office;
  }

  #work(organizationId: string, comparedAt: number): Office {
    this.#office ??= openOffice(this.#parts, organizationId, comparedAt);
    return this.#office;
  }

  #noteSeen(verdicts: readonly Verdict[], now: number): void {
    for (const verdict of verdicts) if (verdict.admitted) this.#lastSeen.note(verdict.session, now);
    const seen = this.#lastSeen.takeDue(now);
    if (seen.length === 0) return;
    this.#storage.transaction(() => {
      for (const [id, at] of seen) this.#storage.sessions.touch(id, at);
    });
  }

  /** Compares with Postgres now and then, while there is something to do anyway and behind the back of whoever asks. */
  #lookAround({ housekeeping }: Office): void {
    if (!housekeeping.isCompareDue()) return;
    housekeeping.arm();
    this.#anchor(housekeeping.compare());
  }

  /** Keeps work going whose caller may leave. Its failure is its caller's business, and otherwise logged. */
  #anchor(work: Promise<unknown>): void {
    this.ctx.waitUntil(work.catch((error: unknown) => console.warn("In a gatekeeper's background:", String(error))));
  }
}

const largestBatch = 256;

/** Callers wait for 10 seconds, and what follows this wait may take 5. */
const longestWaitMilliseconds = 4_000;

const moved: Verdict = { admitted: false, refusal: "host_moved" };

function unlessKnown({ snapshot }: KeeperState, knownConfigVersion: number): Snapshot | null {
  return snapshot.configVersion === knownConfigVersion ? null : snapshot;
}
