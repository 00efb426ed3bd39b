import { Keeper, type KeeperTools } from "../../durable-objects/keeper.ts";
import { Storage } from "../../durable-objects/storage.ts";
import type { Addressed, OpenSessionCommand, Snapshot } from "../../src/gatekeeper/contract.ts";
import { host } from "../database.ts";
import type { Mount } from "../durable-storage.ts";
import type { Postgres } from "../postgres.ts";
import { deadly, forgetful, torn } from "./climates.ts";
import { soundParts } from "../world.ts";
import { withKeeper, type Variant } from "./variant.ts";

/** Asks its memory whether the storage is still its own. */
class MemoryStorage extends Storage {
  override readRevision(): number {
    return this.state?.revision ?? super.readRevision();
  }
}

/** Takes the versions as of the end of a sign-in for those of its beginning. */
class PresentMindedKeeper extends Keeper {
  readonly #storage: Storage;

  constructor(tools: KeeperTools) {
    super(tools);
    this.#storage = tools.storage;
  }

  override async openSession(command: Addressed<OpenSessionCommand>) {
    const { state } = this.#storage;
    return super.openSession(state === null ? command : { ...command, asOf: state.revision });
  }
}

/** Whose revision is the time, even when that steps back. */
class ClockStorage extends Storage {
  readonly #sql: SqlStorage;

  constructor(mount: Mount) {
    super(mount);
    this.#sql = mount.sql;
  }

  override raiseRevision(now: number): number {
    this.#sql.exec("update gatekeeper set revision = ?", now);
    return now;
  }
}

/** Signs everybody in again who is signed in on record. */
class ImportingStorage extends Storage {
  readonly #postgres: Postgres;

  constructor(mount: Mount, postgres: Postgres) {
    super(mount);
    this.#postgres = postgres;
  }

  override initialize(organizationId: string, snapshot: Snapshot, revision: number, alongside: () => void): void {
    super.initialize(organizationId, snapshot, revision, alongside);
    const { sessions, users } = this.#postgres.database;
    this.transaction(() => {
      for (const [id, { userId, revokedReason }] of sessions) {
        const role = users.get(userId)?.role;
        if (revokedReason !== null || role === undefined) continue;
        const person = { userId, email: userId, name: userId, role, host, method: "password" } as const;
        const times = { createdAt: revision, expiresAt: revision + 24 * 60 * 60 * 1000 };
        const session = { id, ...person, ...times, address: null, userAgent: null };
        this.sessions.insert({ session, tokenHash: `hash of ${id}`, asOf: revision }, role);
      }
    });
  }
}

/** Goes on from the highest version that Postgres has heard of. */
class ContinuingStorage extends Storage {
  readonly #postgres: Postgres;

  constructor(mount: Mount, postgres: Postgres) {
    super(mount);
    this.#postgres = postgres;
  }

  override initialize(organizationId: string, snapshot: Snapshot, first: number, alongside: () => void): void {
    const { highestVersion } = this.#postgres.database.truth();
    super.initialize(organizationId, snapshot, highestVersion === 0 ? first : highestVersion, alongside);
  }
}

export const versionVariants: readonly Variant[] = [
  {
    name: "acknowledgements that leave before they are durable",
    parts: withKeeper({ outputGate: () => Promise.resolve() }),
    withoutFault: soundParts,
    climate: deadly,
    property: "revoked",
  },
  {
    name: "admissions that only look into memory",
    parts: withKeeper({ storage: (mount) => new MemoryStorage(mount) }),
    withoutFault: soundParts,
    climate: torn,
    property: "revoked",
  },
  {
    name: "a sign-in as of its end",
    parts: withKeeper({ keeper: (tools) => new PresentMindedKeeper(tools) }),
    withoutFault: soundParts,
    climate: deadly,
    property: "revoked",
  },
  {
    name: "revisions that step back with the clock",
    parts: withKeeper({ storage: (mount) => new ClockStorage(mount) }),
    withoutFault: soundParts,
    climate: deadly,
    property: "revoked",
  },
  {
    name: "sessions imported from Postgres into an empty storage",
    parts: withKeeper({ storage: (mount, postgres) => new ImportingStorage(mount, postgres) }),
    withoutFault: soundParts,
    climate: forgetful,
    property: "revoked",
  },
  {
    name: "versions taken from Postgres as they are",
    parts: withKeeper({ storage: (mount, postgres) => new ContinuingStorage(mount, postgres) }),
    withoutFault: soundParts,
    climate: forgetful,
    property: "revoked",
  },
];
