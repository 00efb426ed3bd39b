import { createHash, randomInt } from "node:crypto";
import postgres from "postgres";
import type { Ending, Request } from "../../simulator/history.ts";
import { sessionCookieName } from "../../src/sessions/cookie.ts";
import { Client } from "../client.ts";
import type { WatchedPlatform } from "../watched-platform.ts";
import { eventually, password } from "../world.ts";
import { Recorder } from "./recorder.ts";

export interface Person {
  readonly id: string;
  readonly email: string;
  /** The one they believe they have; a reset whose outcome is unknown leaves two. */
  passwords: string[];
}

/** A browser that is, or was, signed in. */
export interface Held {
  readonly person: Person;
  readonly client: Client;
  /** The session, as the history calls it: the hash of its token, which Postgres has too. */
  readonly name: string;
  id: string | null;
  token: string | null;
}

/** One tenant of the real system with several people in front of several servers, and all they are told written down. */
export class Stage {
  readonly platform: WatchedPlatform;
  readonly recorder = new Recorder();
  readonly held: Held[] = [];
  readonly host: string;
  readonly operator: Client;
  readonly organizationId: string;
  readonly owner: Person;
  readonly members: readonly Person[];
  #servers = 1;

  private constructor(
    platform: WatchedPlatform,
    host: string,
    operator: Client,
    organizationId: string,
    [owner, ...members]: readonly [Person, ...Person[]],
  ) {
    this.platform = platform;
    this.host = host;
    this.operator = operator;
    this.organizationId = organizationId;
    this.owner = owner;
    this.members = members;
  }

  static async open(platform: WatchedPlatform, people: number): Promise<Stage> {
    const host = "acme.app.localhost";
    const operator = new Client(platform.port, "admin.localhost");
    await operator.post("/cdn-cgi/access/sign-in", { email: "ops@gatehouse.test" });
    const owner = new Client(platform.port, host);
    await done(owner.post("/api/auth/sign-in/email", { email: "owner@acme.test", password }));
    const { user, organization } = (await owner.get("/api/me")).json;
    const members = await Promise.all(
      Array.from({ length: people }, async (_, index) => {
        const email = `person-${index}@people.test`;
        const invited = await done(owner.post("/api/org/invitations", { email, role: "member" }));
        const client = new Client(platform.port, host);
        await done(client.post(`/api/invitations/accept/${invited.json.id}`, { name: `Person ${index}`, password }));
        return { id: (await client.get("/api/me")).json.user.id as string, email, passwords: [password] };
      }),
    );
    const first = { id: user.id as string, email: "owner@acme.test", passwords: [password] };
    return new Stage(platform, host, operator, organization.id, [first, ...members]);
  }

  /** From now on requests reach one more server, which has never been asked anything. */
  startServer(): void {
    this.#servers = Math.min(this.#servers + 1, this.platform.otherServers.length + 1);
  }

