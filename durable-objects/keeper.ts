import { reaches, type Role } from "../src/authorization/role.ts";
import type {
  Addressed,
  AdmissionAnswer,
  AdmissionBatch,
  ChangeCommand,
  ChangeFailure,
  Changed,
  Gatekeeper,
  GatekeeperHealth,
  HostnameCheckCommand,
  HostnameCheckFailure,
  LiveTopic,
  OpenSession,
  OpenSessionCommand,
  OpenSessionFailure,
  Refusal,
  Revocation,
  RevocationFailure,
  RevokeCommand,
  Verdict,
  VisitAnswer,
  VisitQuestion,
} from "../src/gatekeeper/contract.ts";
import type { StoredHostname } from "../src/hostnames/hostname.ts";
import { logFailure } from "../src/log/log.ts";
import { failure, success, type Result } from "../src/result/result.ts";
import { refusalAtDoor } from "./admission.ts";
import { Admissions, unlessKnown } from "./admissions.ts";
import { initialize } from "./adoption.ts";
import { changeConfiguration } from "./configuration.ts";
import { checkHostname } from "./hostname-check.ts";
import type { Knock } from "./knock.ts";
import { Leasing, type LeaseMode } from "./leasing.ts";
import { openOffice, type Office, type OfficeTools } from "./office.ts";
import { decideOpening } from "./opening.ts";
import { TaskQueue } from "./queue.ts";
import { revoke } from "./revocation.ts";
import { assumeTheWorst } from "./unknown-outcome.ts";

export interface KeeperTools extends Omit<OfficeTools, "leasing"> {
  /** The object's name, `org:` and the organization's id; undefined where the platform does not tell. */
  readonly name: string | undefined;
  readonly leases: LeaseMode;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Keeps work going that nobody waits for. Its failure is its caller's business, and otherwise logged. */
  readonly anchor: (work: Promise<unknown>) => void;
}

/**
 * The gatekeeper of one organization, without what is Cloudflare's: tenant-coordinator.ts gives it that, and the
 * simulator a world of its own. What it decides is in admission.ts, opening.ts and change-rules.ts; what it does is in
 * revocation.ts, configuration.ts and housekeeping.ts; what it knows is in storage.ts; when it may acknowledge is in
 * leasing.ts.
 *
 * Memory is a cache: the object may be gone after any await, and its successor has only the storage.
 */
export class Keeper implements Gatekeeper {
  readonly #tools: KeeperTools;
  readonly #leasing: Leasing;
  readonly #admissions: Admissions;
  readonly #changes = new TaskQueue();
  readonly #loads = new Map<string, Promise<Office | "unknown" | "unavailable">>();
  #office: Office | undefined;

  constructor(tools: KeeperTools) {
    this.#tools = tools;
    this.#leasing = new Leasing({ ...tools, mode: tools.leases });
    this.#admissions = new Admissions(tools, this.#leasing);
    const { storage, live, now } = tools;
    // Its object died with a change on the way: nobody is admitted with what that change may have taken away.
    if (storage.state?.intent?.unknown === false) {
      assumeTheWorst(storage, live, now());
      this.#work(storage.state.organizationId).housekeeping.arm();
    }
  }

  async admit(batch: Addressed<AdmissionBatch>): Promise<AdmissionAnswer> {
    if (batch.questions.length > largestBatch) throw new RangeError(`A batch has at most ${largestBatch} questions`);
    const office = await this.#enter(batch.organizationId);
    if (office === "unavailable") return { kind: "unavailable" };
    if (office === "unknown") return { kind: "answered", snapshot: null, verdicts: batch.questions.map(() => moved) };
    this.#lookAround(office);
    return this.#admissions.answer(batch, office.state);
  }

  async visit(question: Addressed<VisitQuestion>): Promise<VisitAnswer> {
    const office = await this.#enter(question.organizationId);
    if (office === "unavailable") return { kind: "unavailable" };
    if (office === "unknown") return { kind: "refused", refusal: "host_moved" };
    const { state } = office;
    this.#lookAround(office);
    const revision = this.#tools.storage.readRevision();
    const refusal = refusalAtDoor(question.host, state);
    if (refusal !== null) return { kind: "refused", refusal };
    return { kind: "welcome", snapshot: unlessKnown(state, question.knownConfigVersion), revision };
  }

