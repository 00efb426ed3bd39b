import { sql, type SQL } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import type { Chain } from "./chain.ts";
import type { AuditRowText } from "./digest.ts";
import type { ChainEnd, Statement, StoredLink, Tombstone } from "./verification.ts";

type Head = ChainEnd["head"];

/**
 * A chain as the database has it. Every method is one statement: what it returns was all there at one moment, however
 * much is written meanwhile.
 */
export class StoredChain {
  readonly chain: Chain;
  readonly #db: Pick<NodePgDatabase, "execute">;
  readonly #tables: Tables;

  /** @param db a tenant's own for its chain, the platform's for the platform's */
  constructor(chain: Chain, db: Pick<NodePgDatabase, "execute">) {
    this.chain = chain;
    this.#db = db;
    this.#tables = tablesOf(chain);
  }

  async head(): Promise<Head> {
    const { head, own } = this.#tables;
    const [found] = await this.#rows<{ sequence: string; hash: string | null }>(
      sql`select sequence, encode(hash, 'hex') as hash from ${head} t where ${own}`,
    );
    return found === undefined ? null : { sequence: Number(found.sequence), hash: found.hash };
  }

  /** The place of the last link, 0 when there is none: where a chain ends that has lost its head. */
  async lastSequence(): Promise<number> {
    const { links, own } = this.#tables;
    const [found] = await this.#rows<{ last: string | null }>(
      sql`select max(sequence) as last from ${links} t where ${own}`,
    );
    return Number(found?.last ?? 0);
  }

  async hashAt(sequence: number): Promise<string | undefined> {
    const { links, own } = this.#tables;
    const [found] = await this.#rows<{ hash: string }>(
      sql`select encode(hash, 'hex') as hash from ${links} t where ${own} and sequence = ${sequence}`,
    );
    return found?.hash;
  }

  async links(after: number, through: number, limit: number): Promise<StoredLink[]> {
    const { links, logs, own, joined } = this.#tables;
    const found = await this.#rows<
      AuditRowText & { sequence: string; linked: string; hash: string; there: boolean }
    >(sql`
      select t.sequence, t.audit_log_id as linked, encode(t.hash, 'hex') as hash, a.id is not null as there,
             a.id, a.event, a.actor_type as "actorType", a.actor_id as "actorId", a.actor_name as "actorName",
             a.target_type as "targetType", a.target_id as "targetId", a.target_name as "targetName",
             (extract(epoch from a.at) * 1000000)::bigint::text as at,
             a.request_id as "requestId", a.correlation_id as "correlationId",
             a.address, a.user_agent as "userAgent", a.data::text as data
      from ${links} t left join ${logs} a on a.id = t.audit_log_id and ${joined}
      where ${own} and t.sequence > ${after} and t.sequence <= ${through}
      order by t.sequence limit ${limit}`);
    return found.map(({ sequence, linked, hash, there, ...row }) => {
      return { sequence: Number(sequence), id: linked, hash, row: there ? row : null };
    });
  }

  /** The checkpoints of a stretch; with the one before it, if asked. */
  async checkpoints(after: number, through: number, withOneBefore: boolean): Promise<Statement[]> {
    const { checkpoints, own } = this.#tables;
    const from = withOneBefore
      ? sql`t.sequence >= coalesce((select max(b.sequence) from ${checkpoints} b where ${this.#tables.ownOf("b")} and b.sequence <= ${after}), 0)`
      : sql`t.sequence > ${after}`;
    return this.#statements(
      sql`select sequence, statement from ${checkpoints} t where ${own} and ${from} and t.sequence <= ${through} order by sequence`,
    );
  }

  /** Some checkpoints of what is behind the end of the chain. */
  async checkpointsBehindHead(): Promise<Statement[]> {
    const { checkpoints, own } = this.#tables;
    return this.#statements(sql`
      select sequence, statement from ${checkpoints} t
      where ${own} and t.sequence > ${this.#end()} order by sequence desc limit ${someOf}`);
  }

  async lastCheckpoint(): Promise<(Statement & { readonly signedAt: Date }) | null> {
    const { checkpoints, own } = this.#tables;
    const [found] = await this.#rows<{ sequence: string; statement: string; at: string }>(sql`
      select sequence, statement, (extract(epoch from signed_at) * 1000)::bigint::text as at
      from ${checkpoints} t where ${own} order by sequence desc limit 1`);
    if (found === undefined) return null;
    return { sequence: Number(found.sequence), statement: found.statement, signedAt: new Date(Number(found.at)) };
  }

  /** @param follows the place of the checkpoint before it, 0 for the first; when another follows that already, nothing is added */
  async addCheckpoint({ sequence, statement }: Statement, follows: number): Promise<void> {
    const { checkpoints } = this.#tables;
    const place = this.chain.kind === "tenant" ? sql`organization_id, ` : sql``;
    const value = this.chain.kind === "tenant" ? sql`${this.chain.organizationId}, ` : sql``;
    await this.#rows(
      sql`insert into ${checkpoints} (${place}sequence, follows, statement) values (${value}${sequence}, ${follows}, ${statement}) on conflict do nothing`,
    );
  }

  /** What was deleted because it was too old. The platform keeps its own log for ever. */
  async tombstone(): Promise<Tombstone | null> {
    if (this.chain.kind === "platform") return null;
    const [found] = await this.#rows<{ through: string; hash: string; said: string | null; named: string | null }>(sql`
      select t.through_sequence as through, encode(t.hash, 'hex') as hash, a.data ->> 'through' as said, a.data ->> 'hash' as named
      from audit_tombstones t
      left join (audit_logs a join audit_links l on l.organization_id = a.organization_id and l.audit_log_id = a.id)
        on a.organization_id = t.organization_id and a.id = t.audit_log_id and a.event = 'audit-logs.expired'
           and l.sequence > t.through_sequence
      where ${this.#tables.own}`);
    if (found === undefined) return null;
    const { through, hash, said, named } = found;
    const announced = said === null || named === null ? null : { through: Number(said), hash: named };
    return { through: Number(through), hash, announced };
  }

  /** Some links that stand behind the chain's head. */
  async strayLinks(): Promise<{ sequence: number; id: string }[]> {
    const { links, own } = this.#tables;
    const found = await this.#rows<{ sequence: string; id: string }>(sql`
      select sequence, audit_log_id as id from ${links} t
      where ${own} and t.sequence > ${this.#end()} order by sequence limit ${someOf}`);
    return found.map(({ sequence, id }) => ({ sequence: Number(sequence), id }));
  }

  /**
   * Some rows that no link stands for. All are looked for before any is returned: a plan for the first few of what is not
   * there goes through the log row by row, ten times as slowly.
   */
  async strayRows(): Promise<string[]> {
    const { links, logs, own } = this.#tables;
    const found = await this.#rows<{ id: string }>(sql`
      with strays as materialized (
        select t.id from ${logs} t
        where ${own} and not exists (select from ${links} l where ${this.#tables.ownOf("l")} and l.audit_log_id = t.id)
      )
      select id from strays limit ${someOf}`);
    return found.map(({ id }) => id);
  }

  /** Where the chain ends at the moment of the statement this is part of. */
  #end(): SQL {
    const { head, links, ownOf } = this.#tables;
    return sql`coalesce((select h.sequence from ${head} h where ${ownOf("h")}), (select max(m.sequence) from ${links} m where ${ownOf("m")}), 0)`;
  }

  async #statements(query: SQL): Promise<Statement[]> {
    const found = await this.#rows<{ sequence: string; statement: string }>(query);
    return found.map(({ sequence, statement }) => ({ sequence: Number(sequence), statement }));
  }

  async #rows<Row>(query: SQL): Promise<Row[]> {
    return (await this.#db.execute(query)).rows as Row[];
  }
}

/** Enough to see what happened. */
const someOf = 20;

interface Tables {
  readonly logs: SQL;
  readonly links: SQL;
  readonly head: SQL;
  readonly checkpoints: SQL;
  /** Which rows of a table, called by this name in the statement, are the chain's. */
  readonly ownOf: (alias: string) => SQL;
  /** The same of the statement's main table, called `t`. */
  readonly own: SQL;
  /** A log's row `a` and a link `t` are of the same chain. */
  readonly joined: SQL;
}

function tablesOf(chain: Chain): Tables {
  if (chain.kind === "platform") {
    const names = { logs: sql`platform_audit_logs`, links: sql`platform_audit_links`, head: sql`platform_audit_head` };
    const all = { ownOf: () => sql`true`, own: sql`true`, joined: sql`true` };
    return { ...names, ...all, checkpoints: sql`platform_audit_checkpoints` };
  }
  const ownOf = (alias: string) => sql`${sql.raw(alias)}.organization_id = ${chain.organizationId}`;
  return {
    logs: sql`audit_logs`,
    links: sql`audit_links`,
    head: sql`audit_heads`,
    checkpoints: sql`audit_checkpoints`,
    ownOf,
    own: ownOf("t"),
    joined: sql`a.organization_id = t.organization_id`,
  };
}