  /** The same browser, in front of any server. */
  anywhere(client: Client): Client {
    const server = randomInt(this.#servers);
    const port = this.platform.otherServers[server - 1];
    return port === undefined ? client : client.through(port);
  }

  async signIn(person: Person): Promise<Held | null> {
    const client = new Client(this.platform.port, this.host);
    const secret = person.passwords[randomInt(person.passwords.length)] ?? password;
    const heard = await this.recorder.hear(() =>
      this.anywhere(client).post("/api/auth/sign-in/email", { email: person.email, password: secret }),
    );
    const cookie = heard.reply?.setCookies.find((one) => one.startsWith(sessionCookieName));
    const token = /=([^;]*)\.[^.]*?(?:;|$)/.exec(cookie ?? "")?.[1];
    const name = token === undefined ? null : createHash("sha256").update(decodeURIComponent(token)).digest("hex");
    this.recorder.signIn(heard, person.id, name, secret);
    if (name === null || cookie === undefined) return null;
    client.cookies.set(sessionCookieName, cookie.slice(sessionCookieName.length + 1).split(";")[0] ?? "");
    const held: Held = { person, client, name, id: null, token: null };
    this.held.push(held);
    return held;
  }

  /** Asks who one is: what the answer tells depends on what is asked, and by what. */
  async ask(held: Held, what: "me" | "token" | "settings"): Promise<Request> {
    const { recorder } = this;
    const session = { session: held.name, user: held.person.id };
    const client = this.anywhere(held.client);
    switch (what) {
      case "me": {
        const byToken = held.token !== null && randomInt(2) === 0;
        const bearer = { headers: { authorization: `Bearer ${held.token}`, cookie: null } };
        const heard = await recorder.hear(() => client.get("/api/me", byToken ? bearer : {}));
        const credential = byToken ? "token" : "cookie";
        return recorder.request(heard, { ...session, credential }, ({ json }) => {
          held.id = json.session.id;
          return { role: json.role };
        });
      }
      case "token": {
        const heard = await recorder.hear(() => client.get("/api/auth/token"));
        return recorder.request(heard, { ...session, credential: "cookie" }, ({ json }) => {
          held.token = json.token;
          const { org, epoch } = JSON.parse(Buffer.from(json.token.split(".")[1], "base64url").toString());
          return { sessionVersion: org.sessionVersion, epoch };
        });
      }
      case "settings": {
        const heard = await recorder.hear(() => client.get("/api/org/settings"));
        return recorder.request(heard, { ...session, credential: "cookie" }, ({ json }) => ({
          settings: json.appName,
        }));
      }
    }
  }

  /** Waits until everything has come to rest, then asks with every session there ever was, and looks at the record. */
  async end(): Promise<Ending> {
    const { platform, organizationId } = this;
    const restored = await this.recorder.hear(() => this.operator.post(`/api/admin/tenants/${organizationId}/restore`));
    this.recorder.act(restored, { kind: "restore" });
    const pending = `select (select count(*) from effects) + (select count(*) from intents) as waiting`;
    await eventually(
      async () => (await platform.coordinatorSql(organizationId, pending))[0]?.["waiting"],
      (waiting) => waiting === 0,
      restMilliseconds,
    );
    const sql = postgres(platform.postgres.url("postgres"), { max: 1, onnotice: () => undefined });
    try {
      const own = sql`organization_id = ${organizationId}`;
      // What a gatekeeper that died had claimed is due again in a minute; nothing here is about that minute.
      await sql`update outbox set available_at = now() where ${own} and delivered_at is null`;
      await platform.runCron();
      await eventually(
        async () => (await sql`select 1 from outbox where ${own} and delivered_at is null`).length,
        (waiting) => waiting === 0,
        restMilliseconds,
      );
      const before = this.recorder.requests.length;
      for (const held of this.held) await this.ask(held, "me");
      const probes = this.recorder.requests.splice(before);
      const audit = await sql<AuditRow[]>`
        select request_id, event, sessions.token_hash as session
        from audit_logs left join sessions on sessions.id = target_id where audit_logs.organization_id = ${organizationId}`;
      const members = await sql`select user_id, role from members where ${own}`;
      const sessions = await sql`select token_hash, revoked_at from sessions where ${own}`;
      const [settings] = await sql`select app_name from organization_settings where ${own}`;
      const [policy] = await sql`select enforced from sso_policies where ${own}`;
      const [organization] = await sql`select status from organizations where id = ${organizationId}`;
      return {
        probes,
        audit: audit.map((row) => ({ act: this.#actOf(row), event: row.event })),
        status: organization?.["status"],
        roles: new Map(members.map((row) => [String(row["user_id"]), row["role"]])),
        settings: String(settings?.["app_name"]),
        sso: policy?.["enforced"] === true ? "required" : "optional",
        records: new Map(
          sessions.map((row) => [String(row["token_hash"]), row["revoked_at"] === null ? "open" : "revoked"]),
        ),
      };
    } finally {
      await sql.end();
    }
  }

  /** The act that has left a row. Who hung up before the answer never learned the request's id: the session tells. */
  #actOf({ request_id: id, event, session }: AuditRow): string {
    const { acts } = this.recorder;
    if (event !== "session.revoked" || acts.some((act) => act.id === id)) return id;
    const unheard = acts.find(({ deed, answeredAt }) => {
      return answeredAt === null && deed.kind === "end-session" && deed.session === session;
    });
    return unheard?.id ?? id;
  }
}

interface AuditRow {
  readonly request_id: string;
  readonly event: string;
  /** The session it is about, as the history calls it, where it is about one. */
  readonly session: string | null;
}

/** Longer than anything waits before it tries again. */
const restMilliseconds = 90_000;

async function done(call: ReturnType<Client["get"]>) {
  const reply = await call;
  if (reply.status >= 300) throw new Error(`${reply.status}: ${reply.text}`);
  return reply;
}
