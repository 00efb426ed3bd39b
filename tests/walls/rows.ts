import type postgres from "postgres";

/** A letter that stands for a tenant: everything of theirs is marked with it. `n` is what does not exist yet. */
export type Letter = "a" | "b" | "n";

/** What no one else's rows contain. */
export const markOf = (letter: Letter) => letter.repeat(24);

export const organizationOf = (letter: Letter) => `org_${markOf(letter)}`;

type Row = Readonly<Record<string, string | number>>;

const later = "2027-01-01T00:00:00Z";

/** A row of each tenant's table, with the tenant's mark wherever a text may hold it. A new table needs one here. */
const recipes: Readonly<Record<string, (mark: string, organization: string) => Row>> = {
  organizations: (mark, organization) => ({
    id: organization,
    slug: mark,
    name: mark,
    session_version: numberOf(mark),
  }),
  organization_settings: (mark, organization_id) => ({ organization_id, app_name: mark, updated_by: mark }),
  users: (mark, organization_id) => ({
    organization_id,
    id: `usr_${mark}`,
    email: `${mark}@people.test`,
    name: mark,
    image: mark,
    epoch: numberOf(mark),
  }),
  accounts: (mark, organization_id) => ({
    organization_id,
    id: `acc_${mark}`,
    user_id: `usr_${mark}`,
    provider_id: mark,
    account_id: mark,
    password: mark,
    access_token: mark,
    refresh_token: mark,
    id_token: mark,
    scope: mark,
  }),
  sessions: (mark, organization_id) => ({
    organization_id,
    id: `ses_${mark}`,
    user_id: `usr_${mark}`,
    token_hash: mark,
    method: mark,
    host: mark,
    address: mark,
    user_agent: mark,
    expires_at: later,
    as_of: numberOf(mark),
  }),
  verifications: (mark, organization_id) => ({
    organization_id,
    id: `ver_${mark}`,
    identifier: mark,
    value: mark,
    expires_at: later,
  }),
  members: (mark, organization_id) => ({ organization_id, user_id: `usr_${mark}`, role: "owner" }),
  invitations: (mark, organization_id) => ({
    organization_id,
    id: `inv_${mark}${mark.slice(0, 16)}`,
    email: `invited-${mark}@people.test`,
    role: "member",
    invited_by_type: "user",
    invited_by_id: mark,
    invited_by_name: mark,
    expires_at: later,
  }),
  audit_logs: (mark, organization_id) => ({
    organization_id,
    id: `aud_${mark}`,
    event: mark,
    actor_type: "user",
    actor_id: mark,
    actor_name: mark,
    request_id: mark,
  }),
  outbox: (mark, organization_id) => ({ organization_id, kind: "mail.password-reset", payload: `{"mark":"${mark}"}` }),
  sso_providers: (mark, organization_id) => ({
    organization_id,
    id: `sso_${mark}`,
    label: mark,
    issuer: mark,
    client_id: mark,
    client_secret: mark,
    authority: "owner",
    creation_fingerprint: mark,
    updated_by_id: mark,
    updated_by_name: mark,
  }),
  sso_domains: (mark, organization_id) => ({
    organization_id,
    domain: `${mark}.test`,
    provider_id: `sso_${mark}`,
    challenge: mark,
  }),
  sso_policies: (mark, organization_id) => ({ organization_id, updated_by_id: mark, updated_by_name: mark }),
  sso_revisions: (mark, organization_id) => ({
    organization_id,
    subject: `sso_${mark}`,
    version: 1,
    act: "created",
    document: `{"mark":"${mark}"}`,
    actor_type: "user",
    actor_id: mark,
    actor_name: mark,
  }),
  sso_proofs: (mark, organization_id) => ({
    organization_id,
    provider_id: `sso_${mark}`,
    fingerprint: mark,
    user_id: `usr_${mark}`,
  }),
  sso_flows: (mark, organization_id) => ({
    organization_id,
    id: `flw_${mark}`,
    state_hash: mark,
    browser_hash: mark,
    provider_id: `sso_${mark}`,
    provider_version: 1,
    purpose: "test",
    host: mark,
    secrets: mark,
    as_of: numberOf(mark),
    return_path: mark,
    user_id: `usr_${mark}`,
    expires_at: later,
  }),
  hostnames: (mark, organization_id) => ({
    organization_id,
    id: `hst_${mark}`,
    hostname: `www.${mark}.test`,
    challenge: mark,
    failure: mark,
    cloudflare_id: mark,
    cloudflare_status: mark,
    ssl_status: mark,
    registration: `{"mark":"${mark}"}`,
    findings: `{"mark":"${mark}"}`,
    creation_fingerprint: mark,
    created_by_name: mark,
    updated_by_name: mark,
  }),
  host_policies: (mark, organization_id) => ({
    organization_id,
    primary_hostname_id: `hst_${mark}`,
    updated_by_name: mark,
  }),
  recovery_codes: (mark, organization_id) => ({ organization_id, user_id: `usr_${mark}`, code_hash: mark }),
  former_members: (mark, organization_id) => ({
    organization_id,
    user_id: `usr_former_${mark}`,
    email: `${mark}@people.test`,
  }),
  audit_links: (mark, organization_id) => ({ organization_id, sequence: 900, audit_log_id: mark, hash: bytesOf(mark) }),
  audit_heads: (mark, organization_id) => ({ organization_id, sequence: numberOf(mark), hash: bytesOf(mark) }),
  audit_checkpoints: (mark, organization_id) => ({ organization_id, sequence: 900, follows: 899, statement: mark }),
  audit_tombstones: (mark, organization_id) => ({
    organization_id,
    through_sequence: 900,
    hash: bytesOf(mark),
    removed: 1,
    audit_log_id: mark,
  }),
};

