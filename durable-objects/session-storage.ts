import { reaches, type Role } from "../src/authorization/role.ts";
import { BoundedMap } from "../src/cache/bounded-map.ts";
import type { Credential, OpenSessionCommand, Refusal, RevokeCommand, SsoOrigin } from "../src/gatekeeper/contract.ts";
import { endOf, type SessionRecord, type SessionStanding } from "./session-record.ts";
import { recordOf, selectRecords, type SessionRow } from "./session-row.ts";

type ProviderSessions = Omit<Extract<RevokeCommand["scope"], { kind: "sso" }>, "kind">;

/** Sessions and users in the gatekeeper's SQLite. Times in milliseconds since 1970. */
export class SessionStorage {
  readonly #sql: SqlStorage;
  /** What was found since the last transaction, by token hash or id. */
  readonly #found = new BoundedMap<string, SessionRecord>(mirrored);

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /**
   * The session a credential names. Once read it is mirrored in memory, until something is written: so this is the truth
   * for whoever has made sure, in the same turn, that the storage is still this object's.
   */
  find(credential: Credential): SessionRecord | null {
    switch (credential.kind) {
      case "cookie":
        return this.#mirror(credential.tokenHash, (hash) => this.#one("token_hash", hash));
      case "token":
        return this.#mirror(credential.sessionId, (id) => this.#one("id", id));
      default:
        // A kind that only newer callers know.
        return null;
    }
  }

  /** To be called when something was written. */
  forgetFound(): void {
    this.#found.clear();
  }

  byId(id: string): (SessionRecord & { readonly tokenHash: string }) | null {
    return this.#one("id", id);
  }

  ofUser(userId: string): SessionRecord[] {
    return this.#sql.exec<SessionRow>(`${selectRecords} where s.user_id = ?`, userId).toArray().map(recordOf);
  }

  isTokenTaken(tokenHash: string): boolean {
    return this.#sql.exec("select 1 from sessions where token_hash = ?", tokenHash).toArray().length > 0;
  }

  wasClosedBefore(id: string): boolean {
    return this.#sql.exec("select 1 from closed_ids where id = ?", id).toArray().length > 0;
  }

