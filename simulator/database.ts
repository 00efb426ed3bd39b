import type { AuditContext, AuditEntry } from "../src/audit/event.ts";
import type { Role } from "../src/authorization/role.ts";
import type { SignInMethod, Snapshot } from "../src/gatekeeper/contract.ts";
import type { OutboxMessage } from "../src/outbox/message.ts";
import { defaultSettings } from "../src/organizations/defaults.ts";
import type { Effect } from "../durable-objects/effect.ts";
import type { Truth } from "../durable-objects/truth.ts";

export const organizationId = "org_acme";
export const host = "acme.app.example";
/** Its own, while it has it. */
export const ownHost = { id: "hst_1", hostname: "app.acme.example" };

export interface UserRow {
  epoch: number;
  password: string;
  readonly role: Role;
}

interface SessionRow {
  readonly userId: string;
  readonly method: SignInMethod;
  readonly host: string;
  readonly asOf: number;
  revokedReason: string | null;
}

interface AuditRow {
  readonly id: string;
  readonly event: AuditEntry["event"];
  readonly requestId: string;
}

export interface OutboxRow {
  readonly id: number;
  readonly message: GatekeeperMessage;
  availableAt: number;
  attempts: number;
  isDelivered: boolean;
}

/** What the outbox carries to a gatekeeper; mail and hints are not modelled. */
export type GatekeeperMessage = Extract<OutboxMessage, { kind: `gatekeeper.${string}` }>;

/** All that Postgres has on record about the organization: plain data, so that it can be copied. */
interface Tables {
  status: Snapshot["status"];
  configVersion: number;
  sessionVersion: number;
  settings: Snapshot["settings"];
  enforceSso: boolean;
  hasOwnHost: boolean;
  readonly users: Map<string, UserRow>;
  readonly sessions: Map<string, SessionRow>;
  readonly audit: Map<string, AuditRow>;
  readonly outbox: Map<number, OutboxRow>;
  outboxId: number;
}

/**
 * The tables of Postgres and what happens in them by itself: the triggers of migrations/. Every method is one
 * statement or transaction that has been committed when it returns.
 */
export class Database {
  #tables: Tables;

