import { hashPassword } from "better-auth/crypto";
import type postgres from "postgres";
import { sha256Hex } from "../../src/identifiers/digest.ts";
import { placeOf, sealedColumns } from "../../src/secrets/sealed-columns.ts";
import { recoveryCodeHash } from "../../src/sso/recovery-code.ts";
import { seal } from "../identity-world.ts";
import { fill, markOf, organizationOf, rowFor, type Letter } from "./rows.ts";

/** Whom and what an operation is about. Of `n` there is nothing. */
export interface Subject {
  readonly letter: Letter;
  readonly mark: string;
  readonly userId: string;
  readonly email: string;
  readonly password: string;
  readonly sessionId: string;
  readonly invitationId: string;
  readonly invitationHash: string;
  readonly invitationReference: string;
  /** Was invited, and the time is over. */
  readonly expiredEmail: string;
  /** A token of a password reset that was issued and is used. */
  readonly issuedToken: string;
  readonly providerId: string;
  readonly hostnameId: string;
  /** Of a test sign-in. */
  readonly testId: string;
}

export async function subjectOf(letter: Letter): Promise<Subject> {
  const mark = markOf(letter);
  const invitationId = String(rowFor("invitations", letter)["id"]);
  return {
    letter,
    mark,
    userId: `usr_${mark}`,
    email: `${mark}@people.test`,
    password: `correct horse ${mark}`,
    sessionId: `ses_${mark}`,
    invitationId,
    invitationHash: await sha256Hex(invitationId),
    invitationReference: invitationId.slice(0, 20),
    expiredEmail: `expired-${mark}@people.test`,
    issuedToken: `token-${mark}`,
    providerId: `sso_${mark}`,
    hostnameId: `hst_${mark}`,
    testId: `flw_${mark}`,
  };
}

/** Makes rows of two tenants, and nothing else of any tenant, with what operations look for. */
export async function furnish(sql: postgres.Sql, tables: readonly string[]): Promise<void> {
  // As a replica would: the log's own walls are not what is tried here.
  const deletions = tables.map((table) => `delete from ${table}`).join("; ");
  await sql
    .unsafe(`set session_replication_role = replica; ${deletions}; set session_replication_role = origin`)
    .simple();
  await fill(sql, tables);
  // Better Auth reads them all, and opens what is sealed.
  await sql`update accounts set access_token = null, refresh_token = null, id_token = null`;
  await sql`update sso_revisions set key_changed = true`;
  await sql`update users set email_verified = true`;
  // As a replica would, again: the gatekeepers hear of nothing here.
  await sql
    .unsafe(
      `set session_replication_role = replica;
       update sso_domains set verified_at = '2026-01-01', checked_at = '2026-01-01';
       update sso_providers set client_secret = null, client_authentication = 'none', logout_at_provider = true,
         endpoints = '${JSON.stringify(endpoints)}';
       set session_replication_role = origin`,
    )
    .simple();
  for (const letter of ["a", "b"] as const) {
    const [organization, { mark, userId, expiredEmail, issuedToken }] = [
      organizationOf(letter),
      await subjectOf(letter),
    ];
    const hash = await passwordHashOf(letter);
    await sql`insert into accounts (id, organization_id, user_id, provider_id, account_id, password)
              values (${`acc_credential_${mark}`}, ${organization}, ${userId}, 'credential', ${userId}, ${hash})`;
    await sql`update outbox set kind = 'gatekeeper.member', payload = ${sql.json({ userId })}
              where organization_id = ${organization}`;
    await sql`insert into invitations (id, organization_id, email, role, invited_by_type, invited_by_id, invited_by_name, expires_at)
              values (${`inv_${"e".repeat(16)}${mark}`}, ${organization}, ${expiredEmail}, 'member', 'user', ${userId}, 'x', now() - interval '1 day')`;
    await sql`insert into verifications (id, organization_id, identifier, value, expires_at)
              values (${`ver_issued_${mark}`}, ${organization}, ${`reset-issued:${await sha256Hex(issuedToken)}`}, 'issued', now() + interval '1 day')`;
    await furnishSso(sql, organization, mark);
    // A second owner, so that one may be removed.
    await sql`insert into users (id, organization_id, email, name) values (${`usr_${letter}2${mark.slice(2)}`}, ${organization}, ${`second-${mark}@people.test`}, ${mark})`;
    await sql`insert into members (organization_id, user_id, role) values (${organization}, ${`usr_${letter}2${mark.slice(2)}`}, 'owner')`;
  }
}

/** Where a provider would be asked; nobody is, where it says so itself. */
const endpoints = {
  authorization: "https://login.example.com/auth",
  token: "https://login.example.com/token",
  jwks: "https://login.example.com/jwks",
  endSession: "https://login.example.com/end",
};

/** Somebody who is linked, a test that can be ended, and a recovery code. */
async function furnishSso(sql: postgres.Sql, organization: string, mark: string): Promise<void> {
  await sql`insert into accounts (id, organization_id, user_id, provider_id, account_id)
            values (${`acc_sso_${mark}`}, ${organization}, ${`usr_${mark}`}, ${`sso_${mark}`}, ${`${mark} ${mark}`})`;
  const secrets = JSON.stringify({ state: `state-${mark}`, nonce: "x", codeVerifier: "x" });
  const sealed = await seal.seal(secrets, placeOf(sealedColumns.flowSecrets, organization));
  await sql`update sso_flows set state_hash = ${await sha256Hex(`state-${mark}`)}, host = 'here.app.localhost',
            browser_hash = ${await sha256Hex(`browser-${mark}`)}, secrets = ${sealed}
            where organization_id = ${organization}`;
  await sql`update recovery_codes set code_hash = ${await recoveryCodeHash(`code-${mark}`)}
            where organization_id = ${organization}`;
}

const hashes = new Map<Letter, Promise<string>>();

/** Made once: it takes the time it should. */
function passwordHashOf(letter: Letter): Promise<string> {
  const known = hashes.get(letter) ?? hashPassword(`correct horse ${markOf(letter)}`);
  hashes.set(letter, known);
  return known;
}