  async openSession(command: Addressed<OpenSessionCommand>): Promise<Result<null, OpenSessionFailure>> {
    const office = await this.#enter(command.organizationId);
    if (office === "unavailable") return failure("unavailable");
    if (office === "unknown") return failure("host_moved");
    const { session, tokenHash, asOf } = command;
    const { storage, live, now } = this.#tools;
    const { sessions } = storage;
    const at = now();
    const role = sessions.newerRole(session.userId, asOf) ?? session.role;
    const opening = decideOpening(
      command,
      {
        standing: office.state,
        revision: storage.readRevision(),
        epoch: sessions.epochOf(session.userId),
        sameId: sessions.byId(session.id),
        closedBefore: sessions.wasClosedBefore(session.id),
        loggedOutAt: session.sso === undefined ? 0 : sessions.loggedOutAt(session.sso),
        hostLeftAt: sessions.leftAt(session.host),
        role,
        tokenTaken: sessions.isTokenTaken(tokenHash),
      },
      at,
    );
    if (opening === "already_open") return success(null);
    if (opening !== "open") return failure(opening);
    // What is written here is durable before the answer leaves the object.
    storage.transaction(() => {
      sessions.forgetExpired(at);
      sessions.insert(command, role);
    });
    live.changed(["sessions"], session.userId);
    return success(null);
  }

