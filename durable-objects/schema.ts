import { failure, success, type Result } from "../src/result/result.ts";

export interface Migration {
  readonly name: string;
  readonly statements: string;
}

/**
 * The gatekeeper's SQLite, append-only: a migration that has shipped is never edited, moved or removed. Times are
 * milliseconds since 1970; revisions are those of revision.ts.
 */
export const migrations: readonly Migration[] = [
  {
    name: "0001-gatekeeper",
    statements: `
      -- One row.
      create table gatekeeper (
        only             integer primary key check (only = 1),
        organization_id  text not null,
        revision         integer not null,
        session_version  integer not null,
        snapshot         text not null,
        outbox_due       integer,
        outbox_failures  integer not null default 0
      ) strict;

      -- What is known of a user beyond their sessions: the epoch their sessions must reach, and the last role
      -- change, which a sign-in that began before it may not have seen.
      create table users (
        user_id        text primary key,
        epoch          integer not null default 0,
        role           text,
        role_revision  integer not null default 0,
        -- The request whose password reset has last ended this user's sessions.
        reset_request  text
      ) strict, without rowid;

      -- Sessions that were opened here. Open is what is not closed, not expired, and not below its versions.
      create table sessions (
        id            text primary key,
        token_hash    text not null unique,
        user_id       text not null,
        email         text not null,
        name          text not null,
        role          text not null,
        host          text not null,
        method        text not null,
        address       text,
        user_agent    text,
        created_at    integer not null,
        expires_at    integer not null,
        last_seen_at  integer not null,
        -- The last_seen_at that has reached Postgres.
        reported_at   integer not null,
        as_of         integer not null,
        -- The refusal its credential now gets.
        closed_as     text
      ) strict, without rowid;
      create index sessions_by_user on sessions (user_id);
      create index sessions_by_expiry on sessions (expires_at);

      -- Ids that were closed before they were ever opened.
      create table closed_ids (
        id         text primary key,
        forget_at  integer not null
      ) strict, without rowid;

      -- On their way to Postgres.
      create table effects (
        id          integer primary key autoincrement,
        effect      text not null,
        due_at      integer not null,
        attempts    integer not null default 0,
        last_error  text
      ) strict;
      create index effects_by_due on effects (due_at);

      -- The configuration change that is under way, one row or none.
      create table intents (
        only      integer primary key check (only = 1),
        intent    text not null,
        unknown   integer not null default 0,
        due_at    integer not null,
        attempts  integer not null default 0
      ) strict;
    `,
  },
  {
    name: "0002-leases-and-counts",
    statements: `
      -- 1 while verdicts may be out on lease.
      alter table gatekeeper add column leasing integer not null default 0;

      -- How many requests were admitted, and refused for what: see counts.ts.
      create table counts (
        name   text primary key,
        count  integer not null
      ) strict, without rowid;
    `,
  },
  {
    name: "0003-resets",
    statements: `
      -- Password resets that have ended their user's sessions, by their requests: whoever hears of one again does nothing.
      create table resets (
        request_id  text primary key,
        forget_at   integer not null
      ) strict, without rowid;
      insert or ignore into resets (request_id, forget_at)
        select reset_request, unixepoch() * 1000 + 2592000000 from users where reset_request is not null;
      alter table users drop column reset_request;
    `,
  },
  {
    name: "0004-sso",
    statements: `
      -- Where a session began, and what the provider calls its person and its own session.
      alter table sessions add column sso_provider text;
      alter table sessions add column sso_subject text;
      alter table sessions add column sso_sid text;
      create index sessions_by_sso_subject on sessions (sso_provider, sso_subject) where sso_provider is not null;
      create index sessions_by_sso_sid on sessions (sso_provider, sso_sid) where sso_sid is not null;

      -- Who was signed out by a provider a while ago: '' is a subject it did not tell, or any session of the subject's.
      create table provider_logouts (
        provider    text not null,
        subject     text not null,
        sid         text not null,
        revision    integer not null,
        forget_at   integer not null,
        primary key (provider, subject, sid)
      ) strict, without rowid;

      -- Passwords open nothing for a sign-in that began below this.
      alter table gatekeeper add column password_version integer not null default 0;
    `,
  },
  {
    name: "0005-sso-authority",
    statements: `
      -- The authority of the provider where a session began, as it was then.
      alter table sessions add column sso_authority text;
    `,
  },
  {
    name: "0006-left-hosts",
    statements: `
      -- Hosts that were served and then were not: a sign-in that began below the revision opens nothing there any more.
      create table left_hosts (
        host      text primary key,
        revision  integer not null
      ) strict, without rowid;
    `,
  },
  {
    name: "0007-mailed",
    statements: `
      -- Mails of the outbox that are out, whether or not Postgres could be told so.
      create table mailed (
        outbox_id   integer not null,
        created_at  integer not null,
        forget_at   integer not null,
        primary key (outbox_id, created_at)
      ) strict, without rowid;
      create index mailed_by_forgetting on mailed (forget_at);
    `,
  },
];

/**
 * What is still to be applied: what was applied must be a beginning of what is known, by name and in order. Anything
 * else is storage of newer or foreign code, which must not be touched.
 */
export function pendingMigrations(
  applied: readonly string[],
  known: readonly Migration[],
): Result<readonly Migration[], { readonly found: string }> {
  const foreign = applied.find((name, position) => known[position]?.name !== name);
  return foreign === undefined ? success(known.slice(applied.length)) : failure({ found: foreign });
}
