import type postgres from "postgres";
import { afterAll } from "vitest";
import { Connection, type Statement } from "../src/database/connection.ts";
import { TenantDb } from "../src/database/tenant-db.ts";
import { tenantScope } from "../src/database/tenant-scope.ts";
import { DnsResolver } from "../src/dns/resolver.ts";
import { Egress } from "../src/egress/egress.ts";
import type { Gatekeeper, OpenSessionCommand, RevokeCommand } from "../src/gatekeeper/contract.ts";
import type { Ceremony } from "../src/identity/ceremony.ts";
import { acceptInvitation } from "../src/identity/invitation-acceptance.ts";
import type { IdentityVisit } from "../src/identity/rpc.ts";
import { newIdentifier } from "../src/identifiers/identifier.ts";
import { success } from "../src/result/result.ts";
import { sealWith } from "../src/secrets/seal.ts";
import { tenantSecret } from "../src/sessions/cookie.ts";
import { asSuperuser, platform } from "./platform.ts";
import { password } from "./world.ts";

export const seal = sealWith({ current: "k1", keys: { k1: Buffer.alloc(32, 7).toString("base64") } });

/** A way out that leads nowhere: whatever is asked fails. */
const nowhere = () => Promise.reject(new Error("There is nobody outside"));
const nobodyOutside = new Egress({
  fetch: nowhere,
  resolver: new DnsResolver("https://resolver.invalid/dns-query", nowhere),
  localOrigins: new Set(),
});

/** An organization that exists in Postgres and has no gatekeeper: what it keeps is played by the test. */
export async function newPool(): Promise<Pool> {
  const organizationId = newIdentifier("org");
  const slug = `pool-${organizationId.slice(-12)}`;
  await asSuperuser(async (sql) => {
    await sql`insert into organizations (id, slug, name) values (${organizationId}, ${slug}, ${slug})`;
  });
  return new Pool(organizationId, `${slug}.app.localhost`);
}

/** A connection as the auth worker's role that counts what is asked of it. */
class PlayedConnection extends Connection {
  statements = 0;

  override query(statement: Statement, values?: unknown[]) {
    this.statements += 1;
    return super.query(statement, values);
  }

  /** The server process behind it. */
  async backend(): Promise<number> {
    return Number((await this.query({ text: "select pg_backend_pid() as pid" })).rows[0]?.["pid"]);
  }
}

const open: PlayedConnection[] = [];
afterAll(async () => {
  await Promise.all(open.splice(0).map((connection) => connection.close()));
});

/** Closed after the test file. */
export function authConnection(role = "gatehouse_auth"): PlayedConnection {
  const connectionString = platform().databaseUrls[role] ?? "";
  const connection = new PlayedConnection({ connectionString, pipeline: true });
  open.push(connection);
  return connection;
}

export class Pool {
  readonly organizationId: string;
  readonly host: string;

  constructor(organizationId: string, host: string) {
    this.organizationId = organizationId;
    this.host = host;
  }

  get visit(): IdentityVisit {
    return {
      organizationId: this.organizationId,
      homeRegion: "weur",
      hostname: this.host,
      publicOrigin: `http://${this.host}`,
      asOf: 1_000,
      sessionLifetimeHours: 7 * 24,
      requestId: newIdentifier("req"),
      address: "203.0.113.7",
      userAgent: "Test/1.0",
    };
  }

  database(connection = authConnection()): TenantDb {
    return new TenantDb(tenantScope(this.organizationId), connection);
  }

  /** A ceremony on a connection of its own, with a gatekeeper that agrees to everything unless told otherwise. */
  async ceremony(gatekeeper: Partial<Gatekeeper> = {}, role = "gatehouse_auth"): Promise<PlayedCeremony> {
    const opened: OpenSessionCommand[] = [];
    const revoked: RevokeCommand[] = [];
    const following: Promise<unknown>[] = [];
    const played: Partial<Gatekeeper> = {
      openSession: async (command) => {
        opened.push(command);
        return success(null);
      },
      revoke: async (command) => {
        revoked.push(command);
        return success({ revision: 2_000, closed: 0 });
      },
      wake: async () => {},
      ...gatekeeper,
    };
    const connection = authConnection(role);
    return {
      visit: this.visit,
      connection,
      database: this.database(connection),
      secret: await tenantSecret("s".repeat(32), this.organizationId),
      seal,
      egress: nobodyOutside,
      gatekeeper: () => played as Gatekeeper,
      background(work) {
        following.push(work);
        // As in the auth worker, what follows the answer fails by itself: whoever wants to know asks `followed`.
        work.catch(() => undefined);
      },
      opened,
      revoked,
      async followed() {
        for (const outcome of await Promise.allSettled(following)) {
          if (outcome.status === "rejected") throw outcome.reason;
        }
      },
    };
  }

  /** Changes rows as somebody else would, past all walls but under the tenant's name. */
  change(work: (sql: postgres.TransactionSql) => Promise<unknown>): Promise<unknown> {
    return asSuperuser((sql) =>
      sql.begin(async (transaction) => {
        await transaction`select set_config('app.organization_id', ${this.organizationId}, true)`;
        await work(transaction);
      }),
    );
  }

  async invite(email: string, role = "member", expiresIn = "1 day"): Promise<string> {
    const id = newIdentifier("inv");
    await asSuperuser(
      (sql) => sql`
        insert into invitations (id, organization_id, email, role, invited_by_type, invited_by_id, invited_by_name, expires_at)
        values (${id}, ${this.organizationId}, ${email}, ${role}, 'operator', 'adm_x', 'Op', now() + ${expiresIn}::interval)`,
    );
    return id;
  }

  /** A member with the tests' password, made the way members are made. */
  async member(email: string, role = "member"): Promise<{ id: string; email: string; name: string }> {
    const invitationId = await this.invite(email, role);
    const accepted = await acceptInvitation(await this.ceremony(), { invitationId, name: "Ada", password });
    if (!accepted.ok) throw new Error(`The invitation was not accepted: ${accepted.failure}`);
    return accepted.value.user;
  }

  /** All rows of a table, past all walls. */
  rows(
    table: "users" | "accounts" | "sessions" | "members" | "verifications" | "outbox" | "audit_logs" | "invitations",
  ) {
    return asSuperuser(async (sql) => [
      ...(await sql`select * from ${sql(table)} where organization_id = ${this.organizationId}`),
    ]);
  }
}

export interface PlayedCeremony extends Ceremony {
  readonly connection: PlayedConnection;
  readonly opened: OpenSessionCommand[];
  readonly revoked: RevokeCommand[];
  /** Once everything is over that went on after the answer. */
  readonly followed: () => Promise<void>;
}