  async sessionsOf(
    question: Addressed<{ readonly userId: string }>,
  ): Promise<Result<readonly OpenSession[], "unavailable">> {
    const office = await this.#enter(question.organizationId);
    if (office === "unavailable") return failure("unavailable");
    if (office === "unknown") return success([]);
    return success(this.#admissions.openSessionsOf(question.userId, office.state));
  }

  async revoke(command: Addressed<RevokeCommand>): Promise<Result<Revocation, RevocationFailure>> {
    const office = await this.#enter(command.organizationId);
    if (typeof office === "string") return failure(office === "unknown" ? "not_found" : "unavailable");
    const { storage, live, now, wait } = this.#tools;
    const { workshop, housekeeping } = office;
    const byOperator = command.audit.actor.type === "operator";
    // An operator's act is in the platform's log when it is done, so it is not begun while that cannot be written.
    if (byOperator && !(await workshop.record.isThere())) return failure("unavailable");
    const forbidden = await this.#outOfReach(command.scope, workshop.record.roleOf.bind(workshop.record));
    if (forbidden !== null) return failure(forbidden);
    const revoked = revoke(storage, office.state, command, now());
    // That there is nothing (more) to end is an acknowledgement too, of what an earlier call did.
    const leasesOver = this.#leasing.over();
    if (!revoked.ok) {
      await leasesOver;
      return revoked;
    }
    const { revocation, effectIds, audience, userId, refusal } = revoked.value;
    if (effectIds.length > 0) live.end(audience, refusal);
    if (userId === null) live.changed(["sessions"]);
    else live.changed(["sessions"], userId);
    housekeeping.arm();
    if (byOperator && effectIds.some((id) => storage.isEffectPending(id))) {
      // Should Postgres have gone since: the revocation stands, and its rows will follow.
      await Promise.race([housekeeping.drainEffects().catch(() => {}), wait(longestWaitMilliseconds)]);
    }
    await leasesOver;
    return success(revocation);
  }

  async change(command: Addressed<ChangeCommand>): Promise<Result<Changed, ChangeFailure>> {
    const office = await this.#enter(command.organizationId);
    if (typeof office === "string") return failure(office === "unknown" ? "not_found" : "unavailable");
    const { now, anchor } = this.#tools;
    const { workshop, housekeeping } = office;
    const arrivedAt = now();
    const result = this.#changes.run(async () => {
      // Whoever asked has nearly given up, and must not learn later that it was done after all.
      if (now() - arrivedAt > longestWaitMilliseconds) return failure("unavailable");
      const changed = await changeConfiguration(workshop, command);
      housekeeping.arm();
      return changed;
    });
    anchor(result);
    const changed = await result;
    // A refusal tells of the state somebody else's change has made, so it waits as that one does.
    if (changed.ok || changed.failure !== "unavailable") await this.#leasing.over();
    return changed;
  }

  async wake(command: Addressed<{ readonly topics: readonly LiveTopic[] }>): Promise<void> {
    const office = await this.#enter(command.organizationId);
    if (typeof office === "string") return;
    const { storage, live, now } = this.#tools;
    storage.transaction(() => storage.outbox.setDue(now(), 0));
    office.housekeeping.arm();
    live.changed(command.topics);
  }

  async announce(command: Addressed<{ readonly topics: readonly LiveTopic[] }>): Promise<void> {
    const office = await this.#enter(command.organizationId);
    if (typeof office !== "string") this.#tools.live.changed(command.topics);
  }

  async checkHostname(command: Addressed<HostnameCheckCommand>): Promise<Result<StoredHostname, HostnameCheckFailure>> {
    const office = await this.#enter(command.organizationId);
    if (typeof office === "string") return failure(office === "unknown" ? "not_found" : "unavailable");
    const { anchor, wait } = this.#tools;
    const checked = await checkHostname(office, command, anchor, wait);
    // Nobody is told of a hostname that has gone while it may still be served.
    await this.#leasing.over();
    return checked;
  }

  async health(question: Addressed<object>): Promise<Result<GatekeeperHealth, "unavailable" | "not_found">> {
    const office = await this.#enter(question.organizationId);
    if (typeof office === "string") return failure(office === "unknown" ? "not_found" : "unavailable");
    const isThere = await office.workshop.record.isThere();
    const { storage, live, now } = this.#tools;
    const { state } = office;
    return success({
      database: isThere ? "reachable" : "unreachable",
      revision: state.revision,
      sessionVersion: state.sessionVersion,
      configVersion: state.snapshot.configVersion,
      openSessions: storage.sessions.countOpen(null, Infinity, state, now()),
      liveSockets: live.count(),
      leasing: this.#leasing.mayBeOut,
      pendingEffects: storage.countEffects(),
      change: state.intent === null ? "none" : state.intent.unknown ? "unknown" : "under_way",
      counts: this.#admissions.counts(),
    });
  }

  async alarm(): Promise<void> {
    const { state } = this.#tools.storage;
    if (state !== null) await this.#work(state.organizationId).housekeeping.run();
  }

  /** Admits a page that wants a live connection. Nothing is leased to it. */
  async admitPage({ organizationId, host, tokenHash }: Knock): Promise<Admitted | Refusal | "unavailable"> {
    const office = await this.#enter(organizationId);
    if (office === "unavailable") return "unavailable";
    if (office === "unknown") return "host_moved";
    const verdict = this.#admissions.answerOne({ host, credential: { kind: "cookie", tokenHash } }, office.state);
    return verdict.admitted ? { session: verdict.session, revision: office.state.revision } : verdict.refusal;
  }

  /**
   * The state this object is in, loaded from Postgres when its storage is empty. For an organization that does not
   * exist, or is not this object's, nothing is written.
   */
  async #enter(organizationId: string): Promise<Office | "unknown" | "unavailable"> {
    const { name, storage, anchor } = this.#tools;
    if (name !== undefined && name !== `org:${organizationId}`) return "unknown";
    const { state } = storage;
    if (state !== null) return state.organizationId === organizationId ? this.#work(organizationId) : "unknown";
    // Requests that come while it loads share the load. When it fails, the next request tries again.
    let load = this.#loads.get(organizationId);
    if (load === undefined) {
      load = this.#load(organizationId).finally(() => this.#loads.delete(organizationId));
      this.#loads.set(organizationId, load);
      anchor(load);
    }
    return load;
  }

  async #load(organizationId: string): Promise<Office | "unknown" | "unavailable"> {
    const { storage, now } = this.#tools;
    const office = openOffice(this.#officeTools(), this.#changes, organizationId, now());
    try {
      const truth = await office.workshop.record.readTruth();
      if (truth === null) return "unknown";
      if (storage.state === null) initialize(storage, truth, now());
    } catch (error) {
      logFailure("gatekeeper.cold_without_database", { organizationId }, error);
      return "unavailable";
    }
    if (storage.state?.organizationId !== organizationId) return "unknown";
    this.#office ??= office;
    this.#office.housekeeping.arm();
    this.#leasing.suspect();
    return this.#office;
  }

  #officeTools(): OfficeTools {
    return { ...this.#tools, leasing: this.#leasing };
  }

  #work(organizationId: string): Office {
    this.#office ??= openOffice(this.#officeTools(), this.#changes, organizationId, 0);
    return this.#office;
  }

  /** Why an admin may not end a user's sessions, null when they may. Who has none is looked up in Postgres. */
  async #outOfReach(
    scope: RevokeCommand["scope"],
    roleOf: (userId: string) => Promise<Role | null>,
  ): Promise<RevocationFailure | null> {
    if (scope.kind !== "user" || scope.reach === undefined) return null;
    const { userId, reach } = scope;
    const held = this.#tools.storage.sessions.rolesOf(userId);
    try {
      const looked = held.length > 0 ? held : [await roleOf(userId)];
      if (looked.includes(null)) return "not_found";
      return looked.every((role) => role !== null && reaches(reach, role)) ? null : "forbidden";
    } catch {
      return "unavailable";
    }
  }

  /** Compares with Postgres now and then, while there is something to do anyway and behind the back of whoever asks. */
  #lookAround({ housekeeping }: Office): void {
    if (!housekeeping.isCompareDue()) return;
    housekeeping.arm();
    this.#tools.anchor(housekeeping.compare());
  }
}

export interface Admitted {
  readonly session: OpenSession;
  readonly revision: number;
}

const largestBatch = 256;

/** Callers wait for 12 seconds, and what follows this wait may take 5, and a second more while leases are out. */
const longestWaitMilliseconds = 4_000;

const moved: Verdict = { admitted: false, refusal: "host_moved" };
