/**
 * Everything that rests in the database and would be worth stealing, listed once: what is sealed, and what is kept as a
 * hash. The tenant-scoped adapter, the key ring and rotation go by this list; a test compares it with the catalogue.
 */

/** A column that holds sealed texts, or a JSON document with one. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** The member of the document; null where the column is the text. */
  readonly member: string | null;
  /** What tells the row from others of its owner. */
  readonly primaryKey: string;
  /** Whose the row is, and what its texts are bound to: the tenant, or in the platform's tables the row itself. */
  readonly owner: "tenant" | "row";
}

export const sealedColumns = {
  accessToken: tenants("accounts", "access_token"),
  refreshToken: tenants("accounts", "refresh_token"),
  idToken: tenants("accounts", "id_token"),
  clientSecret: tenants("sso_providers", "client_secret"),
  /** The nonce and the PKCE verifier of a sign-in on its way. */
  flowSecrets: tenants("sso_flows", "secrets"),
  /** Of a mail that waits. */
  resetToken: { ...tenants("outbox", "payload"), member: "sealedToken" },
  signingKey: { table: "signing_keys", column: "private_key", member: null, primaryKey: "kid", owner: "row" },
} as const satisfies Readonly<Record<string, SealedColumn>>;

/**
 * What a text of this column is sealed for.
 *
 * @param owner the tenant's id; the row's primary key where rows own themselves
 */
export function placeOf({ table, column, member, owner: kind }: SealedColumn, owner: string): string {
  const name = [table, column, member].filter((part) => part !== null).join(".");
  return kind === "tenant" ? `${owner}:${name}` : `${name}:${owner}`;
}

/** What is looked up by equality, or compared and never shown: kept as a hash. */
export const hashedColumns: Readonly<Record<string, string>> = {
  "accounts.password": "scrypt, with a salt for each (Better Auth)",
  "sessions.token_hash": "SHA-256 of 32 random characters or more",
  "verifications.identifier": "SHA-256 of a random token (Better Auth's storeIdentifier)",
  "invitations.id_hash": "SHA-256 of 40 random characters; the id itself no Worker's role may read",
  "sso_flows.state_hash": "SHA-256 of 32 random bytes",
  "sso_flows.browser_hash": "SHA-256 of 32 random bytes",
  "recovery_codes.code_hash": "SHA-256 of 160 random bits",
  "global_admins.enrollment_token_hash": "SHA-256 of 32 random bytes",
};

function tenants(table: string, column: string) {
  return { table, column, member: null, primaryKey: "id", owner: "tenant" } as const;
}
