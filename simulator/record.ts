import { actorRole, refusalOfMemberChange, refusalOfStatusChange } from "../durable-objects/change-rules.ts";
import type { Intent } from "../durable-objects/intent.ts";
import type { OutboxDuties } from "../durable-objects/outbox-duties.ts";
import type { Commit, IntentOutcome, SystemOfRecord, WriteEffects } from "../durable-objects/system-of-record.ts";
import type { Truth } from "../durable-objects/truth.ts";
import type { Role } from "../src/authorization/role.ts";
import type { AuditEntry } from "../src/audit/event.ts";
import type { Change, ChangeFailure, HostnameCheckFailure, Snapshot } from "../src/gatekeeper/contract.ts";
import { failure, success, type Result } from "../src/result/result.ts";
import type { Database, OutboxRow } from "./database.ts";
import type { Dice } from "./dice.ts";
import type { Life } from "./life.ts";
import { within, type Connection, type Postgres } from "./postgres.ts";
import type { VirtualTime } from "./virtual-time.ts";

export interface RecordParts {
  readonly postgres: Postgres;
  readonly time: VirtualTime;
  readonly dice: Dice;
  /** Of the instance that works with it. */
  readonly life: Life;
  /** The output gate: nothing leaves an instance before what it has written is durable. */
  readonly gate: () => Promise<void>;
  readonly duties: OutboxDuties;
}

/** The organization in the model Postgres, as one instance of its gatekeeper reaches it. */
export class ModelRecord implements SystemOfRecord {
  readonly #parts: RecordParts;

  constructor(parts: RecordParts) {
    this.#parts = parts;
  }

  async isThere(): Promise<boolean> {
    try {
      await this.#run(() => null);
      return true;
    } catch {
      return false;
    }
  }

  readTruth(): Promise<Truth | null> {
    return this.#run((database) => structuredClone(database.truth()));
  }

  roleOf(userId: string): Promise<Role | null> {
    return this.#run((database) => database.users.get(userId)?.role ?? null);
  }

  async commit(intent: Intent): Promise<Commit> {
    const progress: Progress = { phase: "working" };
    try {
      return await within(this.#parts.life, patience, this.#change(intent, progress));
    } catch (error) {
      if (progress.phase === "committing") return { outcome: "unknown", error };
      progress.phase = "abandoned";
      return { outcome: "nothing", error };
    }
  }

  outcomeOf({ change, auditId }: Intent): Promise<IntentOutcome> {
    const look = (database: Database): IntentOutcome => ({
      committed: database.hasAudit(auditId),
      snapshot: structuredClone(database.snapshot()),
      role: "userId" in change ? (database.users.get(change.userId)?.role ?? null) : null,
    });
    return within(
      this.#parts.life,
      patience,
      this.#locked((connection) => connection.run(look)),
    );
  }

  write(work: (write: WriteEffects) => Promise<void>): Promise<void> {
    const writeEffects: WriteEffects = (effects) =>
      this.#run((database) => {
        for (const effect of structuredClone(effects)) database.apply(effect);
      });
    return within(this.#parts.life, 60_000, work(writeEffects));
  }

  reportLastSeen(): Promise<void> {
    return this.#run(() => {});
  }

  drainOutbox(): Promise<number | null> {
    return within(this.#parts.life, 60_000, this.#drain());
  }

  // Hostnames are added by nobody here, and looked at by nobody: tests/durable-objects has a Cloudflare to look at.
  async checkHostname(): Promise<Result<null, HostnameCheckFailure>> {
    return failure("not_found");
  }

  async readHostname(): Promise<null> {
    return null;
  }

  async #change(intent: Intent, progress: Progress): Promise<Commit> {
    const connection = await this.#connect();
    await connection.travel();
    const lock = await connection.lock();
    try {
      await connection.travel();
      if (progress.phase === "abandoned") throw new Error("Took too long");
      const { database } = this.#parts.postgres;
      const allowed = refusalOf(database, intent);
      if (allowed !== null) {
        await connection.travel();
        return { outcome: "refused", failure: allowed };
      }
      progress.phase = "committing";
      const made = await connection.commit(lock, () => make(database, intent));
      await connection.travel();
      return made.ok ? { outcome: "committed", snapshot: made.value } : { outcome: "refused", failure: made.failure };
    } finally {
      if (!lock.isCommitting) lock.release();
    }
  }