  constructor(members: readonly (readonly [userId: string, role: Role])[]) {
    const password = initialPassword;
    this.#tables = {
      status: "active",
      configVersion: 1,
      sessionVersion: 0,
      settings: { version: 1, appName: "Acme", primaryColor: null, ...defaultSettings },
      enforceSso: false,
      hasOwnHost: true,
      users: new Map(members.map(([id, role]) => [id, { epoch: 0, password, role }])),
      sessions: new Map(),
      audit: new Map(),
      outbox: new Map(),
      outboxId: 0,
    };
  }

  get status(): Snapshot["status"] {
    return this.#tables.status;
  }

  get hasOwnHost(): boolean {
    return this.#tables.hasOwnHost;
  }

  get users(): ReadonlyMap<string, Readonly<UserRow>> {
    return this.#tables.users;
  }

  get sessions(): ReadonlyMap<string, Readonly<SessionRow>> {
    return this.#tables.sessions;
  }

  get audit(): readonly AuditRow[] {
    return [...this.#tables.audit.values()];
  }

  get outbox(): readonly OutboxRow[] {
    return [...this.#tables.outbox.values()];
  }

  snapshot(): Snapshot {
    const { status, configVersion, settings, enforceSso, hasOwnHost } = this.#tables;
    const customHosts = status !== "deleted" && hasOwnHost ? [ownHost] : [];
    return {
      configVersion,
      organizationId,
      slug: "acme",
      name: "Acme",
      status,
      homeRegion: "weur",
      hosts: status === "deleted" ? [] : [host, ...customHosts.map(({ hostname }) => hostname)],
      customHosts,
      enforceSso,
      providers: [],
      settings,
    };
  }

  truth(): Truth {
    const { sessionVersion, users } = this.#tables;
    const epochs = [...users.values()].map(({ epoch }) => epoch);
    return {
      snapshot: this.snapshot(),
      highestVersion: Math.max(sessionVersion, 0, ...epochs),
      sessionVersion,
      outboxWaits: this.outbox.some(({ isDelivered }) => !isDelivered),
    };
  }

  setStatus(status: Snapshot["status"]): void {
    if (status === this.#tables.status) return;
    this.#tables.status = status;
    this.#raiseConfigVersion();
  }

  setSettings(change: Partial<Omit<Snapshot["settings"], "version">>): void {
    const { settings } = this.#tables;
    this.#tables.settings = { ...settings, ...change, version: settings.version + 1 };
    this.#raiseConfigVersion();
  }

  setEnforcement(enforceSso: boolean): void {
    this.#tables.enforceSso = enforceSso;
    this.#raiseConfigVersion();
  }

  setOwnHost(hasOwnHost: boolean): void {
    this.#tables.hasOwnHost = hasOwnHost;
    this.#raiseConfigVersion();
  }

  setRole(userId: string, role: Role): void {
    const user = this.#tables.users.get(userId);
    if (user === undefined || user.role === role) return;
    this.#tables.users.set(userId, { ...user, role });
    this.enqueue({ kind: "gatekeeper.member", payload: { userId } });
  }

  /** The membership, the sessions and the credentials go with the user. */
  removeUser(userId: string): void {
    if (!this.#tables.users.delete(userId)) return;
    for (const [id, session] of this.#tables.sessions) {
      if (session.userId === userId) this.#tables.sessions.delete(id);
    }
    this.enqueue({ kind: "gatekeeper.member", payload: { userId } });
  }

  setPassword(userId: string, password: string): void {
    const user = this.#tables.users.get(userId);
    if (user !== undefined) user.password = password;
  }

  addSession(id: string, row: Omit<SessionRow, "revokedReason">): void {
    this.#tables.sessions.set(id, { ...row, revokedReason: null });
  }

  /** An id that is there already leaves the row as it is. */
  addAudit(id: string, { event }: Pick<AuditEntry, "event">, { requestId }: Pick<AuditContext, "requestId">): void {
    if (!this.#tables.audit.has(id)) this.#tables.audit.set(id, { id, event, requestId });
  }

  hasAudit(id: string): boolean {
    return this.#tables.audit.has(id);
  }

  enqueue(message: GatekeeperMessage): OutboxRow {
    this.#tables.outboxId += 1;
    const row = { id: this.#tables.outboxId, message, availableAt: 0, attempts: 0, isDelivered: false };
    this.#tables.outbox.set(row.id, row);
    return row;
  }

  /** The transaction of an effect. */
  apply({ scope, revision, reason, audit }: Effect): void {
    const tables = this.#tables;
    if (audit !== null) this.addAudit(audit.id, audit.entry, audit.context);
    const revoke = (isMeant: (session: SessionRow, id: string) => boolean): void => {
      for (const [id, session] of tables.sessions) if (isMeant(session, id)) session.revokedReason ??= reason;
    };
    switch (scope.kind) {
      case "session":
        revoke((_, id) => id === scope.sessionId);
        return;
      case "user": {
        const user = tables.users.get(scope.userId);
        if (user !== undefined) user.epoch = Math.max(user.epoch, revision);
        revoke(({ userId, asOf }, id) => userId === scope.userId && asOf < revision && id !== scope.except);
        return;
      }
      case "host":
        revoke((session) => session.host === scope.host && session.asOf < revision);
        return;
      case "passwords":
        revoke(({ method, asOf }) => method === "password" && asOf < revision);
        return;
      case "organization":
        tables.sessionVersion = Math.max(tables.sessionVersion, revision);
        revoke(({ asOf }) => asOf < revision);
        return;
    }
  }

  backUp(): () => void {
    const copy = structuredClone(this.#tables);
    return () => (this.#tables = structuredClone(copy));
  }

  /**
   * The last step of restoring either side from a backup: every version becomes one that nobody has seen, and the
   * gatekeeper is told to look.
   */
  raiseVersions(sessionVersion: number): OutboxRow {
    this.#tables.sessionVersion = Math.max(this.#tables.sessionVersion, sessionVersion);
    this.#tables.configVersion += 1_000_000;
    return this.enqueue({ kind: "gatekeeper.refresh", payload: {} });
  }

  #raiseConfigVersion(): void {
    this.#tables.configVersion += 1;
    this.enqueue({ kind: "gatekeeper.refresh", payload: {} });
  }
}

/** Everybody's, until they have it reset. */
export const initialPassword = "initial";
