import type { Where } from "@better-auth/core/db/adapter";
import { sha256Hex } from "../identifiers/digest.ts";
import type { Seal } from "../secrets/seal.ts";
import { placeOf, sealedColumns, type SealedColumn } from "../secrets/sealed-columns.ts";

/** A row as Better Auth sees it. */
export type Row = Record<string, unknown>;

/** The tokens of one query by their hash: what lets a row that was asked for by its token show it again. */
export type KnownTokens = Readonly<Record<string, string>>;

/**
 * What every row and every condition of one tenant goes through on its way to the database and back: the
 * organization is added, session tokens are hashed, the secrets of linked accounts are sealed and opened.
 */
export class TenantRows {
  readonly organizationId: string;
  readonly #seal: Seal;

  constructor(organizationId: string, seal: Seal) {
    this.organizationId = organizationId;
    this.#seal = seal;
  }

  /** A condition, narrowed to the tenant's rows: whatever it says, and with ORs in it, the organization is ANDed. */
  async narrow(model: string, where: readonly Where[]): Promise<{ where: Where[]; tokens: KnownTokens }> {
    const secrets = secretsOf(model);
    const tokens: Record<string, string> = {};
    const narrowed: Where[] = [{ field: "organizationId", value: this.organizationId }];
    for (const condition of where) {
      if (sealedField(secrets, condition.field) !== null)
        throw new Error(`${model}.${condition.field} is sealed: no look-ups`);
      const value = condition.field === secrets.token ? await hashCondition(condition, tokens) : condition.value;
      narrowed.push({ ...condition, value });
    }
    return { where: narrowed, tokens };
  }

  /** As {@link narrow}, for what changes rows: without a condition of its own it would reach every row of the tenant. */
  async narrowWrite(model: string, where: readonly Where[]): Promise<{ where: Where[]; tokens: KnownTokens }> {
    if (where.length === 0) throw new Error(`Changing ${model} needs a condition`);
    return this.narrow(model, where);
  }

  /** Values on their way into the database. No value moves a row to another organization. */
  async conceal(model: string, data: Readonly<Row>): Promise<{ data: Row; tokens: KnownTokens }> {
    const secrets = secretsOf(model);
    const tokens: Record<string, string> = {};
    const concealed: Row = {};
    for (const [field, value] of Object.entries(data)) {
      if (field === "organizationId") continue;
      const column = sealedField(secrets, field);
      if (typeof value === "string" && field === secrets.token) concealed[field] = await hashToken(value, tokens);
      else if (typeof value === "string" && column !== null) {
        concealed[field] = await this.#seal.seal(value, placeOf(column, this.organizationId));
      } else concealed[field] = value;
    }
    return { data: concealed, tokens };
  }

  /** A row on its way out. A session's token shows only if the query brought it; else its hash, which opens nothing. */
  async reveal(model: string, row: Row, tokens: KnownTokens): Promise<Row> {
    const secrets = secretsOf(model);
    const revealed: Row = { ...row };
    for (const [field, value] of Object.entries(row)) {
      if (typeof value !== "string") continue;
      const column = sealedField(secrets, field);
      if (field === secrets.token) revealed[field] = tokens[value] ?? value;
      else if (column !== null) revealed[field] = await this.#seal.open(value, placeOf(column, this.organizationId));
    }
    return revealed;
  }
}

interface Secrets {
  readonly token: string | null;
  readonly sealed: Readonly<Record<string, SealedColumn>>;
}

/** The models there are, and what of them never rests in plain text. A password is a hash already. */
const models: Readonly<Record<string, Secrets>> = {
  user: { token: null, sealed: {} },
  session: { token: "token", sealed: {} },
  account: {
    token: null,
    sealed: {
      accessToken: sealedColumns.accessToken,
      refreshToken: sealedColumns.refreshToken,
      idToken: sealedColumns.idToken,
    },
  },
  verification: { token: null, sealed: {} },
};

function secretsOf(model: string): Secrets {
  const secrets = Object.hasOwn(models, model) ? models[model] : undefined;
  if (secrets === undefined) throw new Error(`Better Auth asks for the model ${model}, which is not scoped to tenants`);
  return secrets;
}

function sealedField({ sealed }: Secrets, field: string): SealedColumn | null {
  return Object.hasOwn(sealed, field) ? (sealed[field] ?? null) : null;
}

async function hashCondition(condition: Where, tokens: Record<string, string>): Promise<string | string[]> {
  const { value, operator = "eq" } = condition;
  if (operator === "eq" && typeof value === "string") return hashToken(value, tokens);
  if (operator === "in" && Array.isArray(value)) {
    return Promise.all(value.map(async (token) => hashToken(String(token), tokens)));
  }
  throw new Error(`A session's token is looked up whole, not with ${operator}`);
}

async function hashToken(token: string, tokens: Record<string, string>): Promise<string> {
  const hash = await sha256Hex(token);
  tokens[hash] = token;
  return hash;
}