  insert({ session, tokenHash, asOf }: OpenSessionCommand, role: Role): void {
    const { id, userId, email, name, host, method, sso, address, userAgent, createdAt, expiresAt } = session;
    this.#sql.exec(
      `insert into sessions (id, token_hash, user_id, email, name, role, host, method, address, user_agent,
                             created_at, expires_at, last_seen_at, reported_at, as_of, sso_provider, sso_subject, sso_sid,
                             sso_authority)
       values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?11, ?11, ?13, ?14, ?15, ?16, ?17)`,
      id,
      tokenHash,
      userId,
      email,
      name,
      role,
      host,
      method,
      address,
      userAgent,
      createdAt,
      expiresAt,
      asOf,
      sso?.providerId ?? null,
      sso?.subject ?? null,
      sso?.sid ?? null,
      sso?.authority ?? null,
    );
  }

  close(id: string, as: Refusal): void {
    this.#sql.exec("update sessions set closed_as = ? where id = ? and closed_as is null", as, id);
  }

  /**
   * Remembers that an id must never open, although it has not been opened. A day is enough, because only a call that
   * is on its way right now can still open it. Sessions that were opened are remembered by their rows, until opening
   * refuses them because they have expired. What a version closed would need no remembering at all: its `asOf` stays
   * below that version for ever.
   */
  closeUnopened(id: string, now: number): void {
    this.#sql.exec("insert or ignore into closed_ids (id, forget_at) values (?, ?)", id, now + day);
  }

  /** Lets a session pass a version that was raised after it was opened: the one that asked for the others to end. */
  vouchFor(id: string, revision: number): void {
    this.#sql.exec("update sessions set as_of = max(as_of, ?) where id = ?", revision, id);
  }

  /** How many sessions are open below a revision, of one user or, for null, of everyone. The conditions are endOf's. */
  countOpen(userId: string | null, below: number, standing: SessionStanding, now: number): number {
    const { sessionVersion, sessionLimits } = standing;
    return Number(
      this.#sql
        .exec(
          `select count(*) as open from sessions s left join users u on u.user_id = s.user_id
           where (?1 is null or s.user_id = ?1) and s.as_of < ?2 and s.closed_as is null and s.expires_at > ?3
             and s.as_of >= ?4 and s.as_of >= coalesce(u.epoch, 0)
             and s.last_seen_at > ?5 and s.created_at > ?6`,
          userId,
          below,
          now,
          sessionVersion,
          now - sessionLimits.idle,
          now - sessionLimits.lifetime,
        )
        .one()["open"],
    );
  }

  dropAll(): void {
    this.#sql.exec("delete from sessions");
  }

  /** Forgets what nobody can present any more, a little at a time. */
  forgetExpired(now: number): void {
    this.#sql.exec(
      "delete from sessions where id in (select id from sessions where expires_at <= ? order by expires_at limit 100)",
      now - day,
    );
    this.#sql.exec("delete from closed_ids where forget_at <= ?", now);
    this.#sql.exec("delete from resets where forget_at <= ?", now);
    this.#sql.exec("delete from provider_logouts where forget_at <= ?", now);
  }

  epochOf(userId: string): number {
    return this.#user(userId)?.epoch ?? 0;
  }

  raiseEpoch(userId: string, epoch: number): void {
    this.#sql.exec(
      `insert into users (user_id, epoch) values (?1, ?2)
       on conflict (user_id) do update set epoch = max(epoch, excluded.epoch)`,
      userId,
      epoch,
    );
  }

  highestEpoch(): number {
    return Number(this.#sql.exec("select coalesce(max(epoch), 0) as epoch from users").one()["epoch"]);
  }

  /**
   * The sessions that a provider means: one of its own, and those of the subject's of which it never said which they
   * are; or, where it names none, all of the subject's.
   */
  ofProvider({ providerId, subject, sid }: ProviderSessions): SessionRecord[] {
    const ofSubject = this.#sql
      .exec<SessionRow>(`${selectRecords} where s.sso_provider = ? and s.sso_subject = ?`, providerId, subject)
      .toArray()
      .map(recordOf);
    if (sid === null) return ofSubject;
    const named = this.#sql
      .exec<SessionRow>(`${selectRecords} where s.sso_provider = ? and s.sso_sid = ?`, providerId, sid)
      .toArray()
      .map(recordOf);
    return [...named, ...ofSubject.filter(({ session }) => session.sso?.sid === null)];
  }

  /**
   * Remembers what a provider has signed out, for as long as a sign-in may be under way: one that began below the
   * revision opens nothing any more.
   */
  rememberLogout({ providerId, subject, sid }: ProviderSessions, revision: number, now: number): void {
    this.#sql.exec(
      `insert into provider_logouts (provider, subject, sid, revision, forget_at) values (?1, ?2, ?3, ?4, ?5)
       on conflict (provider, subject, sid) do update set revision = max(revision, ?4), forget_at = max(forget_at, ?5)`,
      providerId,
      subject ?? "",
      sid ?? "",
      revision,
      now + signInMilliseconds,
    );
  }

  /** The revision at which a provider signed this out last, 0 for not within memory. */
  loggedOutAt({ providerId, subject, sid }: SsoOrigin): number {
    const { revision } = this.#sql
      .exec<{ revision: number | null }>(
        `select max(revision) as revision from provider_logouts
         where provider = ?1 and ((subject = ?2 and (sid = '' or ?3 = '')) or (sid = ?3 and ?3 <> ''))`,
        providerId,
        subject,
        sid ?? "",
      )
      .one();
    return revision ?? 0;
  }

  /** Ends the open sessions that began by a password. @returns their ids */
  closePasswordSessions(standing: SessionStanding, now: number): string[] {
    const open = this.#sql
      .exec<SessionRow>(`${selectRecords} where s.method in ('password', 'invitation') and s.closed_as is null`)
      .toArray()
      .map(recordOf)
      .filter((record) => endOf(record, standing, now) === null)
      .map(({ session }) => session.id);
    this.#sql.exec(
      "update sessions set closed_as = 'session_revoked' where method in ('password', 'invitation') and closed_as is null",
    );
    return open;
  }

  /** Ends the open sessions that began on a host. @returns their ids */
  closeOn(host: string, standing: SessionStanding, now: number): string[] {
    const open = this.#sql
      .exec<SessionRow>(`${selectRecords} where s.host = ? and s.closed_as is null`, host)
      .toArray()
      .map(recordOf)
      .filter((record) => endOf(record, standing, now) === null)
      .map(({ session }) => session.id);
    // Should the host be served again, its browsers are told to forget what they have.
    this.#sql.exec("update sessions set closed_as = 'session_revoked' where host = ? and closed_as is null", host);
    return open;
  }

  /** Remembers that a host is not served any more: for ever, they are few. */
  rememberLeft(host: string, revision: number): void {
    this.#sql.exec(
      `insert into left_hosts (host, revision) values (?1, ?2)
       on conflict (host) do update set revision = max(revision, ?2)`,
      host,
      revision,
    );
  }

  /** The revision at which a host was served no more, 0 for never. */
  leftAt(host: string): number {
    const [row] = this.#sql
      .exec<{ revision: number }>("select revision from left_hosts where host = ?", host)
      .toArray();
    return row?.revision ?? 0;
  }

  /** Whether a reset has ended its user's sessions already. */
  isResetKnown(requestId: string): boolean {
    return this.#sql.exec("select 1 from resets where request_id = ?", requestId).toArray().length > 0;
  }

  /** For as long as its outbox row may take to come. */
  rememberReset(requestId: string, now: number): void {
    this.#sql.exec("insert or ignore into resets (request_id, forget_at) values (?, ?)", requestId, now + 30 * day);
  }

  /** A user's sessions that began at a provider which does not reach a role. */
  outOfReach(userId: string, role: Role): SessionRecord[] {
    return this.ofUser(userId).filter(
      ({ session }) => session.sso !== undefined && !reaches(session.sso.authority, role),
    );
  }

  /** Gives a user's open sessions another role, and those whose sign-in began before the revision. */
  setRole(userId: string, role: Role, revision: number): void {
    this.#sql.exec("update sessions set role = ? where user_id = ?", role, userId);
    this.#sql.exec(
      `insert into users (user_id, role, role_revision) values (?1, ?2, ?3)
       on conflict (user_id) do update set role = excluded.role, role_revision = excluded.role_revision`,
      userId,
      role,
      revision,
    );
  }

  /** The role a sign-in must get that read its own as of a revision: null when that one is not outdated. */
  newerRole(userId: string, asOf: number): Role | null {
    const user = this.#user(userId);
    return user !== undefined && user.role_revision > asOf ? (user.role as Role | null) : null;
  }

  /** The roles a user's sessions have. */
  rolesOf(userId: string): Role[] {
    return this.#sql
      .exec<{ role: string }>("select distinct role from sessions where user_id = ?", userId)
      .toArray()
      .map(({ role }) => role as Role);
  }

  touch(id: string, at: number): void {
    this.#sql.exec("update sessions set last_seen_at = max(last_seen_at, ?) where id = ?", at, id);
  }

  /** Sessions that were seen long after what Postgres has heard of. */
  unreported(limit: number): { readonly id: string; readonly lastSeenAt: number }[] {
    return this.#sql
      .exec<{ id: string; last_seen_at: number }>(
        "select id, last_seen_at from sessions where last_seen_at > reported_at + ? limit ?",
        reportStepMilliseconds,
        limit,
      )
      .toArray()
      .map((row) => ({ id: row.id, lastSeenAt: row.last_seen_at }));
  }

  markReported(seen: readonly { readonly id: string; readonly lastSeenAt: number }[]): void {
    for (const { id, lastSeenAt } of seen) {
      this.#sql.exec("update sessions set reported_at = ? where id = ?", lastSeenAt, id);
    }
  }

  #mirror(key: string, read: (key: string) => SessionRecord | null): SessionRecord | null {
    const found = this.#found.get(key);
    if (found !== undefined) return found;
    const record = read(key);
    if (record !== null) this.#found.set(key, record);
    return record;
  }

  #one(column: "id" | "token_hash", value: string): (SessionRecord & { readonly tokenHash: string }) | null {
    const row = this.#sql.exec<SessionRow>(`${selectRecords} where s.${column} = ?`, value).toArray()[0];
    return row === undefined ? null : recordOf(row);
  }

  #user(userId: string): UserRow | undefined {
    return this.#sql.exec<UserRow>("select * from users where user_id = ?", userId).toArray()[0];
  }
}

/** A record takes about a kilobyte. */
const mirrored = 5_000;

const day = 24 * 60 * 60 * 1000;
/** A sign-in through a provider is over after ten minutes, by the clock of another machine. */
const signInMilliseconds = 15 * 60 * 1000;
const reportStepMilliseconds = 5 * 60 * 1000;

type UserRow = { epoch: number; role: string | null; role_revision: number };
