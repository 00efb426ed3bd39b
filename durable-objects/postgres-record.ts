import { and, eq } from "drizzle-orm";
import type { AuditContext } from "../src/audit/event.ts";
import { auditLogs } from "../src/audit/table.ts";
import type { Role } from "../src/authorization/role.ts";
import type { TenantStatements } from "../src/database/tenant-db.ts";
import type { HostnameCheckFailure } from "../src/gatekeeper/contract.ts";
import type { StoredHostname } from "../src/hostnames/hostname.ts";
import { findStoredHostname } from "../src/hostnames/stored.ts";
import { members } from "../src/members/table.ts";
import type { Result } from "../src/result/result.ts";
import type { PublicAddress } from "../src/tenancy/public-origin.ts";
import { lockOrganization, performChange } from "./change-transaction.ts";
import { writeEffects, writeLastSeen } from "./effect-transaction.ts";
import type { HostnameReconciler } from "./hostname-reconciler.ts";
import { everybodysTurn, untilDue } from "./hostname-rows.ts";
import type { Intent } from "./intent.ts";
import { drainOutbox, type Deliver } from "./outbox.ts";
import type { Postgres } from "./postgres.ts";
import type { Commit, IntentOutcome, SystemOfRecord, WriteEffects } from "./system-of-record.ts";
import { readTruth, snapshotOf, type Truth } from "./truth.ts";

type Hostnames = Pick<HostnameReconciler, "check" | "checkDue">;

/** One organization in PostgreSQL. */
export class PostgresRecord implements SystemOfRecord {
  readonly #postgres: Postgres;
  readonly #address: PublicAddress;
  readonly #deliver: Deliver;
  readonly #hostnames: Hostnames;

  constructor(postgres: Postgres, address: PublicAddress, deliver: Deliver, hostnames: Hostnames) {
    this.#postgres = postgres;
    this.#address = address;
    this.#deliver = deliver;
    this.#hostnames = hostnames;
  }

  isThere(): Promise<boolean> {
    return this.#postgres.isThere();
  }

  readTruth(): Promise<Truth | null> {
    return this.#postgres.run((db) => readTruth(db, this.#address));
  }

  roleOf(userId: string): Promise<Role | null> {
    return this.#postgres.run((db) => selectRole(db, userId));
  }

  async commit(intent: Intent): Promise<Commit> {
    const commit = await this.#postgres.commit((statements) => performChange(statements, intent, this.#address));
    if (commit.outcome !== "committed") return commit;
    const { provider, ssoPolicy, hostname, hostPolicy, ...snapshot } = commit.value;
    const documents = {
      ...(provider && { provider }),
      ...(ssoPolicy && { ssoPolicy }),
      ...(hostname && { hostname }),
      ...(hostPolicy && { hostPolicy }),
    };
    return { outcome: "committed", snapshot, documents };
  }

  /** The lock makes sure that the change's transaction is over: it was taken before COMMIT could be sent. */
  outcomeOf({ change, auditId }: Intent): Promise<IntentOutcome> {
    return this.#postgres.run((db) =>
      db.transaction(async (statements) => {
        const organization = await lockOrganization(statements);
        if (organization === undefined) throw new Error("The organization is not in Postgres");
        const audit = await statements.db
          .select({ id: auditLogs.id })
          .from(auditLogs)
          .where(and(eq(auditLogs.organizationId, statements.organizationId), eq(auditLogs.id, auditId)));
        const role = "userId" in change ? await selectRole(statements, change.userId) : null;
        return { committed: audit.length > 0, snapshot: snapshotOf(organization, this.#address), role };
      }),
    );
  }

  write(work: (write: WriteEffects) => Promise<void>): Promise<void> {
    return this.#postgres.run((db) => work((effects) => writeEffects(db, effects)), drainMilliseconds);
  }

  reportLastSeen(seen: readonly { readonly id: string; readonly lastSeenAt: number }[]): Promise<void> {
    return this.#postgres.run((db) => writeLastSeen(db, seen));
  }

  async drainOutbox(): Promise<number | null> {
    const [nextRow, nextLook] = await this.#postgres.run(
      async (db) => [await drainOutbox(db, this.#deliver), await untilDue(db, everybodysTurn)] as const,
      drainMilliseconds,
    );
    // By connections of their own: none is held while others are waited for.
    const look = nextLook !== null && nextLook <= 0 ? await this.#hostnames.checkDue() : nextLook;
    const next = [nextRow, look].filter((delay) => delay !== null);
    return next.length === 0 ? null : Math.max(0, Math.min(...next));
  }

  checkHostname(hostnameId: string, audit: AuditContext): Promise<Result<null, HostnameCheckFailure>> {
    return this.#hostnames.check(hostnameId, { audit, isPerson: true });
  }

  readHostname(hostnameId: string): Promise<StoredHostname | null> {
    return this.#postgres.run((db) => findStoredHostname(db, hostnameId));
  }
}

const drainMilliseconds = 60_000;

async function selectRole({ db, organizationId }: TenantStatements, userId: string): Promise<Role | null> {
  const [row] = await db
    .select({ role: members.role })
    .from(members)
    .where(and(eq(members.organizationId, organizationId), eq(members.userId, userId)));
  return row?.role ?? null;
}