  async #locked<Value>(work: (connection: Connection) => Promise<Value>): Promise<Value> {
    const connection = await this.#connect();
    await connection.travel();
    const lock = await connection.lock();
    try {
      return await work(connection);
    } finally {
      lock.release();
    }
  }

  /** Claims what is due, delivers it outside of any transaction, and marks it. */
  async #drain(): Promise<number | null> {
    const { postgres, time } = this.#parts;
    const claimed = await this.#run(({ outbox }) => {
      const due = outbox.filter((row) => !row.isDelivered && row.availableAt <= time.now());
      for (const row of due) row.availableAt = time.now() + 60_000;
      return due;
    });
    for (const row of claimed) await this.#deliver(row);
    return this.#run(() => {
      const waiting = postgres.database.outbox.filter(({ isDelivered }) => !isDelivered);
      if (waiting.length === 0) return null;
      return Math.max(0, Math.min(...waiting.map(({ availableAt }) => availableAt)) - time.now());
    });
  }

  async #deliver(row: OutboxRow): Promise<void> {
    const { time, dice } = this.#parts;
    try {
      await this.#fulfil(row);
      await this.#run(() => (row.isDelivered = true));
    } catch {
      await this.#run(() => {
        row.attempts += 1;
        row.availableAt = time.now() + Math.min(30_000, 1_000 * 2 ** row.attempts) * dice.between(0.5, 1);
      });
    }
  }

  async #fulfil({ id, message }: OutboxRow): Promise<void> {
    const { duties } = this.#parts;
    switch (message.kind) {
      case "gatekeeper.refresh":
        return duties.compare();
      case "gatekeeper.member":
        return duties.refreshMember(message.payload.userId, `outbox:${id}`);
      case "gatekeeper.revoke-user":
        return duties.revokeUser(message.payload, `outbox:${id}`);
    }
  }

  async #run<Value>(transaction: (database: Database) => Value): Promise<Value> {
    const connection = await this.#connect();
    return within(this.#parts.life, patience, connection.run(transaction));
  }

  async #connect(): Promise<Connection> {
    const { postgres, life, dice, gate } = this.#parts;
    await life.guard(gate());
    return postgres.connect(life, dice);
  }
}

interface Progress {
  phase: "working" | "committing" | "abandoned";
}

/** As in durable-objects/postgres.ts. */
const patience = 5_000;

/** Why Postgres would roll a change back, null when it would commit it: by the rules of durable-objects/change-rules.ts. */
function refusalOf(database: Database, { change, audit }: Intent): ChangeFailure | null {
  switch (change.kind) {
    case "suspend":
    case "restore":
    case "delete":
      return refusalOfStatusChange(change.kind, database.status);
    case "settings":
      if (database.status === "deleted") return "not_found";
      return database.snapshot().settings.version === change.expectedVersion ? null : "stale";
    case "member-role":
    case "member-remove": {
      if (database.status === "deleted") return "not_found";
      const actorId = audit.actor.type === "user" ? audit.actor.id : null;
      const current = actorId === null ? null : (database.users.get(actorId)?.role ?? null);
      return refusalOfMemberChange(change, {
        actor: actorId === null ? change.actorRole : actorRole(change.actorRole, current),
        target: database.users.get(change.userId)?.role ?? null,
        owners: [...database.users.values()].filter(({ role }) => role === "owner").length,
      });
    }
    case "sso-enforcement":
      // That an owner has proven a provider is not modelled, nor is any provider.
      return database.status === "deleted" ? "not_found" : null;
    case "hostname-remove":
      if (database.status === "deleted") return "not_found";
      return database.hasOwnHost ? null : "stale";
    case "hostname-event":
      return database.status === "deleted" ? "not_found" : null;
    default:
      return "forbidden";
  }
}

const statuses = { suspend: "suspended", restore: "active", delete: "deleted" } as const;
const events = {
  suspend: "tenant.suspended",
  restore: "tenant.restored",
  delete: "tenant.deleted",
  settings: "settings.updated",
  "member-role": "member.role_changed",
  "member-remove": "member.removed",
  "hostname-remove": "hostname.removed",
  "hostname-event": "hostname.activated",
} as const;

function eventOf(change: Change): AuditEntry["event"] {
  if (change.kind === "sso-enforcement") return change.enabled ? "sso.enforced" : "sso.enforcement_lifted";
  return events[change.kind as keyof typeof events];
}

/** The transaction of a change. */
function make(database: Database, intent: Intent): Result<Snapshot, ChangeFailure> {
  const refusal = refusalOf(database, intent);
  if (refusal !== null) return failure(refusal);
  const { change, audit, auditId } = intent;
  switch (change.kind) {
    case "suspend":
    case "restore":
    case "delete":
      database.setStatus(statuses[change.kind]);
      break;
    case "settings": {
      const { kind: _kind, expectedVersion: _version, ...wanted } = change;
      database.setSettings(wanted);
      break;
    }
    case "member-role":
      database.setRole(change.userId, change.role);
      break;
    case "member-remove":
      database.removeUser(change.userId);
      break;
    case "sso-enforcement":
      // What is so already is not made so again, and is nothing to tell of.
      if (change.enabled === database.snapshot().enforceSso) return success(structuredClone(database.snapshot()));
      database.setEnforcement(change.enabled);
      break;
    case "hostname-remove":
      database.setOwnHost(false);
      break;
    case "hostname-event":
      if (database.hasOwnHost) return success(structuredClone(database.snapshot()));
      database.setOwnHost(true);
      break;
    case "hostname-add":
    case "hostname-update":
    case "primary-host":
    case "sso-provider-create":
    case "sso-provider-update":
    case "sso-provider-confirm":
    case "sso-provider-restore":
    case "sso-provider-delete":
    case "sso-domain-check":
      throw new Error(`Nobody plays ${change.kind} here`);
  }
  database.addAudit(auditId, { event: eventOf(change) }, audit);
  return success(structuredClone(database.snapshot()));
}
