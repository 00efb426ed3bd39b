import type { AuditContext } from "../../src/audit/event.ts";
import type { Role } from "../../src/authorization/role.ts";
import type {
  AdmissionAnswer,
  Change,
  Credential,
  Gatekeeper,
  OpenSessionCommand,
  OpenSessionFailure,
  RevokeCommand,
  SignInMethod,
  SsoOrigin,
  Verdict,
} from "../../src/gatekeeper/contract.ts";
import { newIdentifier } from "../../src/identifiers/identifier.ts";
import type { Result } from "../../src/result/result.ts";
import type { World } from "./world.ts";

export interface Person {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
}

export interface Session {
  readonly id: string;
  readonly tokenHash: string;
  readonly person: Person;
}

let count = 0;

/** One organization as its rows in Postgres, and its gatekeeper as others ask it. */
export class Organization {
  readonly id = newIdentifier("org");
  readonly slug = `co${process.pid.toString(36)}-${(count += 1)}`;
  readonly host = `${this.slug}.app.localhost`;
  readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  static async create(world: World): Promise<Organization> {
    const organization = new Organization(world);
    const { id, slug } = organization;
    await world.sql`insert into organizations (id, slug, name) values (${id}, ${slug}, 'Acme')`;
    await world.sql`insert into organization_settings (organization_id, app_name) values (${id}, 'Acme Portal')`;
    return organization;
  }

  get gatekeeper(): Gatekeeper {
    return this.world.gatekeeper(this.id);
  }

  async addPerson(role: Role = "member"): Promise<Person> {
    const id = newIdentifier("usr");
    const email = `${id}@people.test`;
    const { sql } = this.world;
    await sql`insert into users (id, organization_id, email, name) values (${id}, ${this.id}, ${email}, 'Max')`;
    await sql`insert into members (organization_id, user_id, role) values (${this.id}, ${id}, ${role})`;
    return { id, email, role };
  }

  /** The revision a sign-in that begins now begins at. */
  async revision(): Promise<number> {
    const visit = await this.gatekeeper.visit({ organizationId: this.id, host: this.host, knownConfigVersion: 0 });
    if (visit.kind !== "welcome") throw new Error(`Not welcome: ${JSON.stringify(visit)}`);
    return visit.revision;
  }

  /** Somebody signed in, recorded in Postgres and open here. */
  async signIn(person: Person, more: { asOf?: number; expiresAt?: number } = {}): Promise<Session> {
    const session = this.newSession(person);
    const asOf = more.asOf ?? (await this.revision());
    const opened = await this.open(session, asOf, more.expiresAt);
    if (!opened.ok) throw new Error(`Not opened: ${opened.failure}`);
    await this.world.sql`
      insert into sessions (id, organization_id, user_id, token_hash, method, host, expires_at, as_of)
      values (${session.id}, ${this.id}, ${person.id}, ${session.tokenHash}, 'password', ${this.host},
              now() + interval '1 day', ${asOf})`;
    return session;
  }

  newSession(person: Person): Session {
    return { id: newIdentifier("ses"), tokenHash: newIdentifier("ses"), person };
  }

  open(
    { id, tokenHash, person }: Session,
    asOf: number,
    expiresAt = Date.now() + 3_600_000,
    host = this.host,
  ): Promise<Result<null, OpenSessionFailure>> {
    return this.openBy("password", { id, tokenHash, person }, asOf, { expiresAt, host });
  }

  openBy(
    method: SignInMethod,
    { id, tokenHash, person }: Session,
    asOf: number,
    more: { expiresAt?: number; host?: string; sso?: SsoOrigin } = {},
  ): Promise<Result<null, OpenSessionFailure>> {
    const session: OpenSessionCommand["session"] = {
      id,
      userId: person.id,
      email: person.email,
      name: "Max",
      role: person.role,
      host: this.host,
      method,
      createdAt: Date.now(),
      expiresAt: Date.now() + 3_600_000,
      address: "127.0.0.1",
      userAgent: "test",
      ...more,
    };
    return this.gatekeeper.openSession({ organizationId: this.id, session, tokenHash, asOf });
  }

  async admit(session: Session | Credential, host = this.host): Promise<Verdict> {
    const credential: Credential = "tokenHash" in session && "person" in session ? cookieOf(session) : session;
    const answer = await this.ask([{ host, credential }]);
    if (answer.kind !== "answered") throw new Error("Unavailable");
    const verdict = answer.verdicts[0];
    if (verdict === undefined) throw new Error("No verdict");
    return verdict;
  }

  ask(questions: { host: string; credential: Credential }[], knownConfigVersion = 0): Promise<AdmissionAnswer> {
    return this.gatekeeper.admit({ organizationId: this.id, knownConfigVersion, questions });
  }

  /** "admitted", or the refusal. */
  async verdict(session: Session | Credential, host = this.host): Promise<string> {
    const verdict = await this.admit(session, host);
    return verdict.admitted ? "admitted" : verdict.refusal;
  }

  revoke(
    scope: RevokeCommand["scope"],
    more: { reason?: RevokeCommand["reason"]; audit?: AuditContext; below?: number } = {},
  ) {
    const { reason = "ended_by_admin", audit = by("user"), below } = more;
    const command = { organizationId: this.id, scope, reason, audit };
    return this.gatekeeper.revoke(below === undefined ? command : { ...command, below });
  }

  change(change: Change, audit: AuditContext = by("operator")) {
    return this.gatekeeper.change({ organizationId: this.id, change, audit });
  }

  wake(): Promise<void> {
    return this.gatekeeper.wake({ organizationId: this.id, topics: [] });
  }

  /** As somebody repairs by hand: the triggers, and the policies they work under, see to the rest. */
  async byHand(work: (sql: World["sql"]) => Promise<unknown>): Promise<void> {
    await this.world.sql.begin(async (sql) => {
      await sql`select set_config('app.organization_id', ${this.id}, true)`;
      await work(sql as unknown as World["sql"]);
    });
  }

  /** What the tenant's audit log says. */
  async events(): Promise<string[]> {
    const rows = await this.world.sql`select event from audit_logs where organization_id = ${this.id} order by at, id`;
    return rows.map((row) => String(row["event"]));
  }

  async platformEvents(): Promise<string[]> {
    const rows = await this.world
      .sql`select event from platform_audit_logs where target_id = ${this.id} order by at, id`;
    return rows.map((row) => String(row["event"]));
  }
}

export function cookieOf({ tokenHash }: Session): Credential {
  return { kind: "cookie", tokenHash };
}

export function by(type: "user" | "operator" | "system", id: string = newIdentifier("usr")): AuditContext {
  return { actor: { type, id, name: "Ann" }, requestId: newIdentifier("req"), address: null, userAgent: null };
}

/** Asks until the answer satisfies, for what happens soon after. Fails after 30 seconds. */
export async function eventually<Value>(
  ask: () => Promise<Value>,
  satisfied: (value: Value) => boolean,
): Promise<Value> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const value = await ask();
    if (satisfied(value)) return value;
    if (Date.now() > deadline) throw new Error(`Never came true; last seen: ${JSON.stringify(value).slice(0, 500)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