/** A number that stands for a mark where a column holds no text. */
const numberOf = (mark: string) => ({ a: 1_111_111_111, b: 2_222_222_222, n: 3_333_333_333 })[mark[0] as Letter];
const bytesOf = (mark: string) => `\\x${mark[0] === "n" ? "cc".repeat(32) : (mark[0] ?? "").repeat(64)}`;

/** What must not be seen of a tenant: the mark, the number and the bytes that stand for it. */
export const tracesOf = (letter: "a" | "b") => new RegExp(`${letter.repeat(16)}|${numberOf(markOf(letter))}`);

/** @throws for a table nobody has thought about yet */
export function rowFor(table: string, letter: Letter, organization = organizationOf(letter)): Row {
  const recipe = recipes[table];
  if (recipe === undefined) throw new Error(`tests/walls/rows.ts needs a row of ${table}`);
  return recipe(markOf(letter), organization);
}

/** As the driver wants bytes; in the text of a statement they are written out. */
function bytesIn(value: string | number): string | number | Buffer {
  return typeof value === "string" && value.startsWith("\\x") ? Buffer.from(value.slice(2), "hex") : value;
}

/** Tables that triggers have filled already. */
const filledByTriggers = new Set(["audit_heads"]);

/** Gives two tenants a row in every table, as superuser. Tables come in an order in which keys find what they refer to. */
export async function fill(sql: postgres.Sql, tables: readonly string[]): Promise<void> {
  const order = Object.keys(recipes);
  const missing = tables.filter((table) => !order.includes(table));
  if (missing.length > 0) throw new Error(`tests/walls/rows.ts needs a row of ${missing.join(", ")}`);
  const insertAll = (letter: "a" | "b") =>
    order
      .filter((table) => tables.includes(table))
      .map((table) => {
        const values = Object.entries(rowFor(table, letter)).map(([column, value]) => [column, bytesIn(value)]);
        const row = Object.fromEntries(values);
        if (!filledByTriggers.has(table)) return sql`insert into ${sql(table)} ${sql(row)}`;
        return sql`update ${sql(table)} set ${sql(row)} where organization_id = ${organizationOf(letter)}`;
      });
  // Triggers have their owner's rights, and the owner sees no tenant but the one that is set.
  const setTenant = (organizationId: string) => sql`select set_config('app.organization_id', ${organizationId}, false)`;
  // One connection takes them in this order, without waiting for each.
  const statements = (["a", "b"] as const).flatMap((letter) => [
    setTenant(organizationOf(letter)),
    ...insertAll(letter),
  ]);
  await Promise.all([...statements, setTenant("")]);
}
