import postgres from "postgres";
import { holdingsQuery } from "./holdings.ts";
import { organizationOf, tracesOf } from "./rows.ts";

/** What somebody says their tenant is, and which of the two tenants that makes theirs. */
export interface Posture {
  readonly name: string;
  /** SQL that is run as the role, at the beginning of the transaction. */
  readonly setting: string;
  readonly own: "" | "a" | "b" | "ab";
  /** Whether every way to see and to change rows is tried with it, or the plain ones alone. */
  readonly thorough: boolean;
}

const local = (value: string) => `select set_config('app.organization_id', '${value.replaceAll("'", "''")}', true)`;
const [a, b] = [organizationOf("a"), organizationOf("b")];

export const postures: readonly Posture[] = [
  { name: "no tenant", setting: "select 1", own: "", thorough: true },
  { name: "an empty tenant", setting: local(""), own: "", thorough: false },
  { name: "one tenant", setting: local(a), own: "a", thorough: true },
  { name: "the other tenant", setting: local(b), own: "b", thorough: true },
  {
    name: "a tenant set for the session",
    setting: `select set_config('app.organization_id', '${a}', false)`,
    own: "a",
    thorough: true,
  },
  { name: "a tenant that was reset", setting: `${local(b)}; reset app.organization_id`, own: "", thorough: false },
  { name: "one tenant after the other", setting: `${local(b)}; ${local(a)}`, own: "a", thorough: false },
  { name: "a pattern", setting: local("%"), own: "", thorough: false },
  { name: "the beginning of a tenant", setting: local("org_%"), own: "", thorough: false },
  { name: "a condition", setting: local("' or true --"), own: "", thorough: false },
  { name: "two tenants", setting: local(`${a}','${b}`), own: "", thorough: false },
  { name: "a tenant with a space behind it", setting: local(`${b} `), own: "", thorough: false },
  { name: "a tenant in capitals", setting: local(b.toUpperCase()), own: "", thorough: false },
];

/** What became of an attempt. */
export interface Outcome {
  /** SQLSTATE, null when it succeeded. */
  readonly refusal: string | null;
  readonly constraint: string | null;
  /** All that was said: rows, messages and details. */
  readonly said: string;
}

/**
 * Somebody with SQL of their own choosing, in one role after the other: each attempt is a transaction that is undone.
 * The connection is a superuser's that sets the role, so that what was done can be looked at before it is gone.
 */
export class Actor {
  readonly #sql: postgres.Sql;
  readonly #holdings: string;
  #before: Readonly<Record<string, string>> = {};
  attempts = 0;

  constructor(url: string, tenantTables: readonly { readonly name: string; readonly tenantColumn: string }[]) {
    this.#sql = postgres(url, { max: 1, onnotice: () => undefined });
    this.#holdings = holdingsQuery(tenantTables);
  }

  async prepare(): Promise<void> {
    const [held] = await this.#sql.unsafe<Record<string, string>[]>(this.#holdings);
    this.#before = { ...held };
  }

  /** Tries a statement. Rejects when it showed or changed what is not the posture's own. */
  async attempt(role: string, posture: Posture, statement: string): Promise<Outcome> {
    this.attempts += 1;
    // All in one flight: what follows a statement that failed is refused, up to the rollback.
    const [, tried, , after] = await Promise.allSettled([
      this.#sql.unsafe(`begin; set local role ${role}; ${posture.setting}`).simple(),
      this.#sql.unsafe(statement),
      this.#sql.unsafe("reset role").simple(),
      /^(explain|select)/.test(statement) ? null : this.#sql.unsafe(this.#holdings),
      this.#sql.unsafe("rollback; reset role; reset app.organization_id").simple(),
    ]);
    const outcome = outcomeOf(tried);
    const foreign = (["a", "b"] as const).filter((letter) => !posture.own.includes(letter));
    const who = `${role} with ${posture.name}`;
    const shown = foreign.filter((letter) => tracesOf(letter).test(outcome.said));
    if (shown.length > 0) throw new Error(`${who} was shown ${shown.join()} by ${statement}: ${outcome.said}`);
    if (after.status === "fulfilled" && after.value !== null) {
      const [held] = after.value;
      const changed = foreign.filter((letter) => held?.[letter] !== this.#before[letter]);
      if (changed.length > 0) throw new Error(`${who} changed what is of ${changed.join()} by ${statement}`);
    }
    return outcome;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sql.end();
  }
}

function outcomeOf(tried: PromiseSettledResult<unknown>): Outcome {
  if (tried.status === "fulfilled") {
    return { refusal: null, constraint: null, said: JSON.stringify(tried.value, (_, value: unknown) => plain(value)) };
  }
  if (!(tried.reason instanceof postgres.PostgresError)) throw tried.reason;
  const { code, message, detail, hint, where, constraint_name: constraint } = tried.reason;
  return { refusal: code, constraint: constraint ?? null, said: [message, detail, hint, where].join(" ") };
}

function plain(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;
}
